using Nabla.Learning;
using Xunit;

namespace Nabla.Tests.Learning.Layers;

/// <summary>Freezing by patterns of paths.</summary>
public sealed class FreezingPatternTests
{
    [Theory]
    [InlineData("body", "head.weight head.bias")]
    [InlineData("body.*", "head.weight head.bias")]
    [InlineData("bod?", "head.weight head.bias")]
    [InlineData("*.bias", "body.0.weight body.1.weight head.weight")]
    [InlineData("body.0.weight", "body.0.bias body.1.weight body.1.bias head.weight head.bias")]
    [InlineData("head", "body.0.weight body.0.bias body.1.weight body.1.bias")]
    [InlineData("*", "")]
    public void Freeze_APattern_LeavesTheOtherParameters(string pattern, string trained)
    {
        var network = Network();
        network.Freeze(pattern);
        Assert.Equal(trained, Trained(network));
        Assert.Equal(network.NamedParameters().Count, Network().NamedParameters().Count);
        network.Unfreeze(pattern);
        Assert.Equal(network.NamedParameters().Count, network.Parameters().Count);
        Assert.Equal(0, network.FrozenParameterCount());
        Assert.DoesNotContain(network.NamedModules(), entry => entry.Module.IsFrozen);
    }

    [Fact]
    public void Freeze_SeveralPatterns_FreezesWhatAnyMatches()
    {
        var network = Network();
        network.Freeze("*.weight", "body.1");
        Assert.Equal("body.0.bias head.bias", Trained(network));
        network.Unfreeze("head.*");
        Assert.Equal("body.0.bias head.weight head.bias", Trained(network));
    }

    [Fact]
    public void Freeze_AModuleByPattern_FreezesAsMuchAsByItsPath()
    {
        foreach (var pattern in (string[])["body", "body.*"])
        {
            var (byPattern, byPath) = (Network(), Network());
            byPattern.Freeze(pattern);
            byPath.GetModule("body").Freeze();
            foreach (var path in (string[])["body.0", "body.1", "body.2"])
                Assert.True(byPattern.GetModule(path).IsFrozen && byPath.GetModule(path).IsFrozen, path);
            Assert.False(byPattern.GetModule("body.2").IsTraining);
            Assert.True(byPattern.GetModule("head").IsTraining);
        }
    }

    [Fact]
    public void Unfreeze_APartOfAFrozenNetwork_BringsThatPartBackOnly()
    {
        var network = Network();
        network.Freeze();
        network.Unfreeze("body.2", "head");
        Assert.Equal("head.weight head.bias", Trained(network));
        Assert.True(network.GetModule("body.2").IsTraining);
        Assert.True(network.GetModule("body.1").IsFrozen);
        Assert.False(network.GetModule("body").IsFrozen);
        Assert.False(network.IsFrozen);
    }

    [Theory]
    [InlineData("body.1", true)]
    [InlineData("body.1.*", true)]
    [InlineData("body.1.weight", false)]
    public void Freeze_OfABatchNorm_KeepsItsStatisticsOnceAllItsParametersAreFrozen(string pattern, bool keeps)
    {
        var network = Network();
        network.Freeze(pattern);
        network.Forward(Tensor.Ones([4, 2]) * 3).Evaluate();
        var mean = network.NamedBuffers()[0].Variable.Value.ToArray<float>();
        Assert.Equal(keeps, mean.All(number => number == 0));
    }

    [Fact]
    public void Freeze_InATrainer_KeepsTheBits()
    {
        var network = Network();
        network.Freeze("body.*", "head.bias");
        var before = network.StateVariables.ToDictionary(entry => entry.Path, entry => entry.Variable.Value.ToArray<float>());
        new Trainer(network, new Objective(new CrossEntropyLoss()), new Adam(network.Parameters()))
            .Fit(SyntheticData.Moons(100, 0.1, new HostRandom(1)), null, new() { Epochs = 2 }, null, TestContext.Current.CancellationToken);
        foreach (var (path, variable) in network.StateVariables)
            Assert.Equal(path != "head.weight", before[path].AsSpan().SequenceEqual(variable.Value.ToArray<float>()));
    }

