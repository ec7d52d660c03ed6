using Nabla.Learning;
using Xunit;

namespace Nabla.Tests.Learning.Losses;

public sealed class ObjectiveTests
{
    private static readonly Variable Weight = new(Tensor.From<double>([1, -2, 3, 0.5], [2, 2]), "weight");
    private static readonly Variable Bias = new(Tensor.From<double>([10, -20]), "bias");

    [Fact]
    public void L2Regularizer_WeightsAndBiases_SquaresTheWeightsOnly()
    {
        var cost = new L2Regularizer().Penalty([Weight, Bias, Weight]);

        Assert.Equal(2 * (1 + 4 + 9 + 0.25), cost.ToDouble(), 1e-12);
        var gradients = Reverse.Gradients(cost, [Weight, Bias]);
        Assert.Equal([4.0, -8, 12, 2], gradients[0].ToArray<double>());
        Assert.Equal([0.0, 0], gradients[1].ToArray<double>());
    }

    [Fact]
    public void L2Regularizer_BiasesOnly_SaysThatThereAreNoWeights() =>
        Assert.StartsWith("l2: there are no weights to regularize.", Assert.Throws<ArgumentException>(() => new L2Regularizer().Penalty([Bias])).Message);

    [Fact]
    public void Of_LossAndRegularizer_IsMeanLossPlusStrengthTimesCost()
    {
        var t = Tensor.From<double>([0, 0, 0, 0], [2, 2]);
        var y = Tensor.From<double>([1, 2, 3, 4], [2, 2]);

        var error = new Objective(new SquaredErrorLoss(), new L2Regularizer(), 0.1).Compute(y, t, [Weight, Bias]);

        Assert.Equal((1 + 4 + 9 + 16) / 2.0 + 0.1 * 14.25, error.ToDouble(), 1e-12);
    }

    [Fact]
    public void Of_StrengthZeroOrNoRegularizer_IsTheMeanLoss()
    {
        var (t, y) = (Tensor.Zeros([2, 1], ElementType.Float64), Tensor.From<double>([3, 4], [2, 1]));

        // With strength 0 the regularizer is not called, so parameters without weights are not an error.
        Assert.Equal(12.5, new Objective(new SquaredErrorLoss(), new L2Regularizer()).Compute(y, t, [Bias]).ToDouble());
        Assert.Equal(12.5, new Objective(new SquaredErrorLoss(), null, 3).Compute(y, t, [Bias]).ToDouble());
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(-1e-300)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Create_StrengthThatIsNoPenalty_IsRefused(double strength) =>
        Assert.Contains(
            "strength",
            Assert.Throws<ArgumentOutOfRangeException>(() => new Objective(new SquaredErrorLoss(), new L2Regularizer(), strength)).Message);
}
