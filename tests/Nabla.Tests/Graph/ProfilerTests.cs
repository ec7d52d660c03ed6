using Nabla.Learning;
using Xunit;

namespace Nabla.Tests.Graph;

/// <summary>The facts in a profile are correct. Only counts are checked, never times.</summary>
public class ProfilerTests
{
    [Fact]
    public void Step_OfATrainingStep_ShowsEverythingAndChangesNothing()
    {
        var generator = new Generator(1);
        var network = Models.Perceptron([6, 32, 3], "tanh", generator);
        var optimizer = new Adam(network.Parameters());
        var x = generator.Normal([16, 6]).Evaluate();
        var t = Tensor.From(new long[16]).OneHot(3).Evaluate();
        var before = network.Parameters().Select(parameter => parameter.Value.ToArray<float>()).ToArray();
        var explanation = Profiler.Profile(
            () => optimizer.Step(Reverse.Gradients(new CrossEntropyLoss().Mean(network.Forward(x), t), network.Parameters())),
            runs: 2,
            TestContext.Current.CancellationToken);

        Assert.Equal(before, network.Parameters().Select(parameter => parameter.Value.ToArray<float>()));
        Assert.Contains("variable weight", explanation.GraphBefore);
        Assert.Contains("matmul", explanation.GraphAfter);
        // Two products in the forward pass, one for the hidden gradient, two for the weights.
        var products = explanation.Kernels.Where(kernel => kernel.Name.StartsWith("matmul", StringComparison.Ordinal)).ToList();
        Assert.Equal(5, products.Count);
        Assert.Equal(2L * 16 * (6 * 32 * 2 + 32 * 3 * 3), products.Sum(kernel => kernel.Operations));
        Assert.All(products, kernel => Assert.Equal("", kernel.Code));
        Assert.Contains(explanation.Kernels, kernel => kernel.Code.Contains("tanh(", StringComparison.Ordinal));
        Assert.All(explanation.Kernels, kernel => Assert.True(kernel is { Microseconds: >= 0, Bytes: > 0, RooflineMicroseconds: > 0 }));
        Assert.True(explanation.ArenaBytes < explanation.IntermediateBytes, "No memory is used twice.");
        Assert.All(explanation.Memory, place => Assert.True(place.Offset + place.Bytes <= explanation.ArenaBytes && place.FirstKernel <= place.LastKernel));
        Assert.Contains($"{explanation.Kernels.Count} kernels", explanation.ToString());
    }

    [Fact]
    public void Function_OfAChain_IsOneKernelThatReadsAndWritesOnce()
    {
        var x = Tensor.From(Enumerable.Range(0, 1000).Select(i => i * 1e-3f).ToArray());
        var explanation = Profiler.Profile(y => [(y[0].Tanh() * y[0] + 1).Sigmoid()], [x], runs: 1, TestContext.Current.CancellationToken);
        var kernel = Assert.Single(explanation.Kernels);
        // The scalar is read as well.
        Assert.Equal(2 * 4000 + 4, kernel.Bytes);
        Assert.Equal((4000, 4000), (explanation.InputBytes, explanation.OutputBytes));
        Assert.Contains("for each vector", kernel.Code);
        // Tanh and sigmoid count as the instructions they consist of.
        Assert.InRange(kernel.Operations, 1000 * 20, 1000 * 100);
        Assert.Contains("argument 0", explanation.GraphAfter);
    }

    [Fact]
    public void Function_ThatThrows_ThrowsWhatItThrows() =>
        Assert.Throws<ShapeException>(
            () => Profiler.Profile(x => [x[0].MatMul(x[0])], [Tensor.From(new float[6], [2, 3])], cancellation: TestContext.Current.CancellationToken));

    [Fact]
    public void Function_Cancelled_Stops() =>
        Assert.Throws<OperationCanceledException>(
            () => Profiler.Profile(x => [x[0] + 1], [Tensor.From(new float[6])], cancellation: new CancellationToken(true)));

    [Fact]
    public void Bandwidth_BetweenTwoFootprints_IsThatOfTheLarger()
    {
        var limits = new Roofline(1, 1e9, [(100, 3), (1000, 2), (10_000, 1)]);
        Assert.Equal([3, 3, 2, 1, 1], new long[] { 1, 100, 101, 10_000, 1_000_000 }.Select(limits.BandwidthOf));
    }

    [Fact]
    public void Limits_OfTwoMeasurements_AreTheBetterAtEachPlace()
    {
        var limits = new Roofline(2, 1e9, [(100, 3), (1000, 2)]).OrBetter(new Roofline(2, 2e9, [(100, 1), (1000, 4)]));
        Assert.Equal((2, 2e9), (limits.Threads, limits.OperationsPerSecond));
        Assert.Equal([(100, 3), (1000, 4)], limits.BytesPerSecond);
    }
}
