namespace Nabla.Plots;

/// <summary>Counts how often the segments of a layered graph cross.</summary>
internal static class CrossingCount
{
    /// <summary>All crossings, given the place of every point in its layer.</summary>
    internal static long Of(LayeredGraph graph, IReadOnlyList<int>[] layers, int[] place)
    {
        long sum = 0;
        for (var layer = 0; layer + 1 < layers.Length; layer++) sum += Between(graph, layers[layer], layers[layer + 1].Count, place);
        return sum;
    }

    /// <summary>Crossings of the segments of two points of one layer if the first stands left: the pairs of ends in the wrong order.</summary>
    /// <param name="left">The places of the first point's ends, ascending.</param>
    /// <param name="right">The places of the second point's ends, ascending.</param>
    internal static long OfPair(int[] left, int[] right)
    {
        long sum = 0;
        var smaller = 0;
        foreach (var end in left)
        {
            while (smaller < right.Length && right[smaller] < end) smaller++;
            sum += smaller;
        }

        return sum;
    }

    private static long Between(LayeredGraph graph, IReadOnlyList<int> lower, int upperCount, int[] place)
    {
        // A segment crosses those before it whose upper end lies farther right; a tree of counts over the upper ends finds how many.
        var tree = new int[upperCount + 1];
        long sum = 0;
        var seen = 0;
        foreach (var point in lower)
        {
            var ends = graph.Above[point];
            foreach (var end in ends)
            {
                var notRight = 0;
                for (var index = place[end] + 1; index > 0; index &= index - 1) notRight += tree[index];
                sum += seen - notRight;
            }

            foreach (var end in ends)
            {
                for (var index = place[end] + 1; index <= upperCount; index += index & -index) tree[index]++;
            }

            seen += ends.Count;
        }

        return sum;
    }
}
