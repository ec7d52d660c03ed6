using CsCheck;
using Nabla.Cpu;
using Xunit;

namespace Nabla.Tests;

/// <summary>
/// Runs steps of random graphs repeatedly. Each reads some variables and updates them, possibly in place. A value that is overwritten too early shows up as a
/// wrong result in this run or a later one.
/// </summary>
public class RandomStepTests
{
    private const int Runs = 5;

    [Theory]
    [InlineData(3, 1000)]
    [InlineData(71, 150)]
    public void Step_OfRandomGraph_IsTheReference(int three, int count)
    {
        var reference = new CpuEvaluator(new ReferenceExecutor(), 1);
        CpuEvaluator[] others = [new(new BlocksExecutor(), 2), new(new EmittedExecutor(KernelCache.Shared, isAtOnce: true), 1)];
        var next = 0;
        Check.Sample(
            RandomGraph.Gen(RandomOperations.Smooth.Count),
            graph => AssertSameRuns(graph, RandomOperations.Smooth, graph.Inputs(ElementType.Float64, three: three), reference, others[next++ % 2], 1e-7),
            iter: count, threads: 1);
    }

    [Theory]
    [InlineData(ElementType.Float64, 3, 1000)]
    [InlineData(ElementType.Float32, 3, 1000)]
    [InlineData(ElementType.Float32, 71, 150)]
    public void Step_OfRandomGraphWithJumps_HasTheBitsOfPlainEvaluation(ElementType type, int three, int count)
    {
        var plain = new CpuEvaluator(new BlocksExecutor(), 1);
        var emitted = new CpuEvaluator(new EmittedExecutor(KernelCache.Shared, isAtOnce: true), 3);
        Check.Sample(
            RandomGraph.Gen(RandomOperations.All.Count),
            graph => AssertSameRuns(graph, RandomOperations.All, graph.Inputs(type, three: three), plain, emitted, 0),
            iter: count, threads: 1);
    }

    private static void AssertSameRuns(
        RandomGraph graph, IReadOnlyList<Func<Tensor, Tensor, int, Tensor?>> operations, Tensor[] start, CpuEvaluator plain, CpuEvaluator compiling,
        double tolerance)
    {
        var variables = Array.ConvertAll(start, tensor => new Variable(tensor));
        var trace = new Trace();
        var results = trace.Run<Tensor[]>(() =>
        {
            var made = Contents(graph, operations, Array.ConvertAll(variables, variable => variable.Value));
            for (var i = 0; i < variables.Length; i++) variables[i].Value = made[i];
            return [];
        });
        var step = compiling.Compile(trace, results);
        var expected = start;
        for (var run = 0; run < Runs; run++)
        {
            step.Run([]);
            expected = Contents(graph, operations, expected);
            plain.Evaluate(expected);
            // Separate copies: an evaluated tensor is not part of the graph of the next run.
            expected = Array.ConvertAll(expected, tensor => Copy(tensor));
        }
        // Only now, because a content that was handed out is not overwritten.
        RandomGraphTests.AssertSame(expected, Array.ConvertAll(variables, variable => variable.Value), tolerance);
    }

    /// <summary>
    /// A new content for each variable: a tensor of its shape from the graph, if there is one. The rest of the graph goes into the last variable.
    /// </summary>
    private static Tensor[] Contents(RandomGraph graph, IReadOnlyList<Func<Tensor, Tensor, int, Tensor?>> operations, Tensor[] old)
    {
        var made = graph.Build(old, operations, most: 3 * 71 * 71);
        return [.. old.Select((tensor, i) =>
        {
            var fitting = made.Where(other => other.Shape == tensor.Shape).ToList();
            var chosen = fitting[(graph.Steps[i % graph.Steps.Length].Way + i) % fitting.Count];
            var last = made[^1];
            return RandomOperations.Broadcast(tensor, last) && last.Rank <= tensor.Rank && (chosen + last).Shape == tensor.Shape
                ? chosen * 0.5 - last.Tanh()
                : chosen;
        })];
    }

    private static Tensor Copy(Tensor tensor) => tensor.ElementType == ElementType.Float64
        ? Tensor.From(tensor.ToArray<double>(), tensor.Shape)
        : Tensor.From(tensor.ToArray<float>(), tensor.Shape);
}
