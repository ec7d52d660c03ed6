using CsCheck;
using Nabla.Cpu;
using Nabla.Tests.Cpu;
using Xunit;

namespace Nabla.Tests;

/// <summary>Properties that hold for every graph, checked on thousands of random graphs.</summary>
public class RandomGraphTests
{
    [Theory]
    [InlineData(ElementType.Float64, 1e-10)]
    [InlineData(ElementType.Float32, 1e-3)]
    public void Evaluate_RandomGraph_BlocksAreTheReference(ElementType type, double tolerance)
    {
        // One evaluator of each kind for all graphs, so that their caches are tested too.
        var reference = new CpuEvaluator(new ReferenceExecutor(), 1);
        var blocks = new CpuEvaluator(new BlocksExecutor(), 2);
        Check.Sample(
            RandomGraph.Gen(RandomOperations.Smooth.Count),
            graph =>
            {
                var inputs = graph.Inputs(type);
                var expected = graph.Build(inputs, RandomOperations.Smooth);
                var actual = graph.Build(inputs, RandomOperations.Smooth);
                reference.Evaluate(expected);
                blocks.Evaluate(actual);
                AssertSame(expected, actual, tolerance);
            },
            iter: 1000, threads: 1);
    }

    [Fact]
    public void Evaluate_RandomGraphWithJumps_EveryWayOfReadingItGivesTheSameBits()
    {
        Check.Sample(
            RandomGraph.Gen(RandomOperations.All.Count),
            graph =>
            {
                var inputs = graph.Inputs(ElementType.Float64);
                var together = graph.Build(inputs, RandomOperations.All);
                var alone = graph.Build(inputs, RandomOperations.All);
                // All in one program; then one by one from the end, where others are fused away or already evaluated.
                new CpuEvaluator(new BlocksExecutor(), 1).Evaluate(together);
                var evaluator = new CpuEvaluator(new BlocksExecutor(), 2);
                foreach (var tensor in Enumerable.Reverse(alone)) evaluator.Evaluate([tensor]);
                AssertSame(together, alone, 0);
            },
            iter: 1000, threads: 1);
    }

    [Theory]
    [InlineData(ElementType.Float64)]
    [InlineData(ElementType.Float32)]
    public void Evaluate_RandomGraphWithJumps_EmittedHasTheBitsOfBlocks(ElementType type)
    {
        var blocks = new CpuEvaluator(new BlocksExecutor(), 1);
        var emitted = Array.ConvertAll(
            [0, 128, 256, 512], width => (Width: width, Evaluator: new CpuEvaluator(new EmittedExecutor(KernelCache.Shared, isAtOnce: true), 1)));
        var next = 0;
        Check.Sample(
            RandomGraph.Gen(RandomOperations.All.Count),
            graph =>
            {
                var inputs = graph.Inputs(type);
                var expected = graph.Build(inputs, RandomOperations.All);
                var actual = graph.Build(inputs, RandomOperations.All);
                var (width, evaluator) = emitted[next++ % emitted.Length];
                // Both at one vector width: inner products are summed in a different order at another width.
                using var forced = new ForcedWidth(width);
                blocks.Evaluate(expected);
                evaluator.Evaluate(actual);
                AssertSame(expected, actual, 0);
            },
            iter: 1000, threads: 1);
    }

    [Theory]
    [InlineData(ElementType.Float64, 1e-9)]
    [InlineData(ElementType.Float32, 1e-2)]
    public void Evaluate_RandomGraphOverManyStretches_IsTheReference(ElementType type, double tolerance)
    {
        const int Large = 71;
        var reference = new CpuEvaluator(new ReferenceExecutor(), 1);
        CpuEvaluator[] others = [new(new BlocksExecutor(), 1), new(new EmittedExecutor(KernelCache.Shared, isAtOnce: true), 3)];
        Check.Sample(
            RandomGraph.Gen(RandomOperations.Smooth.Count).Where(graph => graph.Shapes.Contains(5)),
            graph =>
            {
                var inputs = graph.Inputs(type, three: Large);
                List<Tensor> Build() => graph.Build(inputs, RandomOperations.Smooth, most: 3 * Large * Large);
                // Only the last result is needed, so everything else may live in scratch memory.
                var expected = Total(Build());
                reference.Evaluate([expected]);
                var actual = Array.ConvertAll(others, evaluator =>
                {
                    var total = Total(Build());
                    evaluator.Evaluate([total]);
                    return total;
                });
                AssertSame([expected], [actual[0]], tolerance);
                AssertSame([actual[0]], [actual[1]], 0);
            },
            iter: 60, threads: 1);
    }

