namespace Nabla.Plots;

/// <summary>
/// Orders the points of every layer so that few segments cross: sweeps up and down move every point toward the middle of its neighbors, then
/// adjacent points are swapped. The best order from several starts is kept.
/// </summary>
internal sealed class CrossingReduction
{
    private const int PatientRounds = 6;
    private const int MostRounds = 40;
    private const int MostSwapPasses = 12;

    private readonly LayeredGraph graph;
    private readonly int[] place;
    private readonly int[][] best;
    private readonly double[] middle;
    private long bestCount = long.MaxValue;

    private CrossingReduction(LayeredGraph graph)
    {
        this.graph = graph;
        place = new int[graph.Count];
        middle = new double[graph.Count];
        best = [.. graph.Layers.Select(layer => layer.ToArray())];
    }

    /// <summary>Orders the layers and returns the number of remaining crossings.</summary>
    internal static long Reduce(LayeredGraph graph)
    {
        var reduction = new CrossingReduction(graph);
        // Small graphs are looked at closely, and retries are cheap.
        var starts = Math.Clamp(4_000 / graph.Count, 1, 10);
        var given = graph.Layers.Select(layer => layer.ToArray()).ToArray();
        ulong state = 1;
        for (var start = 0; start < starts && reduction.bestCount > 0; start++)
        {
            for (var layer = 0; layer < given.Length; layer++)
            {
                var points = (int[])given[layer].Clone();
                // The first start keeps the given order of nodes; the reader expects it if it is as good as the others.
                if (start > 0) Shuffle(points, ref state);
                reduction.SetLayer(layer, points);
            }

            reduction.Improve();
        }

        reduction.Restore();
        return reduction.bestCount;
    }

    /// <summary>Shuffles pseudo-randomly, with the same result on every machine.</summary>
    private static void Shuffle(int[] points, ref ulong state)
    {
        for (var last = points.Length - 1; last > 0; last--)
        {
            state = (state * 6364136223846793005) + 1442695040888963407;
            var other = (int)((state >> 33) % (ulong)(last + 1));
            (points[last], points[other]) = (points[other], points[last]);
        }
    }

    private void Improve()
    {
        Swap();
        var startBest = Remember(long.MaxValue);
        for (int round = 0, idle = 0; round < MostRounds && idle < PatientRounds && bestCount > 0; round++)
        {
            for (var step = 1; step < graph.Layers.Length; step++)
            {
                var upward = round % 2 == 0;
                Sort(upward ? step : graph.Layers.Length - 1 - step, upward ? graph.Below : graph.Above, round);
            }

            Swap();
            var count = Remember(startBest);
            idle = count < startBest ? 0 : idle + 1;
            startBest = Math.Min(startBest, count);
        }
    }

    private long Remember(long known)
    {
        var count = CrossingCount.Of(graph, graph.Layers, place);
        if (count >= bestCount || count >= known) return count;
        bestCount = count;
        for (var layer = 0; layer < best.Length; layer++) graph.Layers[layer].CopyTo(best[layer]);
        return count;
    }

    private void Restore()
    {
        for (var layer = 0; layer < best.Length; layer++) SetLayer(layer, best[layer]);
    }

    private void SetLayer(int layer, IReadOnlyList<int> points)
    {
        for (var index = 0; index < points.Count; index++)
        {
            graph.Layers[layer][index] = points[index];
            place[points[index]] = index;
        }
    }

    /// <summary>Sorts a layer by the median or mean position of its neighbors in the previous layer; points without neighbors keep their positions.</summary>
    private void Sort(int layer, List<List<int>> neighbors, int round)
    {
        var points = graph.Layers[layer];
        var movable = points.Where(point => neighbors[point].Count > 0).ToArray();
        foreach (var point in movable) middle[point] = round % 4 < 2 ? Median(neighbors[point]) : Mean(neighbors[point]);
        // Ties are reversed every few rounds; otherwise equal points would never change order.
        var sign = round % 8 < 4 ? 1 : -1;
        Array.Sort(movable, (left, right) => middle[left] != middle[right]
            ? middle[left].CompareTo(middle[right])
            : sign * place[left].CompareTo(place[right]));
        var next = 0;
        SetLayer(layer, [.. points.Select(point => neighbors[point].Count > 0 ? movable[next++] : point)]);
    }

    private double Mean(List<int> neighbors) => neighbors.Average(point => place[point]);

    private double Median(List<int> neighbors)
    {
        var places = Places(neighbors);
        return (places[(places.Length - 1) / 2] + places[places.Length / 2]) / 2.0;
    }

    private int[] Places(List<int> points)
    {
        var places = new int[points.Count];
        for (var index = 0; index < places.Length; index++) places[index] = place[points[index]];
        Array.Sort(places);
        return places;
    }

    /// <summary>Swaps adjacent points as long as that removes crossings.</summary>
    private void Swap()
    {
        var improved = true;
        for (var pass = 0; improved && pass < MostSwapPasses; pass++)
        {
            improved = false;
            for (var layer = 0; layer < graph.Layers.Length; layer++) improved |= SwapIn(layer);
        }
    }

    private bool SwapIn(int layer)
    {
        var points = graph.Layers[layer];
        var above = points.ToDictionary(point => point, point => Places(graph.Above[point]));
        var below = points.ToDictionary(point => point, point => Places(graph.Below[point]));
        var improved = false;
        for (var index = 0; index + 1 < points.Count; index++)
        {
            var (left, right) = (points[index], points[index + 1]);
            var now = CrossingCount.OfPair(above[left], above[right]) + CrossingCount.OfPair(below[left], below[right]);
            if (now == 0) continue;
            var swapped = CrossingCount.OfPair(above[right], above[left]) + CrossingCount.OfPair(below[right], below[left]);
            if (swapped >= now) continue;
            (points[index], points[index + 1]) = (right, left);
            (place[left], place[right]) = (index + 1, index);
            improved = true;
        }

        return improved;
    }
}
