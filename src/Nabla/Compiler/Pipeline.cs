namespace Nabla.Compiler;

/// <summary>
/// The compiler, from the tensors of a graph to a program that an executor can run. Each pass is a class with a function <c>Run(input) → output</c>; this is
/// the only place that knows their order.
/// </summary>
internal static class Pipeline
{
    /// <summary>
    /// The graph that some tensors are computed by, in canonical form: the key under which programs are cached. It runs before each evaluation, since it reads
    /// the values of constants; all other passes run once for each structure.
    /// </summary>
    public static Canonicalization Canonicalize(IReadOnlyList<Tensor> roots, bool isAboutToRun = false) =>
        Check(Canonicalizer.Run(roots, isAboutToRun));

    /// <summary>The graph of a traced function.</summary>
    public static Canonicalization Canonicalize(Trace trace, IReadOnlyList<Tensor> results) =>
        Check(Canonicalizer.Run(trace, results));

    /// <summary>Compiles a canonical graph.</summary>
    public static ProgramPlan Run(CanonicalGraph graph, PipelineOptions options)
    {
        var order = EvaluationOrder.Run(graph);
        var fusion = ElementwiseFusion.Run(graph);
        var steps = Check(nameof(Lowering), Lowering.Run(graph, order, fusion));
        steps = Check(nameof(RowFusion), RowFusion.Run(graph, steps));
        steps = Check(nameof(MultiOutputFusion), MultiOutputFusion.Run(graph, steps));
        var scratch = ScratchValues.Run(graph, steps, options);
        var memory = MemoryPlanner.Run(graph, steps, scratch, options);
        Verifier.Memory(graph, steps, memory);
        return new(graph, steps, scratch, memory);

        Step[] Check(string pass, Step[] steps)
        {
            Verifier.Steps(graph, steps);
            options.AfterPass?.Invoke(pass, steps);
            return steps;
        }
    }

    /// <summary>Which variables a program may write over while it runs.</summary>
    public static DonationPlan Donate(ProgramPlan plan, IReadOnlyList<DonationCandidate> candidates, PipelineOptions options) =>
        BufferDonation.Run(plan, candidates, options);

    private static Canonicalization Check(Canonicalization result)
    {
        Verifier.Graph(result.Graph);
        return result;
    }
}

/// <summary>How the pipeline runs.</summary>
/// <param name="KeepsAllValues">Whether every value stays in memory of its own until the end, for someone who wants to look at it.</param>
/// <param name="AfterPass">Is told what each pass made.</param>
internal sealed record PipelineOptions(bool KeepsAllValues = false, Action<string, IReadOnlyList<Step>>? AfterPass = null)
{
    public static PipelineOptions Default { get; } = new();
}
