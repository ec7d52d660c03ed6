using System.Diagnostics;
using System.Globalization;
using Nabla.Compiler;

namespace Nabla.Cpu;

/// <summary>Measures a program step by step and describes what it consists of.</summary>
internal sealed class ProgramProfiler(CpuProgram program, IReadOnlyList<Leaf?> leaves, int threads)
{
    // Enough runs for all loops to be compiled.
    private const int WarmUps = 25;

    private readonly CanonicalGraph graph = program.Graph;
    private readonly MemoryPlan plan = program.Plan.Memory;
    private readonly IReadOnlyList<Step> steps = program.Steps;
    private readonly HashSet<int> outputs = [.. program.Graph.Outputs.Select(program.RootOf)];

    public ProgramProfile Profile(CpuCompiledProgram runs, Tensor[] arguments, string before, int count, CancellationToken cancellation)
    {
        // Measured before and after, in case another process takes a core for a moment.
        MachineSpeed.Measure(threads, cancellation);
        var (whole, each) = Measure(runs, arguments, count, cancellation);
        var limits = MachineSpeed.Measure(threads, cancellation);
        var kernelOf = KernelOfNodes();
        var (read, written, between) = Bytes();
        return new()
        {
            GraphBefore = before,
            GraphAfter = CanonicalGraphText.Of(graph, LeafText, kernelOf),
            Passes = Passes(),
            Kernels = [.. steps.Select((step, i) => Kernel(step, each[i], limits, read + written + program.ArenaBytes))],
            Memory = Places(),
            ArenaBytes = program.ArenaBytes,
            IntermediateBytes = between,
            InputBytes = read,
            OutputBytes = written,
            Microseconds = whole,
            Roofline = limits,
        };
    }

    /// <summary>Compiles the graph again and records the output of each pass.</summary>
    private List<PassOutput> Passes()
    {
        var passes = new List<PassOutput> { new(Pipeline.FirstPass, CanonicalGraphText.Of(graph, LeafText)) };
        Pipeline.Run(
            graph,
            program.Options with
            {
                AfterPass = (pass, steps) => passes.Add(new(pass, StepText.Of(graph, steps))),
                AfterAnalysis = (pass, text) => passes.Add(new(pass, text)),
            });
        return passes;
    }

    /// <summary>The median time of a run and of each of its steps, in microseconds.</summary>
    private (double Whole, double[] Each) Measure(CpuCompiledProgram runs, Tensor[] arguments, int count, CancellationToken cancellation)
    {
        var whole = new double[count];
        var each = steps.Select(_ => new double[count]).ToArray();
        runs.Rehearse(arguments, state =>
        {
            for (var run = -WarmUps; run < count; run++)
            {
                cancellation.ThrowIfCancellationRequested();
                // First a plain run, then one that is timed after each step.
                var start = Stopwatch.GetTimestamp();
                program.Execute(state, threads);
                if (run >= 0) whole[run] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
                for (var step = 0; step < steps.Count; step++)
                {
                    cancellation.ThrowIfCancellationRequested();
                    start = Stopwatch.GetTimestamp();
                    program.Execute(state, step, threads);
                    if (run >= 0) each[step][run] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
                }
            }
        });
        return (Median(whole), Array.ConvertAll(each, Median));
    }

    /// <summary>The median, after sorting.</summary>
    public static double Median(double[] times)
    {
        Array.Sort(times);
        return times[times.Length / 2];
    }

    private KernelProfile Kernel(Step step, double microseconds, Roofline limits, long wholeFootprint)
    {
        var operations = StepText.OperationsOf(graph, step);
        // External inputs and outputs have the memory footprint of the program; intermediates are where the previous step left them.
        var (outside, inside) = (0L, 0L);
        foreach (var value in step.Inputs.Select(input => plan.Root[input]).Concat(step.Outputs).Distinct())
        {
            if (graph.Nodes[value].Operation is null || outputs.Contains(value)) outside += graph.Nodes[value].Type.Bytes;
            // Values local to a pass do not go through memory.
            else if (plan.Offsets[value] >= 0) inside += graph.Nodes[value].Type.Bytes;
        }
        var bytes = outside + inside;
        var moving = outside / limits.BandwidthOf(wholeFootprint) + inside / limits.BandwidthOf(Math.Min(wholeFootprint, bytes));
        return new(
            StepText.NameOf(graph, step),
            operations,
            bytes,
            microseconds,
            1e6 * Math.Max(operations / limits.OperationsPerSecond, moving),
            StepText.CodeOf(step));
    }

    private int[] KernelOfNodes()
    {
        var kernelOf = new int[graph.Nodes.Length];
        Array.Fill(kernelOf, -1);
        for (var i = 0; i < steps.Count; i++)
            foreach (var output in steps[i].Outputs) kernelOf[output] = i;
        return kernelOf;
    }

    private (long Read, long Written, long Between) Bytes()
    {
        var (read, written, between) = (0L, 0L, 0L);
        for (var i = 0; i < graph.Nodes.Length; i++)
        {
            if (plan.Root[i] != i) continue;
            if (graph.Nodes[i] is { Operation: null, IsConstant: false }) read += graph.Nodes[i].Type.Bytes;
            else if (outputs.Contains(i)) written += graph.Nodes[i].Type.Bytes;
            else if (plan.Offsets[i] >= 0) between += graph.Nodes[i].Type.Bytes;
        }
        return (read, written, between);
    }

    private List<MemoryAllocation> Places()
    {
        var places = new List<MemoryAllocation>();
        var (first, last) = (new Dictionary<int, int>(), new Dictionary<int, int>());
        for (var i = 0; i < steps.Count; i++)
        {
            foreach (var output in steps[i].Outputs) first[output] = last[output] = i;
            foreach (var input in steps[i].Inputs) last[plan.Root[input]] = i;
        }
        for (var i = 0; i < graph.Nodes.Length; i++)
        {
            if (plan.Root[i] != i || plan.Offsets[i] < 0) continue;
            places.Add(new(i, graph.Nodes[i].Type, plan.Offsets[i], graph.Nodes[i].Type.Bytes, first.GetValueOrDefault(i, -1), last.GetValueOrDefault(i, -1)));
        }
        return places;
    }

    private string LeafText(int node) => leaves[node] switch
    {
        ConstantLeaf { Number: var number } => number.ToString("R", CultureInfo.InvariantCulture),
        SlotLeaf { Slot: Slot.Argument argument } => $"argument {argument.Index}",
        SlotLeaf { Slot: Slot.Content { Variable.Name: { Length: > 0 } name } } => $"variable {name}",
        SlotLeaf => "variable",
        BufferLeaf => "data",
        _ => "leaf",
    };
}
