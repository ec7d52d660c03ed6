using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Nabla.Compiler;

namespace Nabla.Cpu;

/// <summary>Evaluates on the CPU: canonicalizes the graph, gets its program from the cache or compiles it, and runs it.</summary>
internal sealed class CpuEvaluator(Executor executor, int threads, bool isValidated = false) : Evaluator
{
    // Bounds the programs for shapes that never recur (a last batch, a growing prompt).
    private const int MostPrograms = 512;
    private const int MostCachedNodes = 100_000;
    private readonly ConcurrentDictionary<CanonicalGraph, CpuProgram> programs = new();
    private int programsMade;

    /// <summary>The number of programs compiled so far.</summary>
    public int ProgramsMade => programsMade;

    [ModuleInitializer]
    [SuppressMessage(
        "Usage",
        "CA2255:The 'ModuleInitializer' attribute should not be used in libraries",
        Justification = "The graph layer does not know the executors, so they have to be registered.")]
    internal static void Install() =>
        Install(() => new CpuEvaluator(ChooseExecutor(NablaOptions.ExecutorKind), NablaOptions.Threads, NablaOptions.ValidatePrograms));

    /// <summary>The executor of a kind, or the fastest one supported here.</summary>
    public static Executor ChooseExecutor(ExecutorKind? kind) => kind switch
    {
        ExecutorKind.Reference => new ReferenceExecutor(),
        ExecutorKind.Blocks => new BlocksExecutor(),
        _ => RuntimeFeature.IsDynamicCodeCompiled ? new EmittedExecutor() : new BlocksExecutor(),
    };

    public override void Evaluate(IReadOnlyList<Tensor> roots)
    {
        // Reading values during tracing evaluates tensors from outside the trace.
        var canonical = Trace.Suspend(() => Pipeline.Canonicalize(roots, isAboutToRun: true));
        if (canonical.Owners.Count == 0) return;
        var results = ProgramFor(canonical.Graph).Run(canonical.Leaves, threads);
        for (var i = 0; i < results.Length; i++)
            foreach (var owner in canonical.Owners[i]) owner.Publish(results[i]);
    }

    public override CompiledProgram Compile(Trace trace, IReadOnlyList<Tensor> results)
    {
        var canonical = Pipeline.Canonicalize(trace, results);
        return new CpuCompiledProgram(ProgramFor(canonical.Graph), canonical.Leaves, trace.Written, threads);
    }

    public override ProgramProfile Profile(
        Trace trace,
        IReadOnlyList<Tensor> results,
        Tensor[] arguments,
        string graph,
        int runs,
        CancellationToken cancellation)
    {
        var canonical = Pipeline.Canonicalize(trace, results);
        var program = ProgramFor(canonical.Graph);
        return new ProgramProfiler(program, canonical.Leaves, threads)
            .Profile(new CpuCompiledProgram(program, canonical.Leaves, trace.Written, threads), arguments, graph, runs, cancellation);
    }

    public override ProgramPartition Partition(
        Trace trace, IReadOnlyList<Tensor> results, Tensor[] arguments, int workers, int runs, CancellationToken cancellation)
    {
        var canonical = Pipeline.Canonicalize(trace, results);
        var program = ProgramFor(canonical.Graph);
        return PartitionCounter.Count(
            program, new CpuCompiledProgram(program, canonical.Leaves, trace.Written, threads), arguments, workers, runs, cancellation);
    }

    /// <summary>The program of a graph, compiled now or earlier.</summary>
    public CpuProgram ProgramFor(CanonicalGraph graph)
    {
        if (programs.TryGetValue(graph, out var program)) return program;
        program = new CpuProgram(graph, executor, isValidated);
        Interlocked.Increment(ref programsMade);
        if (graph.Nodes.Length > MostCachedNodes) return program;
        if (programs.Count >= MostPrograms) programs.Clear();
        programs[graph] = program;
        return program;
    }
}
