namespace Nabla.Compiler;

/// <summary>
/// The compiler pipeline, from the tensors of a graph to a program for an executor. Each pass is a class with a function <c>Run(input) → output</c>;
/// only the pipeline knows their order.
/// </summary>
internal static class Pipeline
{
    /// <summary>
    /// Canonicalizes the graph of some tensors. The result is the key of the program cache. This pass runs before each evaluation, since it reads the
    /// values of constants; all others run once per structure.
    /// </summary>
    public static Canonicalization Canonicalize(IReadOnlyList<Tensor> roots, bool isAboutToRun = false) =>
        Check(Canonicalizer.Run(roots, isAboutToRun));

    /// <summary>The name of the pass behind <see cref="Canonicalize(IReadOnlyList{Tensor}, bool)"/>.</summary>
    public static string FirstPass => nameof(Canonicalizer);

    /// <summary>Canonicalizes the graph of a traced function.</summary>
    public static Canonicalization Canonicalize(Trace trace, IReadOnlyList<Tensor> results) =>
        Check(Canonicalizer.Run(trace, results));

    /// <summary>Compiles a canonical graph.</summary>
    public static ProgramPlan Run(CanonicalGraph graph, PipelineOptions options)
    {
        var order = Note(nameof(EvaluationOrder), EvaluationOrder.Run(graph), PassText.Order);
        var fusion = Note(nameof(ElementwiseFusion), ElementwiseFusion.Run(graph), PassText.Marked);
        var steps = Check(nameof(Lowering), Lowering.Run(graph, order, fusion));
        steps = Check(nameof(RowFusion), RowFusion.Run(graph, steps));
        steps = Check(nameof(MultiOutputFusion), MultiOutputFusion.Run(graph, steps));
        var scratch = Note(nameof(ScratchValues), ScratchValues.Run(graph, steps, options), PassText.Marked);
        var memory = Note(nameof(MemoryPlanner), MemoryPlanner.Run(graph, steps, scratch, options), PassText.Memory);
        Verifier.Memory(graph, steps, memory);
        return new(graph, steps, scratch, memory);

        Step[] Check(string pass, Step[] steps)
        {
            Verifier.Steps(graph, steps);
            options.AfterPass?.Invoke(pass, steps);
            return steps;
        }

        T Note<T>(string pass, T facts, Func<T, string> text)
        {
            options.AfterAnalysis?.Invoke(pass, text(facts));
            return facts;
        }
    }

    /// <summary>Finds the variables that a program may overwrite while it runs.</summary>
    public static DonationPlan Donate(ProgramPlan plan, IReadOnlyList<DonationCandidate> candidates, PipelineOptions options) =>
        BufferDonation.Run(plan, candidates, options);

    private static Canonicalization Check(Canonicalization result)
    {
        Verifier.Graph(result.Graph);
        return result;
    }
}

/// <summary>The options of the pipeline.</summary>
/// <param name="KeepsAllValues">True to keep every value in its own memory until the end, for inspection.</param>
/// <param name="AfterPass">Called with the name and the steps of each pass that makes or changes steps.</param>
/// <param name="AfterAnalysis">Called with the name and the result, as text, of each pass that finds out about them.</param>
internal sealed record PipelineOptions(
    bool KeepsAllValues = false, Action<string, IReadOnlyList<Step>>? AfterPass = null, Action<string, string>? AfterAnalysis = null)
{
    public static PipelineOptions Default { get; } = new();
}
