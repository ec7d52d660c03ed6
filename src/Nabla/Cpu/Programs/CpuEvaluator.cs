using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Nabla.Compiler;
using Nabla.Core;

namespace Nabla.Cpu;

/// <summary>Evaluates on the processor: canonical graph, a program from the cache or a new one, run, hand the numbers over.</summary>
internal sealed class CpuEvaluator(Executor executor, int threads, bool isValidated = false) : Evaluator
{
    // Programs of shapes that never come back (a last batch, a prompt that grows) must not pile up.
    private const int MostPrograms = 512;
    private const int MostCachedNodes = 100_000;
    private readonly ConcurrentDictionary<CanonicalGraph, CpuProgram> programs = new();
    private int programsMade;

    /// <summary>How many programs were made so far.</summary>
    public int ProgramsMade => programsMade;

    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255:The 'ModuleInitializer' attribute should not be used in libraries", Justification = "The graph layer knows no executor; somebody has to introduce them.")]
    internal static void Install()
    {
        // A module initializer that throws would hide its reason behind an exception about types.
        if (EnvironmentSettings.Error() is { } error) Refuse(error);
        else Current = new CpuEvaluator(ChooseExecutor(EnvironmentSettings.Executor), EnvironmentSettings.Threads, Verifier.IsWanted);
    }

    /// <summary>The executor of a name, or the fastest that can run here.</summary>
    public static Executor ChooseExecutor(string? name) => name switch
    {
        "reference" => new ReferenceExecutor(),
        "blocks" => new BlocksExecutor(),
        _ => RuntimeFeature.IsDynamicCodeCompiled ? new EmittedExecutor() : new BlocksExecutor(),
    };

    public override void Evaluate(IReadOnlyList<Tensor> roots)
    {
        // Reading numbers in the middle of a trace concerns what exists outside of it.
        var capture = Trace.Suspend(() => Pipeline.Canonicalize(roots, isAboutToRun: true));
        if (capture.Owners.Count == 0) return;
        var results = ProgramFor(capture.Graph).Run(capture.Leaves, threads);
        for (var i = 0; i < results.Length; i++)
            foreach (var owner in capture.Owners[i]) owner.Publish(results[i]);
    }

    public override CompiledProgram Compile(Trace trace, IReadOnlyList<Tensor> results)
    {
        var capture = Pipeline.Canonicalize(trace, results);
        return new CpuCompiledProgram(ProgramFor(capture.Graph), capture.Leaves, trace.Written, threads);
    }

    public override ProgramProfile Explain(Trace trace, IReadOnlyList<Tensor> results, Tensor[] arguments, string graph, int runs, CancellationToken cancellation)
    {
        var capture = Pipeline.Canonicalize(trace, results);
        var program = ProgramFor(capture.Graph);
        return new ProgramProfiler(program, capture.Leaves, threads)
            .Explain(new CpuCompiledProgram(program, capture.Leaves, trace.Written, threads), arguments, graph, runs, cancellation);
    }

    /// <summary>The program of a graph, made now or before.</summary>
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
