using Nabla.Learning;
using Xunit;

namespace Nabla.Tests.Learning.Modules;

public sealed class LinearTests
{
    [Fact]
    public void Apply_RowsOfNumbers_IsWeightTimesRowPlusBias()
    {
        var layer = new Linear(3, 2, new Generator(1), type: ElementType.Float64);
        layer.Weight.Value = Tensor.From<double>([1, 2, 3, -4, 5, 6], [2, 3]);
        layer.Bias!.Value = Tensor.From<double>([0.5, -1]);

        var y = layer.Forward(Tensor.From<double>([1, 0, 2, -1, 1, 1], [2, 3]));

        Assert.Equal(2, y.Rank);
        Assert.Equal([1 + 6 + 0.5, -4 + 12 - 1, -1 + 2 + 3 + 0.5, 4 + 5 + 6 - 1], y.ToArray<double>());
    }

    [Fact]
    public void Create_NewLayer_HasWeightsOutByInAndBiasesOfZero()
    {
        var layer = new Linear(5, 3, new Generator(1));

        Assert.Equal([3, 5], layer.Weight.Shape.ToArray());
        Assert.Equal(15, layer.Weight.Value.ToArray<float>().Distinct().Count());
        Assert.Equal(new float[3], layer.Bias!.Value.ToArray<float>());
        Assert.Equal((5, 3), (layer.Inputs, layer.Outputs));
        Assert.Equal("linear(in 5, out 3)", layer.ToString());
    }

    [Fact]
    public void Apply_InputOfAnotherWidth_NamesBothNumbers()
    {
        var error = Assert.Throws<ShapeException>(() => new Linear(4, 3, new Generator(1)).Forward(Tensor.Zeros([2, 5])));

        Assert.Contains("5", error.Message);
        Assert.Contains("4", error.Message);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    [InlineData(-3, 1)]
    public void Create_SizeBelowOne_IsRefused(int inputs, int outputs) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Linear(inputs, outputs, new Generator(1)));

    [Theory]
    [InlineData("xavier", 400, 100, 2.0 / 500)]
    [InlineData("he", 400, 100, 2.0 / 400)]
    [InlineData("xavier", 50, 800, 2.0 / 850)]
    [InlineData("he", 50, 800, 2.0 / 50)]
    public void Draw_ManyWeights_HasTheStatedVarianceAndMeanZero(string name, int inputs, int outputs, double variance)
    {
        var initialization = name == "he" ? Initializer.He : Initializer.Xavier;

        var weights = initialization.Draw(inputs, outputs, new Generator(11), ElementType.Float64).ToArray<double>();

        Assert.Equal(name, initialization.Name);
        // Six standard errors of the mean and the variance of as many normal samples.
        Assert.Equal(0, weights.Average(), 6 * Math.Sqrt(variance / weights.Length));
        Assert.Equal(variance, weights.Average(weight => weight * weight), 6 * variance * Math.Sqrt(2.0 / weights.Length));
    }

    [Fact]
    public void Draw_SameSeed_GivesTheSameWeightsAndAnotherSeedOthers()
    {
        static float[] Weights(long seed) => new Linear(7, 6, new Generator(seed)).Weight.Value.ToArray<float>();

        Assert.Equal(Weights(5), Weights(5));
        Assert.NotEqual(Weights(5), Weights(6));
    }
}
