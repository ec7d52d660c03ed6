namespace Nabla.Compiler;

/// <summary>Finds the values that are written and read by a single pass only: a stretch of the pass is enough memory for them.</summary>
internal static class ScratchValues
{
    /// <summary>Returns for each node whether it is such a value.</summary>
    public static bool[] Run(CanonicalGraph graph, Step[] steps, PipelineOptions options)
    {
        var isScratch = new bool[graph.Nodes.Length];
        if (options.KeepsAllValues) return isScratch;
        foreach (var pass in steps.OfType<FusedStep>())
            foreach (var output in pass.Outputs) isScratch[output] = true;
        foreach (var output in graph.Outputs) isScratch[graph.RootOf(output)] = false;
        for (var i = 0; i < steps.Length; i++)
        {
            // Values are written before they are read: within their pass, or by an earlier step.
            var own = steps[i] is FusedStep pass ? pass.Outputs : [];
            foreach (var input in steps[i].Inputs)
                if (!own.Contains(graph.RootOf(input))) isScratch[graph.RootOf(input)] = false;
        }
        return isScratch;
    }
}
