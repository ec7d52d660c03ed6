namespace Nabla.Plots;

/// <summary>Sorts nodes topologically and finds cycles.</summary>
internal static class TopologicalOrder
{
    /// <summary>The nodes with inputs first; ties are broken by the smallest index. Nodes on or after a cycle are missing.</summary>
    internal static List<int> Of(int count, IReadOnlyList<DrawingEdge> edges)
    {
        var waiting = new int[count];
        var users = Users(count, edges);
        foreach (var edge in edges) waiting[edge.To]++;

        var ready = new PriorityQueue<int, int>();
        for (var node = 0; node < count; node++)
        {
            if (waiting[node] == 0) ready.Enqueue(node, node);
        }

        var order = new List<int>(count);
        while (ready.TryDequeue(out var node, out _))
        {
            order.Add(node);
            foreach (var user in users[node])
            {
                if (--waiting[user] == 0) ready.Enqueue(user, user);
            }
        }

        return order;
    }

    /// <summary>Returns one cycle, in the direction of its arrows, given an order with missing nodes.</summary>
    internal static List<int> Cycle(int count, IReadOnlyList<DrawingEdge> edges, IEnumerable<int> order)
    {
        // Every missing node has a missing input, so walking back eventually revisits a node.
        var isMissing = new bool[count];
        Array.Fill(isMissing, true);
        foreach (var node in order) isMissing[node] = false;
        var input = new int[count];
        foreach (var edge in edges)
        {
            if (isMissing[edge.From]) input[edge.To] = edge.From;
        }

        var step = new Dictionary<int, int>();
        var walk = new List<int>();
        var at = Array.IndexOf(isMissing, true);
        while (step.TryAdd(at, walk.Count))
        {
            walk.Add(at);
            at = input[at];
        }

        var cycle = walk[step[at]..];
        cycle.Reverse();
        // The cycle starts at its smallest node, independent of the walk.
        var first = cycle.IndexOf(cycle.Min());
        return [.. cycle[first..], .. cycle[..first]];
    }

    private static List<int>[] Users(int count, IEnumerable<DrawingEdge> edges)
    {
        var users = new List<int>[count];
        for (var node = 0; node < count; node++) users[node] = [];
        foreach (var edge in edges) users[edge.From].Add(edge.To);
        return users;
    }
}
