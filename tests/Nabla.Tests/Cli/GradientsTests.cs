using System.Text.Json;
using Nabla.Tests.Learning.Data;
using Xunit;

namespace Nabla.Tests.Cli;

/// <summary><c>nabla gradients</c> and <c>nabla plot</c>.</summary>
public sealed class GradientsTests : IDisposable
{
    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void All_SmallNetwork_EveryWayAgreesWithReverseMode()
    {
        var size = Json("gradients", "--layers", "4-8-8-3", "--ways", "all").GetProperty("sizes")[0];
        Assert.Equal((139, 1323), (size.GetProperty("weights").GetInt32(), size.GetProperty("paths").GetInt32()));
        var ways = size.GetProperty("ways").EnumerateArray().ToArray();
        Assert.Equal(["paths", "differences", "central", "complex", "layers", "forward", "reverse"], ways.Select(way => way.GetProperty("way").GetString()));
        Assert.All(ways, way => Assert.InRange(
            way.GetProperty("difference").GetDouble(), 0, way.GetProperty("way").GetString() == "differences" ? 1e-6 : 1e-8));
        Assert.InRange(ways[^1].GetProperty("operations").GetInt64(), 1, 4 * size.GetProperty("evaluation_operations").GetInt64());
    }

    [Fact]
    public void Explain_LayerByLayer_PrintsTheStepsWithTheirNumbers()
    {
        var output = Tool.Succeed("gradients", "--layers", "2-3-1", "--activation", "relu", "--strength", "0", "--explain").Output;
        Assert.Contains("  6  ∂E/∂W⁽¹⁾ = h y⁽⁰⁾ᵀ\n", output, StringComparison.Ordinal);
        Assert.Equal(3 + 3 + 1 + 1 + 3 + 3, output.Split('\n').Count(line => line.StartsWith("       ", StringComparison.Ordinal)));
        // With a regularizer, the weight's derivative is no outer product; with several examples, there are no single numbers.
        Assert.Contains("∂E/∂W⁽¹⁾ = h y⁽⁰⁾ᵀ + λ ∂Ω/∂W⁽¹⁾ = [[", Tool.Succeed("gradients", "--layers", "2-3-1", "--explain").Output, StringComparison.Ordinal);
        Assert.Contains("z⁽¹⁾ = W⁽¹⁾ y⁽⁰⁾ + b⁽¹⁾ = [[", Tool.Succeed("gradients", "--examples", "2", "--explain").Output, StringComparison.Ordinal);
        Assert.Contains("= a tensor of shape [1, 20]", Tool.Succeed("gradients", "--layers", "2-20-1", "--explain").Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--explain --sweep depth", "--explain prints the steps for one network; omit --sweep and --json.")]
    [InlineData("--explain --network skip --layers 2-2-2-1", "--explain: layer by layer: layer 2 is residual.")]
    public void Explain_WhatHasNoSteps_IsRefused(string arguments, string message)
    {
        var result = Tool.Run(["gradients", .. arguments.Split(' ')]);
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.StartsWith($"nabla: {message}", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("relu")]
    [InlineData("leaky-relu")]
    [InlineData("hard-tanh")]
    public void All_KinkedNonlinearities_AgreeOffTheirKinks(string activation)
    {
        foreach (var seed in (string[])["1", "2", "3", "4"])
        {
            var ways = Json("gradients", "--layers", "3-4-4-3", "--activation", activation, "--examples", "3", "--seed", seed)
                .GetProperty("sizes")[0]
                .GetProperty("ways")
                .EnumerateArray();
            Assert.All(ways, way => Assert.InRange(
                way.GetProperty("difference").GetDouble(), 0, way.GetProperty("way").GetString() == "differences" ? 1e-6 : 1e-8));
        }
    }

    [Theory]
    [InlineData("skip", "layer by layer: layer 2 is residual.")]
    [InlineData("recurrent", "layer by layer: layer 0 is elman")]
    public void Layers_OtherNetworks_AreRefusedWithTheReason(string network, string reason)
    {
        var ways = Json("gradients", "--layers", "3-4-4-2", "--network", network).GetProperty("sizes")[0].GetProperty("ways").EnumerateArray().ToArray();
        Assert.StartsWith(
            reason, ways.Single(way => way.GetProperty("way").GetString() == "layers").GetProperty("refusal").GetString(), StringComparison.Ordinal);
        Assert.Single(ways, way => way.GetProperty("refusal").ValueKind == JsonValueKind.String);
    }

    [Fact]
    public void SweepOfDepth_PathsGrowBeyondCounting_TheRestDoesNot()
    {
        var picture = folder.In("sweep.png");
        var output = Tool.Succeed(
            "gradients", "--layers", "3-5-2", "--sweep", "depth", "--steps", "4", "--ways", "paths,layers,reverse", "--limit", "100",
            "--out", picture).Output;
        Assert.Contains("3-5-5-5-5-2", output, StringComparison.Ordinal);
        Assert.Contains("does not run: there are", output, StringComparison.Ordinal);
        Assert.True(new FileInfo(picture).Length > 10_000);
        var sizes = Json("gradients", "--layers", "3-5-2", "--sweep", "width", "--steps", "2", "--ways", "reverse").GetProperty("sizes");
        Assert.Equal(["3-2-2", "3-4-2"], sizes.EnumerateArray().Select(size => size.GetProperty("layers").GetString()));
    }

    [Theory]
    [InlineData("--layers 4-0-3", "--layers 4-0-3: '0' is not a width; widths are whole numbers from 1 to 10000 separated by hyphens.")]
    [InlineData("--layers 4-3", "--layers 4-3: there must be at least an input, a hidden layer and an output.")]
    [InlineData("--ways guess", "--ways guess: unknown method; the methods are paths, differences, central, complex, layers, forward, reverse, and all.")]
    [InlineData("--sweep height", "--sweep height: it must be depth or width.")]
    [InlineData("--steps 0", "--steps 0: it must be from 1 to 30.")]
    [InlineData("--strength nan", "--strength NaN: it must be from 0 to 1000000.")]
    [InlineData("--strength -1", "--strength -1: it must be from 0 to 1000000.")]
    [InlineData("--evaluations 0", "--evaluations 0: it must be at least 1.")]
    [InlineData("--examples 0", "--examples 0: it must be from 1 to 1000.")]
    [InlineData("--network cyclic", "--network cyclic: unknown network; the networks are mlp, skip and recurrent.")]
    [InlineData("--network skip --layers 3-4-5-2", "--network skip: the hidden layers must have the same width, not 4-5.")]
    [InlineData("--out x.png", "--out draws a sweep: add --sweep depth or --sweep width.")]
    [InlineData("--loss nonsense", "Unknown loss 'nonsense'")]
    [InlineData("--regularizer nonsense", "Unknown regularizer 'nonsense'")]
    [InlineData("--activation nonsense", "Unknown nonlinearity 'nonsense'")]
    public void BadInput_OneLineSaysWhat(string options, string message)
    {
        var result = Tool.Run(["gradients", .. options.Split(' ')]);
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.StartsWith($"nabla: {message}", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nonlinearities", "n.svg", "softplus")]
    [InlineData("losses", "l.svg", "ideal misclassification error")]
    [InlineData("saturation", "s.svg", "confidently wrong")]
    public void Plot_Functions_AreDrawnWithTheirNames(string figure, string file, string text)
    {
        var path = folder.In(file);
        Assert.Equal($"saved to {path}\n", Tool.Succeed("plot", figure, "--out", path).Output);
        Assert.Contains(text, File.ReadAllText(path), StringComparison.Ordinal);
    }

    [Fact]
    public void Plot_BoundaryOfMoons_IsDrawnSideBySideAndMoving()
    {
        Tool.Succeed("plot", "boundary", "moons", "--epochs", "4", "--frames", "3", "--hidden", "8", "--out", folder.In("b.png"));
        Assert.True(new FileInfo(folder.In("b.png")).Length > 10_000);
        var output = Tool.Succeed(
            "plot", "boundary", "spirals", "--epochs", "4", "--frames", "3", "--hidden", "8", "--animate", "--out", folder.In("b.svg")).Output;
        Assert.Contains("epoch    2 ", output, StringComparison.Ordinal);
        Assert.Contains("epoch 4", File.ReadAllText(folder.In("b.svg")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("boundary circles", "There is no two-dimensional data set 'circles'; the data sets are moons, spirals and xor.")]
    [InlineData("boundary moons --animate", "--animate: 'boundary.png' must end in .svg; a PNG cannot be animated.")]
    [InlineData("boundary moons --frames 1", "--frames 1: it must be from 2 to 24.")]
    [InlineData("boundary moons --epochs 0", "--epochs 0: it must be from 1 to 10000.")]
    [InlineData("losses --out l.gif", "line figure: 'l.gif' must end in .png or .svg")]
    public void Plot_BadInput_OneLineSaysWhat(string options, string message)
    {
        var result = Tool.Run(["plot", .. options.Split(' ')]);
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.StartsWith($"nabla: {message}", result.Error, StringComparison.Ordinal);
    }

    private static JsonElement Json(params string[] arguments) => TrainTests.Parse(Tool.Succeed([.. arguments, "--json"]).LastLine);
}
