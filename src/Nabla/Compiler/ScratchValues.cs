namespace Nabla.Compiler;

/// <summary>Finds the values that one pass writes and nobody else reads: they need no more memory than a stretch of the pass.</summary>
internal static class ScratchValues
{
    /// <summary>For every node whether it is such a value.</summary>
    public static bool[] Run(CanonicalGraph graph, Step[] steps, PipelineOptions options)
    {
        var isScratch = new bool[graph.Nodes.Length];
        if (options.KeepsAllValues) return isScratch;
        foreach (var pass in steps.OfType<FusedStep>())
            foreach (var output in pass.Outputs) isScratch[output] = true;
        foreach (var output in graph.Outputs) isScratch[graph.RootOf(output)] = false;
        for (var i = 0; i < steps.Length; i++)
        {
            // A value is written before it is read: within its pass, or by a step before.
            var own = steps[i] is FusedStep pass ? pass.Outputs : [];
            foreach (var input in steps[i].Inputs)
                if (!own.Contains(graph.RootOf(input))) isScratch[graph.RootOf(input)] = false;
        }
        return isScratch;
    }
}
