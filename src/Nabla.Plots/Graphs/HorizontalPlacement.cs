namespace Nabla.Plots;

/// <summary>
/// Places the points of every layer from left to right. Segments pull like springs, the inner segments of long arrows hardest. Each layer in turn is
/// moved to the minimum of these forces without overlaps, which is solved exactly. Long arrows are then straightened where there is room.
/// </summary>
internal sealed class HorizontalPlacement
{
    private const int Rounds = 100;
    private const int StraighteningRounds = 12;
    private const float BetweenNodes = 34;
    private const float BesideNode = 22;
    private const float BetweenLabels = 10;
    private const float BesideLabel = 12;
    private const float BetweenBends = 18;
    private const double HeaviestSpine = 100;
    private const double LongArrow = 0.7;
    private const double Stiffness = 30;
    private const double Fixed = 1_000_000;

    private readonly LayeredGraph graph;
    private readonly int[][] chains;
    private readonly double[] center;
    private readonly int[] place;

    private HorizontalPlacement(LayeredGraph graph)
    {
        this.graph = graph;
        chains = [.. graph.Chains.Where(chain => chain.Length > 2)];
        center = new double[graph.Count];
        place = graph.Places();
    }

    /// <summary>Returns the centers of all points; the picture starts near 0.</summary>
    internal static double[] Place(LayeredGraph graph)
    {
        var placement = new HorizontalPlacement(graph);
        foreach (var layer in graph.Layers) placement.Pack(layer);
        for (var round = 0; round < Rounds; round++) placement.Relax(oneSided: round < Rounds / 4);
        // Straightening moves bends, and the nodes that they pull may follow.
        for (var round = 0; round < StraighteningRounds; round++)
        {
            placement.Straighten();
            // Adjacent long arrows block each other until the outer one moves away, so both orders are tried.
            Array.Reverse(placement.chains);
            placement.Relax(oneSided: false, nodesOnly: true);
        }

        placement.Straighten();
        placement.CenterLabels();
        return placement.center;
    }

    private double Separation(int left, int right)
    {
        var (first, second) = (graph.Kinds[left], graph.Kinds[right]);
        var gap = (first, second) switch
        {
            (PointKind.Node, PointKind.Node) => BetweenNodes,
            (PointKind.Node, _) or (_, PointKind.Node) => BesideNode,
            (PointKind.Label, PointKind.Label) => BetweenLabels,
            (PointKind.Label, _) or (_, PointKind.Label) => BesideLabel,
            _ => BetweenBends,
        };
        return ((graph.Sizes[left].Width + graph.Sizes[right].Width) / 2) + gap;
    }

    /// <summary>Moves the middle points of short arrows halfway between their ports, which are known only now.</summary>
    private void CenterLabels()
    {
        var ports = ArrowPorts.Of(graph, center);
        var between = new Dictionary<int, double>();
        for (var edge = 0; edge < graph.Chains.Length; edge++)
        {
            if (graph.Chains[edge].Length == 3) between[graph.Chains[edge][1]] = (ports.Start(edge) + ports.End(edge)) / 2;
        }

        foreach (var layer in graph.Layers.Where(layer => layer.Any(between.ContainsKey)))
            Settle(layer, point => between.TryGetValue(point, out var wish) ? (wish, 1) : (center[point], Fixed));
    }

    private void Pack(List<int> layer)
    {
        for (var index = 1; index < layer.Count; index++)
            center[layer[index]] = center[layer[index - 1]] + Separation(layer[index - 1], layer[index]);

        var half = center[layer[^1]] / 2;
        foreach (var point in layer) center[point] -= half;
    }

    private void Relax(bool oneSided, bool nodesOnly = false)
    {
        for (var layer = 0; layer < graph.Layers.Length; layer++)
            Settle(graph.Layers[layer], point => Wish(point, above: !oneSided, below: true, nodesOnly));
        for (var layer = graph.Layers.Length - 1; layer >= 0; layer--)
            Settle(graph.Layers[layer], point => Wish(point, above: true, below: !oneSided, nodesOnly));
    }

