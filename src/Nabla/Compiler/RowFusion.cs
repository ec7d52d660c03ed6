namespace Nabla.Compiler;

/// <summary>Fuses loops and row reductions into single passes, and orders the steps so that many can be fused.</summary>
internal static class RowFusion
{
    public static Step[] Run(CanonicalGraph graph, Step[] steps)
    {
        // Most graphs that are merely read have nothing to fuse, and short processes should not pay for the search.
        if (steps.Count(FusedStepBuilder.IsStage) < 2) return steps;
        var ordered = SmallEndsLast(graph, steps);
        var result = new List<Step>();
        var open = new FusedStepBuilder(graph);
        foreach (var step in ordered)
        {
            if (open.TryAdd(step)) continue;
            // Steps that do not read results of the open pass can go before it, and it stays open.
            if (!step.Inputs.Any(open.Writes) && (FusedStepBuilder.IsStage(step) ? !open.IsSmall && FusedStepBuilder.IsSmallStage(step, graph) : open.IsSmall))
            {
                result.Add(step);
                continue;
            }
            open.CloseInto(result);
            if (!open.TryAdd(step)) result.Add(step);
        }
        open.CloseInto(result);
        return [.. result];
    }

    /// <summary>Moves small loops that only other such loops depend on, like those of an optimizer, to the end, where they are adjacent.</summary>
    private static IEnumerable<Step> SmallEndsLast(CanonicalGraph graph, IReadOnlyList<Step> steps)
    {
        var awaited = new HashSet<int>();
        var isEnd = new bool[steps.Count];
        for (var i = steps.Count - 1; i >= 0; i--)
        {
            isEnd[i] = steps[i] is LoopStep loop && FusedStepBuilder.IsSmallStage(loop, graph) && !awaited.Contains(loop.Output);
            if (isEnd[i]) continue;
            foreach (var input in steps[i].Inputs) awaited.Add(graph.RootOf(input));
        }
        return steps.Where((_, i) => !isEnd[i]).Concat(steps.Where((_, i) => isEnd[i]));
    }
}
