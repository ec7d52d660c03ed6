namespace Nabla.Plots;

/// <summary>Assigns every node a layer above all its inputs, counted from the bottom.</summary>
internal static class LayerAssignment
{
    /// <summary>The length, in arrows, of the longest path to every node.</summary>
    internal static int[] Depths(int count, IReadOnlyList<DrawingEdge> edges)
    {
        var inputs = edges.ToLookup(edge => edge.To, edge => edge.From);
        var depth = new int[count];
        foreach (var node in TopologicalOrder.Of(count, edges))
        {
            foreach (var input in inputs[node]) depth[node] = Math.Max(depth[node], depth[input] + 1);
        }

        return depth;
    }

    /// <summary>The layers: the depths, except that nodes used late are placed just below their users.</summary>
    internal static int[] Assign(int[] depths, IReadOnlyList<DrawingEdge> edges)
    {
        var layer = (int[])depths.Clone();
        var downward = TopologicalOrder.Of(depths.Length, edges);
        downward.Reverse();
        var inputs = edges.ToLookup(edge => edge.To, edge => edge.From);
        var users = edges.ToLookup(edge => edge.From, edge => edge.To);
        // Longest-path layering leaves nodes that are used late at the bottom. Moving a node up shortens the arrows to its users and lengthens those
        // from its inputs; if the counts are equal nothing is lost, and its inputs may follow. Layers only grow, so the loop terminates.
        for (var moved = true; moved;)
        {
            moved = false;
            foreach (var node in downward)
            {
                var usedBy = users[node];
                var uses = usedBy.Count();
                if (uses == 0 || uses < inputs[node].Count()) continue;
                var highest = usedBy.Min(user => layer[user]) - 1;
                moved |= highest > layer[node];
                layer[node] = highest;
            }
        }

        return layer;
    }
}
