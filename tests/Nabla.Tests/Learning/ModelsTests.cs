using Nabla.Learning;
using Xunit;

namespace Nabla.Tests.Learning;

public class ModelsTests
{
    [Theory]
    [InlineData("lenet1", 3_246)]
    [InlineData("lenet4", 51_050)]
    [InlineData("lenet5", 61_706)]
    [InlineData("resnet", 308_074)]
    public void Images_OfEachNetwork_BecomeClasses(string name, long parameters)
    {
        var network = Create(name, new Generator(1));
        Assert.Equal(parameters, network.ParameterCount());
        network.Eval();
        var x = new Generator(2).Uniform([3, 28, 28]);
        Assert.Equal([3, 10], network.Forward(x).Shape.ToArray());
        // The summary has every layer that computes something, and its operations sum to those of the graph.
        var rows = Summary.Create(network, [28, 28]);
        Assert.Equal(parameters, rows.Sum(row => row.Parameters));
        Assert.Equal([10], rows[^1].Output.ToArray());
        Assert.All(rows, row => Assert.True(row.ActivationBytes == 4L * row.Output.ElementCount, row.Path));
        Assert.InRange(rows.Sum(row => row.Operations), parameters, OperationCounter.Count(network.Forward(Tensor.Zeros([1, 28, 28]))));
        // Layers as JSON make the same network.
        var again = ModelFile.CreateNetwork(ModelFile.LayersOf(network), new Generator(1));
        Assert.Equal(network.StateVariables.Select(entry => entry.Path), again.StateVariables.Select(entry => entry.Path));
        Assert.NotEqual(0, again.Parameters()[0].Value.Abs().Sum().ToDouble());
    }

    [Theory]
    [InlineData("lenet5")]
    [InlineData("resnet")]
    public void Training_OnAFewImages_LearnsThem(string name)
    {
        var data = DigitGenerator.Create(64, 3);
        var network = name == "resnet" ? Models.ResNet(10, new Generator(1), width: 8) : Create(name, new Generator(1));
        var trainer = new Trainer(network, new Objective(new CrossEntropyLoss()), new Adam(network.Parameters(), name == "resnet" ? 0.01 : 0.003));
        var results = trainer.Fit(data, null, new() { Epochs = 60, BatchSize = 16 }, cancellation: TestContext.Current.CancellationToken);
        Assert.True(results[^1].Training.Loss < results[0].Training.Loss / 4);
        Assert.InRange(trainer.Evaluate(data, TestContext.Current.CancellationToken).Score, 0.9, 1);
    }

    [Fact]
    public void CreateNetwork_FromLayersThatCannotBe_SaysWhy()
    {
        var unknown = Assert.Throws<FormatException>(
            () => ModelFile.CreateNetwork("""{"type":"sequential","layers":[{"type":"magic"}]}""", new Generator(1)));
        Assert.Contains("unknown layer type \"magic\"", unknown.Message, StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => ModelFile.CreateNetwork("""{"type":"linear","in":3}""", new Generator(1)));
        Assert.Throws<FormatException>(() => ModelFile.CreateNetwork("no layers", new Generator(1)));
        Assert.ThrowsAny<ArgumentException>(() => ModelFile.CreateNetwork("""{"type":"linear","in":3,"out":0}""", new Generator(1)));
    }

    private static Sequential Create(string name, Generator generator) => name switch
    {
        "lenet1" => Models.LeNet1(10, generator),
        "lenet4" => Models.LeNet4(10, generator),
        "lenet5" => Models.LeNet5(10, generator),
        _ => Models.ResNet(10, generator),
    };
}
