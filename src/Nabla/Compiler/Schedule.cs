namespace Nabla.Compiler;

/// <summary>Puts loops together that can run as one pass, and orders the steps so that there are many.</summary>
internal static class Schedule
{
    // Up to so many elements, handing work over costs more than memory does: small loops of any size are bundled.
    private const int SmallLoop = 1 << 14;
    private const int MostLoopsInGroup = 12;
    private const int MostLoopsInBundle = 64;

    public static List<Step> Run(GraphForm form, IReadOnlyList<Step> steps)
    {
        // Most graphs that are merely read have nothing to put together, and a short process should not pay for looking.
        if (steps.Count(static step => step is LoopStep) < 2) return [.. steps];
        var ordered = SmallEndsLast(form, steps);
        var result = new List<Step>();
        var open = new Bundle(form);
        foreach (var step in ordered)
        {
            if (step is LoopStep loop && open.TryAdd(loop)) continue;
            // What does not read the open loops' results can go before them, and they stay open.
            if (!step.Inputs.Any(open.Writes) && (step is LoopStep other ? !open.IsSmall && form.Nodes[other.Output].Type.Count <= SmallLoop : open.IsSmall))
            {
                result.Add(step);
                continue;
            }
            open.CloseInto(result);
            if (step is not LoopStep next || !open.TryAdd(next)) result.Add(step);
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
            isEnd[i] = steps[i] is LoopStep loop && form.Nodes[loop.Output].Type.Count <= SmallLoop && !awaited.Contains(loop.Output);
            if (isEnd[i]) continue;
            foreach (var input in steps[i].Inputs) awaited.Add(Root(form, input));
        }
        return steps.Where((_, i) => !isEnd[i]).Concat(steps.Where((_, i) => isEnd[i]));
    }

    /// <summary>The node whose numbers a node's are, behind reshapes.</summary>
    private static int Root(GraphForm form, int node)
    {
        while (form.Nodes[node].Operation is MoveOperation { IsAlias: true }) node = form.Nodes[node].Inputs[0];
        return node;
    }

    /// <summary>Loops that will run together.</summary>
    private sealed class Bundle(GraphForm form)
    {
        private readonly List<List<LoopStep>> groups = [];
        private readonly Dictionary<int, List<LoopStep>> groupOf = [];
        private int loops;

        public bool IsSmall { get; private set; } = true;

        /// <summary>Whether a value is one of the loops' results.</summary>
        public bool Writes(int node) => groupOf.ContainsKey(Root(form, node));

        public bool TryAdd(LoopStep loop)
        {
            if (loops == MostLoopsInBundle) return false;
            var count = form.Nodes[loop.Output].Type.Count;
            var isSmall = count <= SmallLoop;
            List<LoopStep>? home = null;
            for (var i = 0; i < loop.Inputs.Length; i++)
            {
                if (!groupOf.TryGetValue(Root(form, loop.Inputs[i]), out var group)) continue;
                // Only what is read in place is there in time.
                if (loop.Maps[i] is not null || (home is not null && home != group) || group.Count == MostLoopsInGroup || CountOf(group) != count) return false;
                home = group;
            }
            home ??= groups.FindLast(group => CountOf(group) == count && group.Count < MostLoopsInGroup);
            if (home is null)
            {
                if (groups.Count > 0 && !(isSmall && IsSmall)) return false;
                groups.Add(home = []);
            }
            home.Add(loop);
            groupOf[loop.Output] = home;
            IsSmall &= isSmall;
            loops++;
            return true;
        }

        public void CloseInto(List<Step> result)
        {
            if (loops == 1) result.Add(groups[0][0]);
            else if (loops > 1) result.Add(new LoopsStep([.. groups.Select(group => group.ToArray())]));
            groups.Clear();
            groupOf.Clear();
            (loops, IsSmall) = (0, true);
        }

        private int CountOf(List<LoopStep> group) => form.Nodes[group[0].Output].Type.Count;
    }
}
