namespace Nabla.Compiler;

/// <summary>Puts loops and reductions of rows together that can run as one pass, and orders the steps so that there are many.</summary>
internal static class RowFusion
{
    public static Step[] Run(CanonicalGraph graph, Step[] steps)
    {
        // Most graphs that are merely read have nothing to put together, and a short process should not pay for looking.
        if (steps.Count(FusedStepBuilder.IsStage) < 2) return steps;
        var ordered = SmallEndsLast(graph, steps);
        var result = new List<Step>();
        var open = new FusedStepBuilder(graph);
        foreach (var step in ordered)
        {
            if (open.TryAdd(step)) continue;
            // What does not read the open pass's results can go before it, and it stays open.
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

    /// <summary>Small loops that nothing but such loops wait for, as those of an optimizer, go to the end, where they stand together.</summary>
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
