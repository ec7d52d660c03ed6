namespace Nabla.Compiler;

/// <summary>Where the values of a program lie: leaves with whoever owns them, results in buffers of their own, the rest in one arena.</summary>
internal sealed class MemoryPlan
{
    private const long Line = 64;

    /// <summary>Places the values of some steps.</summary>
    /// <param name="form">The graph.</param>
    /// <param name="steps">What computes it.</param>
    /// <param name="isLocal">For every node whether its memory is the business of the pass that it lives in.</param>
    /// <param name="isInPlace">Whether results may be written over what they are made of.</param>
    public MemoryPlan(GraphForm form, IReadOnlyList<Step> steps, bool[] isLocal, bool isInPlace = true)
    {
        Root = [.. Enumerable.Range(0, form.Nodes.Length).Select(form.RootOf)];
        Offsets = new long[form.Nodes.Length];
        Array.Fill(Offsets, -1);
        var outputs = form.Outputs.Select(output => Root[output]).ToHashSet();

        var lastUse = new int[form.Nodes.Length];
        for (var step = 0; step < steps.Count; step++)
            foreach (var input in steps[step].Inputs) lastUse[Root[input]] = step;

        var free = new SortedDictionary<long, long>();
        var dying = new List<(int Value, long Size)>[steps.Count];
        foreach (var node in Enumerable.Range(0, form.Nodes.Length))
            if (form.Nodes[node].IsConstant) Offsets[node] = Take(free, Line);
        for (var step = 0; step < steps.Count; step++)
        {
            foreach (var value in steps[step].Outputs)
            {
                if (outputs.Contains(value) || isLocal[value]) continue;
                var size = Math.Max(Line, (form.Nodes[value].Type.Bytes + Line - 1) / Line * Line);
                var victim = isInPlace && dying[step] is { } victims ? victims.FindIndex(dead => dead.Size == size && InPlace.IsPossible(form, steps[step], value, dead.Value)) : -1;
                if (victim >= 0)
                {
                    Offsets[value] = Offsets[dying[step][victim].Value];
                    dying[step].RemoveAt(victim);
                }
                else
                {
                    Offsets[value] = Take(free, size);
                }
                (dying[Math.Max(lastUse[value], step)] ??= []).Add((value, size));
            }
            foreach (var (dead, size) in dying[step] ?? []) Release(free, Offsets[dead], size);
        }
    }

    /// <summary>For every node, the node whose memory it shares; itself for most.</summary>
    public int[] Root { get; }

    /// <summary>For every node in the arena, where; −1 for others.</summary>
    public long[] Offsets { get; }

    /// <summary>The size of the arena.</summary>
    public long ArenaBytes { get; private set; }

    /// <summary>The first gap that is large enough, or new space at the end.</summary>
    private long Take(SortedDictionary<long, long> free, long size)
    {
        foreach (var (offset, room) in free)
        {
            if (room < size) continue;
            free.Remove(offset);
            if (room > size) free[offset + size] = room - size;
            return offset;
        }
        var end = ArenaBytes;
        ArenaBytes += size;
        return end;
    }

    private static void Release(SortedDictionary<long, long> free, long offset, long size)
    {
        foreach (var (other, room) in free)
        {
            if (other + room == offset)
            {
                free.Remove(other);
                Release(free, other, room + size);
                return;
            }
            if (offset + size == other)
            {
                free.Remove(other);
                size += room;
                break;
            }
        }
        free[offset] = size;
    }
}
