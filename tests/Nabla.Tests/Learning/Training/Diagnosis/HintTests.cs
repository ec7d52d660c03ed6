using Nabla.Learning;
using Xunit;

namespace Nabla.Tests.Learning.Training.Diagnosis;

/// <summary>Hints appear with their figures where they apply, and nowhere else.</summary>
public sealed class HintTests
{
    private static readonly HostRandom Random = new(7);

    [Fact]
    public void DataHints_OfSoundData_AreEmpty()
    {
        Assert.Empty(DataHints.For(SyntheticData.Moons(200, 0.1, new HostRandom(1)), SyntheticData.Moons(100, 0.1, new HostRandom(2))));
        Assert.Empty(DataHints.For(DigitGenerator.Create(100, 1), DigitGenerator.Create(50, 2)));
    }

    [Fact]
    public void DataHints_OfAConstantColumn_NameIt()
    {
        var data = Table(100, row => [Random.NextNormal(), 3], ["a", "b"]);
        Assert.Equal(["column with one value only: nothing to learn from: 'b'"], DataHints.For(data, null));
    }

    [Fact]
    public void DataHints_OfAWildlyScaledColumn_GiveTheRatio()
    {
        var data = Table(100, row => [row % 10, 5000 * (row % 7)], ["a", "b"]);
        Assert.Matches(@"^column 'b' varies 3\.\dE\+03 times as much as 'a'; standardize the columns$", Assert.Single(DataHints.For(data, null)));
    }

    [Fact]
    public void DataHints_OfAnOutlier_GiveItsDistance()
    {
        var data = Table(10_000, row => [row == 17 ? 1000 : row % 10], ["a"]);
        var hint = Assert.Single(DataHints.For(data, null));
        Assert.Matches(@"^column 'a' reaches \d\d standard deviations from its mean: a few outliers decide its scale", hint);
    }

    [Fact]
    public void DataHints_OfLeakingRows_CountThem()
    {
        var training = SyntheticData.Moons(200, 0.1, new HostRandom(1));
        var test = training.Subset([.. Enumerable.Range(0, 20)]);
        Assert.Equal(
            ["20 of 20 test examples (100.0 %) are among the training examples as well: the test score is optimistic"],
            DataHints.For(training, test).Select(hint => hint.Replace("100.0%", "100.0 %")));
        Assert.Empty(DataHints.For(training, test.Subset([0, 1, 2])));
    }

    [Fact]
    public void NetworkHints_OfASoundNetwork_AreEmpty() => Assert.Empty(Of(Models.Perceptron([2, 32, 32, 2], "tanh", new Generator(1))));

    [Fact]
    public void NetworkHints_OfDeadUnits_CountThem()
    {
        var network = Models.Perceptron([2, 10, 2], "relu", new Generator(1));
        // Seven biases so low that nothing gets through.
        network.NamedParameters()[1].Variable.Value = Tensor.From<float>([-99, -99, -99, -99, -99, -99, -99, 9, 9, 9]);
        Assert.StartsWith("7 of 10 units of layer '1' (relu) are 0 for all of 100 examples, so they learn nothing", Assert.Single(Of(network)));
    }

    [Theory]
    [InlineData("sigmoid")]
    [InlineData("tanh")]
    public void NetworkHints_OfSaturatedOutputs_GiveTheShare(string activation)
    {
        var network = Models.Perceptron([2, 10, 2], activation, new Generator(1));
        network.NamedParameters()[1].Variable.Value = Tensor.Full([10], 50);
        var hint = Assert.Single(Of(network), hint => hint.Contains("saturated"));
        Assert.Matches(@$"^100\s?% of the outputs of layer '1' \({activation}\) are saturated", hint);
    }

    [Fact]
    public void NetworkHints_OfAVanishingGradient_CompareFirstAndLastLayer()
    {
        var network = Models.Perceptron([2, .. Enumerable.Repeat(8, 12), 2], "sigmoid", new Generator(1));
        Assert.Contains(Of(network), hint => hint.StartsWith("the gradient of the first layer '0' is ") && hint.Contains("vanishes"));
    }

    [Fact]
    public void NetworkHints_OfAnExplodingGradient_CompareFirstAndLastLayer()
    {
        var network = Models.Perceptron([2, .. Enumerable.Repeat(8, 8), 2], "relu", new Generator(1));
        foreach (var (path, variable) in network.NamedParameters())
            if (path != "0.weight" && variable.Value.Rank == 2) variable.Value = variable.Value * 20;
        Assert.Contains(Of(network), hint => hint.Contains("explodes"));
    }

    private static List<string> Of(Module network)
    {
        var data = SyntheticData.Moons(100, 0.1, new HostRandom(1));
        return [.. NetworkHints.For(LayerState.Of(network, new CrossEntropyLoss(), data, data.Batches(100).First()))];
    }

    private static Dataset Table(int rows, Func<int, double[]> row, string[] names) => Dataset.ForRegression(
        "table",
        [.. Enumerable.Range(0, rows).SelectMany(row).Select(value => (float)value)],
        [names.Length],
        [.. Enumerable.Range(0, rows).Select(i => (float)i)],
        ["y"],
        names);
}
