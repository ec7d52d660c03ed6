namespace Nabla.Compiler;

/// <summary>Puts loops and reductions of rows together that can run as one pass, and orders the steps so that there are many.</summary>
internal static class Schedule
{
    public static List<Step> Run(GraphForm form, IReadOnlyList<Step> steps)
    {
        // Most graphs that are merely read have nothing to put together, and a short process should not pay for looking.
        if (steps.Count(PassBuilder.IsStage) < 2) return [.. steps];
        var ordered = SmallEndsLast(form, steps);
        var result = new List<Step>();
        var open = new PassBuilder(form);
        foreach (var step in ordered)
        {
            if (open.TryAdd(step)) continue;
            // What does not read the open pass's results can go before it, and it stays open.
            if (!step.Inputs.Any(open.Writes) && (PassBuilder.IsStage(step) ? !open.IsSmall && PassBuilder.IsSmallStage(step, form) : open.IsSmall))
            {
                result.Add(step);
                continue;
            }
            open.CloseInto(result);
            if (!open.TryAdd(step)) result.Add(step);
        }
        open.CloseInto(result);
        return result;
    }

    /// <summary>Small loops that nothing but such loops wait for, as those of an optimiser, go to the end, where they stand together.</summary>
    private static IEnumerable<Step> SmallEndsLast(GraphForm form, IReadOnlyList<Step> steps)
    {
        var awaited = new HashSet<int>();
        var isEnd = new bool[steps.Count];
        for (var i = steps.Count - 1; i >= 0; i--)
        {
            isEnd[i] = steps[i] is LoopStep loop && PassBuilder.IsSmallStage(loop, form) && !awaited.Contains(loop.Output);
            if (isEnd[i]) continue;
            foreach (var input in steps[i].Inputs) awaited.Add(form.RootOf(input));
        }
        return steps.Where((_, i) => !isEnd[i]).Concat(steps.Where((_, i) => isEnd[i]));
    }
}
