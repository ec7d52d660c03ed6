using Nabla.Learning;
using Xunit;

namespace Nabla.Tests.Learning.Layers;

/// <summary>Parts of a network that are not trained.</summary>
public sealed class FreezingTests
{
    private static readonly Dataset Examples = SyntheticData.Moons(200, 0.1, new HostRandom(1));

    [Fact]
    public void Freeze_APartByName_KeepsItsBitsAndStatisticsWhileTheRestLearns()
    {
        var network = Network();
        network.GetModule("features").Freeze();
        var before = network.StateVariables.ToDictionary(entry => entry.Path, entry => entry.Variable.Value.ToArray<float>());
        Assert.Equal(["head.weight", "head.bias"], Trained(network));

        Fit(network);

        foreach (var (path, variable) in network.StateVariables)
            Assert.Equal(path.StartsWith("features", StringComparison.Ordinal), before[path].AsSpan().SequenceEqual(variable.Value.ToArray<float>()));
        Assert.True(network["features"].IsFrozen);
        network.Unfreeze();
        Assert.Equal(network.NamedParameters().Select(entry => entry.Path), Trained(network));
        Fit(network);
        Assert.NotEqual(before["features.0.weight"], network.GetModule("features.0").Parameters()[0].Value.ToArray<float>());
        Assert.NotEqual(before["features.1.running_mean"], network.NamedBuffers()[0].Variable.Value.ToArray<float>());
    }

    [Fact]
    public void Freeze_OfAPartOfAStack_ComputesNoGradientForIt()
    {
        var (whole, part) = (Network(), Network());
        part.GetModule("features.0").Freeze();
        Assert.Equal(Products(whole) - 1, Products(part));

        static int Products(Module network)
        {
            network.Eval();
            var gradients = Reverse.Gradients(network.Forward(Tensor.Zeros([16, 2])).Square().Sum(), network.Parameters());
            return GraphPrinter.ToText([.. gradients]).Split('\n').Count(line => line.Contains("matmul", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Freeze_OfALayerThatIsSharedWithATrainedPart_FreezesItThereToo()
    {
        var layer = new Linear(2, 2, new Generator(1));
        Sequential network = [layer, new Linear(2, 2, new Generator(2)), layer];
        network.GetModule("2").Freeze();
        Assert.Equal(["1.weight", "1.bias"], Trained(network));
    }

    [Fact]
    public void Freeze_AfterTheOptimizerWasCreated_IsRefusedWithAWayOut()
    {
        var network = Network();
        var trainer = new Trainer(network, new Objective(new CrossEntropyLoss()), new Adam(network.Parameters()));
        network["features"].Freeze();
        var exception = Assert.Throws<InvalidOperationException>(
            () => trainer.Fit(Examples, null, new() { Epochs = 1 }, null, TestContext.Current.CancellationToken));
        Assert.Equal(
            "The optimizer would change 'features.0.weight', which is frozen; freeze parts of a network before creating its optimizer from "
            + "network.Parameters().",
            exception.Message);
    }

    [Fact]
    public void Freeze_OfDropoutInACompiledFunction_IsSeenByIt()
    {
        var network = new Sequential { new Dropout(0.5, new Generator(1)) };
        var drop = Compile.Function(x => network.Forward(x));
        var ones = Tensor.Ones(1000);
        Assert.NotEqual(1000, drop(ones).Sum().ToDouble());
        network.Freeze();
        Assert.All(drop(ones).ToArray<float>(), number => Assert.Equal(1, number));
        network.Unfreeze();
        Assert.Contains(0, drop(ones).ToArray<float>());
    }

    [Theory]
    [InlineData("feature", "sequential: there is no module 'feature': 'feature' is none of features, activation, head.")]
    [InlineData("features.2", "sequential: there is no module 'features.2': '2' is none of 0, 1.")]
    [InlineData("head.weight", "sequential: there is no module 'head.weight': linear(in 8, out 2) has no modules inside.")]
    [InlineData("features.", "sequential: there is no module 'features.': '' is none of 0, 1.")]
    public void GetModule_OfAPathThatDoesNotExist_ListsWhatDoes(string path, string message) =>
        Assert.Equal(message, Assert.Throws<KeyNotFoundException>(() => Network().GetModule(path)).Message);

    [Fact]
    public void GetModule_OfPaths_IsThatModule()
    {
        var network = Network();
        Assert.Same(network, network.GetModule(""));
        Assert.Same(network["head"], network.GetModule("head"));
        Assert.IsType<BatchNorm>(network.GetModule("features.1"));
    }

    private static string[] Trained(Module network)
    {
        var trained = network.Parameters().ToHashSet();
        return [.. network.NamedParameters().Where(entry => trained.Contains(entry.Variable)).Select(entry => entry.Path)];
    }

    private static void Fit(Module network) =>
        new Trainer(network, new Objective(new CrossEntropyLoss()), new Adam(network.Parameters())).Fit(Examples, null, new() { Epochs = 2 });

    private static Sequential Network()
    {
        var generator = new Generator(5);
        var network = new Sequential();
        network.Add("features", new Sequential { new Linear(2, 8, generator), new BatchNorm(8) });
        network.Add("activation", Activation.Relu());
        network.Add("head", new Linear(8, 2, generator));
        return network;
    }
}
