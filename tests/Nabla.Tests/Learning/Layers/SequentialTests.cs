using Nabla.Learning;
using Xunit;

namespace Nabla.Tests.Learning.Modules;

public sealed class SequentialTests
{
    [Fact]
    public void Apply_NoModules_GivesTheInputBack()
    {
        var x = Tensor.From<float>([1, 2], [1, 2]);

        Assert.Equal([1f, 2], new Sequential().Forward(x).ToArray<float>());
    }

    [Fact]
    public void Apply_SeveralModules_AppliesThemInOrder()
    {
        var first = new Linear(1, 1, new Generator(1));
        (first.Weight.Value, first.Bias!.Value) = (Tensor.From<float>([2], [1, 1]), Tensor.From<float>([-3]));
        var network = new Sequential { first, Activation.Relu() };

        Assert.Equal([0f, 1], network.Forward(Tensor.From<float>([1, 2], [2, 1])).ToArray<float>());
        Assert.Equal([-3f, -3 + 2 * 2], new Sequential(Activation.Relu(), first).Forward(Tensor.From<float>([-5, 2], [2, 1])).ToArray<float>());
    }

    [Fact]
    public void Perceptron_ThreeWidths_HasLinearLayersWithNonlinearitiesBetween()
    {
        var network = Models.Perceptron([4, 6, 5, 3], "tanh", new Generator(1));

        Assert.Equal(["linear(in 4, out 6)", "tanh", "linear(in 6, out 5)", "tanh", "linear(in 5, out 3)"], network.Select(module => module.ToString()));
    }

    [Theory]
    [InlineData("relu", 2.0 / 300)]
    [InlineData("tanh", 2.0 / 700)]
    public void Perceptron_HiddenLayer_IsDrawnAsItsNonlinearityNeeds(string activation, double variance)
    {
        var network = Models.Perceptron([300, 400, 2], activation, new Generator(1), ElementType.Float64);

        var weights = network.OfType<Linear>().First().Weight.Value.ToArray<double>();

        Assert.Equal(variance, weights.Average(weight => weight * weight), 0.05 * variance);
    }

    [Fact]
    public void Perceptron_OneWidth_IsRefused() =>
        Assert.Contains(
            "the widths of its input and output", Assert.Throws<ArgumentException>(() => Models.Perceptron([4], "relu", new Generator(1))).Message);

    [Fact]
    public void Perceptron_UnknownNonlinearity_ListsThoseThereAre() =>
        Assert.StartsWith(
            $"Unknown nonlinearity 'gelatine'; the nonlinearities are {string.Join(", ", Activation.Names)}.",
            Assert.Throws<ArgumentException>(() => Models.Perceptron([4, 3, 2], "gelatine", new Generator(1))).Message);

    [Theory]
    [InlineData("relu")]
    [InlineData("tanh")]
    [InlineData("sigmoid")]
    public void Named_EveryNonlinearity_ComputesItsFormula(string name)
    {
        double[] x = [-2, -0.5, 0, 0.5, 2];

        var y = Activation.FromName(name).Forward(Tensor.From(x)).ToArray<double>();

        var expected = x.Select(value => name switch { "relu" => Math.Max(0, value), "tanh" => Math.Tanh(value), _ => 1 / (1 + Math.Exp(-value)) }).ToArray();
        for (var i = 0; i < x.Length; i++) Assert.Equal(expected[i], y[i], 1e-14);
        Assert.Contains(name, Activation.Names);
    }

    [Fact]
    public void Summary_Network_HasARowForEveryLayer()
    {
        var rows = Summary.Create(Models.Perceptron([4, 6, 3], "relu", new Generator(1)), [4]);

        Assert.Equal(
            [("0", "linear(in 4, out 6)", "[6]", 30L), ("1", "relu", "[6]", 0L), ("2", "linear(in 6, out 3)", "[3]", 21L)],
            rows.Select(row => (row.Path, row.Layer, row.Output.ToString(), row.Parameters)));
    }

    [Fact]
    public void Summary_InputThatDoesNotFit_IsAShapeError() =>
        Assert.Throws<ShapeException>(() => Summary.Create(Models.Perceptron([4, 3], "relu", new Generator(1)), [5]));
}