    [Theory]
    [InlineData(ElementType.Float64)]
    [InlineData(ElementType.Float32)]
    public void Compile_RandomGraphWithItsGradient_HasTheBitsOfThePlainOne(ElementType type)
    {
        Check.Sample(
            RandomGraph.Gen(RandomOperations.All.Count),
            graph =>
            {
                var compiled = Compile.Function(WithGradient);
                foreach (var inputs in new[] { graph.Inputs(type), graph.Inputs(type, seed: 18) })
                {
                    // The first call traces; the second runs with other values in the same slots.
                    var expected = WithGradient(inputs);
                    Tensor.Evaluate(expected);
                    AssertSame(expected, compiled(inputs), 0);
                }

                Tensor[] WithGradient(Tensor[] x)
                {
                    var variables = Array.ConvertAll(x, input => new Variable(input));
                    var made = graph.Build(Array.ConvertAll(variables, variable => variable.Value), RandomOperations.All);
                    return [.. made, .. Reverse.Gradients(Total(made), variables)];
                }
            },
            iter: 500, threads: 1);
    }

    [Fact]
    public void Derivatives_OfRandomGraph_PassTheCheck()
    {
        Check.Sample(
            RandomGraph.Gen(RandomOperations.Smooth.Count),
            graph => GradientCheck.Require(
                x => Total(graph.Build(x, RandomOperations.Smooth)), graph.Inputs(ElementType.Float64), tolerance: 1e-5, order: 1),
            iter: 200, threads: 1);
    }

    [Fact]
    public void SecondDerivatives_OfSmallRandomGraph_PassTheCheck()
    {
        Check.Sample(
            RandomGraph.Gen(RandomOperations.Smooth.Count).Where(graph => graph.Steps.Length <= 5),
            graph => GradientCheck.Require(x => Total(graph.Build(x, RandomOperations.Smooth)), graph.Inputs(ElementType.Float64), tolerance: 1e-5),
            iter: 40, threads: 1);
    }

    [Fact]
    public void Gradient_OfRandomGraphTwice_IsTheSameAndLeavesValuesAlone()
    {
        Check.Sample(
            RandomGraph.Gen(RandomOperations.All.Count),
            graph =>
            {
                var variables = Array.ConvertAll(graph.Inputs(ElementType.Float64), input => new Variable(input));
                var y = Total(graph.Build(Array.ConvertAll(variables, variable => variable.Value), RandomOperations.All));
                var first = Reverse.Gradients(y, variables);
                Tensor.Evaluate(first);
                var second = Reverse.Gradients(y.Evaluate(), variables);
                AssertSame(first, second, 0);
                var again = Total(graph.Build(graph.Inputs(ElementType.Float64), RandomOperations.All));
                Assert.Equal(BitConverter.DoubleToInt64Bits(again.ToDouble()), BitConverter.DoubleToInt64Bits(y.ToDouble()));
            },
            iter: 200, threads: 1);
    }

    private static Tensor Total(List<Tensor> tensors) =>
        tensors.Aggregate(
            Tensor.Scalar(0.0).To(tensors[0].ElementType), (sum, tensor) => tensor.ElementCount == 0 ? sum : sum + (tensor.Sin() * 2 + tensor).Mean());

    internal static void AssertSame(IReadOnlyList<Tensor> expected, IReadOnlyList<Tensor> actual, double tolerance)
    {
        for (var i = 0; i < expected.Count; i++)
        {
            var (x, y) = (expected[i].To(ElementType.Float64).ToArray<double>(), actual[i].To(ElementType.Float64).ToArray<double>());
            Assert.Equal(x.Length, y.Length);
            for (var j = 0; j < x.Length; j++)
            {
                var near = x[j].Equals(y[j]) || Math.Abs(x[j] - y[j]) <= tolerance * Math.Max(1, Math.Abs(x[j]));
                Assert.True(near, $"tensor {i}, element {j}: {y[j]:R}, expected {x[j]:R}");
            }
        }
    }
}