    /// <summary>The position that a point would take if it were alone in its layer, and the strength of the pull toward it.</summary>
    private (double Wish, double Weight) Wish(int point, bool above, bool below, bool nodesOnly)
    {
        if (nodesOnly && graph.Kinds[point] != PointKind.Node) return (center[point], Fixed);
        var (sum, pull) = (0.0, 0.0);
        if (below) Pull(point, graph.Below[point], ref sum, ref pull);
        if (above) Pull(point, graph.Above[point], ref sum, ref pull);
        // Points without any pull yield to others.
        return pull == 0 ? (center[point], 0.01) : (sum / pull, pull);
    }

    /// <summary>Moves the points of a layer as close to their desired positions as their order and sizes allow.</summary>
    private void Settle(List<int> layer, Func<int, (double Wish, double Weight)> wishOf)
    {
        // Subtracting the minimum offsets reduces the separation constraints to a monotone order.
        var wish = new double[layer.Count];
        var weight = new double[layer.Count];
        var offset = new double[layer.Count];
        for (var index = 0; index < layer.Count; index++)
        {
            if (index > 0) offset[index] = offset[index - 1] + Separation(layer[index - 1], layer[index]);
            (wish[index], weight[index]) = wishOf(layer[index]);
            wish[index] -= offset[index];
        }

        KeepLonelyNear(layer, wish);
        MonotoneFit.Fit(wish, weight);
        for (var index = 0; index < layer.Count; index++) center[layer[index]] = wish[index] + offset[index];
    }

    private void Pull(int point, List<int> neighbors, ref double sum, ref double pull)
    {
        foreach (var neighbor in neighbors)
        {
            var weight = Weight(point, neighbor);
            sum += weight * center[neighbor];
            pull += weight;
        }
    }

    private double Weight(int point, int neighbor)
    {
        var (isNode, isNextNode) = (graph.Kinds[point] == PointKind.Node, graph.Kinds[neighbor] == PointKind.Node);
        if (!isNode && !isNextNode) return Stiffness;
        // Without more weight on deep nodes, every weight matrix would push the spine of a deep network a little further aside.
        var isInput = graph.Layer[point] < graph.Layer[neighbor];
        if (graph.Depths[!isNode || (isNextNode && isInput) ? point : neighbor] is not { } depth) return LongArrow;
        var spine = Math.Min(1 + (depth * depth / 2.0), HeaviestSpine);
        return isNode && isNextNode ? spine : 2 * spine;
    }

    /// <summary>Keeps nodes without arrows next to their neighbors.</summary>
    private void KeepLonelyNear(List<int> layer, double[] wish)
    {
        bool IsLonely(int index) => graph.Above[layer[index]].Count + graph.Below[layer[index]].Count == 0;
        var first = Enumerable.Range(0, layer.Count).FirstOrDefault(index => !IsLonely(index), -1);
        for (var index = 0; index < layer.Count; index++)
        {
            if (IsLonely(index)) wish[index] = first < 0 ? 0 : index == 0 ? wish[first] : wish[index - 1];
        }
    }

    private void Straighten()
    {
        foreach (var chain in chains)
        {
            // Finds the longest runs of the chain that fit on one vertical line between their neighbors.
            for (var start = 1; start < chain.Length - 1;)
            {
                var (low, high) = Room(chain[start]);
                var sum = center[chain[start]];
                var end = start + 1;
                for (; end < chain.Length - 1; end++)
                {
                    var (nextLow, nextHigh) = Room(chain[end]);
                    if (Math.Max(low, nextLow) > Math.Min(high, nextHigh)) break;
                    (low, high) = (Math.Max(low, nextLow), Math.Min(high, nextHigh));
                    sum += center[chain[end]];
                }

                var line = Math.Clamp(sum / (end - start), low, high);
                for (; start < end; start++) center[chain[start]] = line;
            }
        }
    }

    private (double Low, double High) Room(int point)
    {
        var layer = graph.Layers[graph.Layer[point]];
        var index = place[point];
        var low = index == 0 ? double.NegativeInfinity : center[layer[index - 1]] + Separation(layer[index - 1], point);
        var high = index == layer.Count - 1 ? double.PositiveInfinity : center[layer[index + 1]] - Separation(point, layer[index + 1]);
        // Rounding may leave a point slightly outside its room.
        return (Math.Min(low, center[point]), Math.Max(high, center[point]));
    }
}
