namespace Nabla.Compiler;

/// <summary>Assigns the values of a program offsets in one arena. Values with disjoint lifetimes may share memory.</summary>
internal sealed class MemoryPlanner
{
    private const long Line = 64;
    private long arenaBytes;

    /// <summary>Plans the memory of some steps.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="steps">The steps that compute it.</param>
    /// <param name="isScratch">For each node, true if the fused step that contains it manages its memory.</param>
    /// <param name="options">The options; they determine whether results may overwrite their inputs.</param>
    public static MemoryPlan Run(CanonicalGraph graph, Step[] steps, bool[] isScratch, PipelineOptions options)
    {
        var planner = new MemoryPlanner();
        var (root, offsets) = (Array.ConvertAll([.. Enumerable.Range(0, graph.Nodes.Length)], graph.RootOf), new long[graph.Nodes.Length]);
        Array.Fill(offsets, -1);
        var outputs = graph.Outputs.Select(output => root[output]).ToHashSet();

        var lastUse = new int[graph.Nodes.Length];
        for (var step = 0; step < steps.Length; step++)
            foreach (var input in steps[step].Inputs) lastUse[root[input]] = step;

        var free = new SortedDictionary<long, long>();
        var dying = new List<(int Value, long Size)>[steps.Length];
        foreach (var node in Enumerable.Range(0, graph.Nodes.Length))
            if (graph.Nodes[node].IsConstant) offsets[node] = planner.Take(free, Line);
        for (var step = 0; step < steps.Length; step++)
        {
            foreach (var value in steps[step].Outputs)
            {
                if (outputs.Contains(value) || isScratch[value]) continue;
                var size = Math.Max(Line, (graph.Nodes[value].Type.Bytes + Line - 1) / Line * Line);
                var victim = !options.KeepsAllValues && dying[step] is { } victims
                    ? victims.FindIndex(dead => dead.Size == size && BufferReuse.IsPossible(graph, steps[step], value, dead.Value))
                    : -1;
                if (victim >= 0)
                {
                    offsets[value] = offsets[dying[step][victim].Value];
                    dying[step].RemoveAt(victim);
                }
                else
                {
                    offsets[value] = planner.Take(free, size);
                }
                (dying[Math.Max(lastUse[value], step)] ??= []).Add((value, size));
            }
            foreach (var (dead, size) in dying[step] ?? []) Release(free, offsets[dead], size);
        }
        return new(root, offsets, planner.arenaBytes);
    }

    /// <summary>Takes the first gap that is large enough, or new space at the end.</summary>
    private long Take(SortedDictionary<long, long> free, long size)
    {
        foreach (var (offset, room) in free)
        {
            if (room < size) continue;
            free.Remove(offset);
            if (room > size) free[offset + size] = room - size;
            return offset;
        }
        var end = arenaBytes;
        arenaBytes += size;
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
