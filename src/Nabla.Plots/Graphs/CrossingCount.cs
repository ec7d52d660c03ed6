namespace Nabla.Plots;

/// <summary>Counts the crossings between the segments of a layered graph.</summary>
internal static class CrossingCount
{
    /// <summary>Counts all crossings, given the position of every point in its layer.</summary>
    internal static long Of(LayeredGraph graph, IReadOnlyList<int>[] layers, int[] place)
    {
        long sum = 0;
        for (var layer = 0; layer + 1 < layers.Length; layer++) sum += Between(graph, layers[layer], layers[layer + 1].Count, place);
        return sum;
    }

    /// <summary>Counts the crossings between the segments of two points in a layer if the first is on the left: the pairs of inverted ends.</summary>
    /// <param name="left">The positions of the first point's ends, ascending.</param>
    /// <param name="right">The positions of the second point's ends, ascending.</param>
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
        // A segment crosses each earlier segment whose upper end lies farther right; a Fenwick tree over the upper ends counts these.
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