    [Fact]
    public void Freeze_OfASharedLayerBySecondPath_FreezesIt()
    {
        var layer = new Linear(2, 2, new Generator(1));
        Sequential network = [layer, new Linear(2, 2, new Generator(2)), layer];
        network.Freeze("2.bias");
        Assert.Equal("0.weight 1.weight 1.bias", Trained(network));
    }

    [Fact]
    public void Freeze_APatternThatMatchesNothing_ListsThePathsAndChangesNothing()
    {
        var network = Network();
        const string Paths = "the paths are body, body.0, body.1, body.2, activation, head, body.0.weight, body.0.bias, body.1.weight, body.1.bias, "
            + "head.weight, head.bias.";
        Assert.StartsWith(
            "sequential: the pattern 'haed.*' matches no module or parameter; " + Paths,
            Assert.Throws<ArgumentException>(() => network.Freeze("body", "haed.*")).Message);
        Assert.StartsWith(
            "sequential: the pattern 'Head' matches no module or parameter; ", Assert.Throws<ArgumentException>(() => network.Unfreeze("Head")).Message);
        Assert.Equal(network.NamedParameters().Count, network.Parameters().Count);
        Assert.StartsWith(
            "relu: the pattern 'x' matches no module or parameter; there are no paths.",
            Assert.Throws<ArgumentException>(() => Activation.Relu().Freeze("x")).Message);
    }

    [Fact]
    public void Freeze_APatternThatMatchesNothingInALargeNetwork_ListsTheNearestPaths()
    {
        var network = new Sequential();
        for (var i = 0; i < 41; i++) network.Add($"layer{i}", Activation.Relu());
        var message = Assert.Throws<ArgumentException>(() => network.Freeze("laier7*")).Message;
        Assert.Contains("; the nearest paths are layer7, layer0, layer1, ", message);
        Assert.Contains(", and there are 25 more.", message);
    }

    [Fact]
    public void Freeze_NoPatterns_IsRefused() =>
        Assert.StartsWith(
            "sequential: there are no patterns; Freeze() and Unfreeze() without any mean the whole module.",
            Assert.Throws<ArgumentException>(() => Network().Freeze([])).Message);

    [Fact]
    public void Summary_OfFrozenParts_ShowsThem()
    {
        var network = Network();
        network.Freeze("body.0", "head.bias");
        Assert.Equal(
            [("body.0", 24L, 24L), ("body.1", 16L, 0L), ("body.2", 0L, 0L), ("activation", 0L, 0L), ("head", 18L, 2L)],
            Summary.Create(network, [2]).Select(row => (row.Path, row.Parameters, row.FrozenParameters)));
        var lines = network.ToString().Split('\n');
        Assert.Equal("sequential, 58 parameters, 26 frozen", lines[0]);
        Assert.EndsWith(" 40, 24 frozen", lines[1]);
        Assert.EndsWith("  0", lines[2]);
        Assert.EndsWith(" 18, 2 frozen", lines[3]);
    }

    [Fact]
    public void DeltaRule_OnAFrozenLayer_IsRefused()
    {
        Sequential network = [new Linear(2, 1, new Generator(1))];
        network.Freeze("0.bias");
        Assert.Contains("unfreeze it", Assert.Throws<ArgumentException>(() => new DeltaRule(network, 0.1)).Message);
    }

    private static string Trained(Module network)
    {
        var trained = network.Parameters().ToHashSet();
        return string.Join(' ', network.NamedParameters().Where(entry => trained.Contains(entry.Variable)).Select(entry => entry.Path));
    }

    private static Sequential Network()
    {
        var generator = new Generator(5);
        return new Sequential
        {
            { "body", new Sequential { new Linear(2, 8, generator), new BatchNorm(8), new Dropout(0.5, generator) } },
            { "activation", Activation.Relu() },
            { "head", new Linear(8, 2, generator) },
        };
    }
}
