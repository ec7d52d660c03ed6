namespace Nabla.Plots;

/// <summary>The width and height of something to be placed.</summary>
internal readonly record struct BoxSize(float Width, float Height);

/// <summary>What a point of the layered graph stands for.</summary>
internal enum PointKind
{
    Node,
    Bend,
    Label,
}

/// <summary>
/// The graph in layers, with a point wherever an arrow passes a layer, so that every segment joins neighboring layers. If arrows have labels, or
/// run side by side between two nodes, a layer for them lies between any two layers of nodes: labels get places of their own just like nodes.
/// </summary>
internal sealed class LayeredGraph
{
    private LayeredGraph(int layers, int edges)
    {
        Layers = [.. Enumerable.Range(0, layers).Select(_ => new List<int>())];
        Chains = new int[edges][];
    }

    /// <summary>The points of every layer from left to right; the lowest layer is the first.</summary>
    internal List<int>[] Layers { get; }

    /// <summary>The points of every arrow from its start to its end.</summary>
    internal int[][] Chains { get; }

    /// <summary>How many arrows the longest path to a node has; on a short arrow that to its start; none on a long one.</summary>
    internal List<int?> Depths { get; } = [];

    internal List<PointKind> Kinds { get; } = [];

    internal List<BoxSize> Sizes { get; } = [];

    internal List<int> Layer { get; } = [];

    /// <summary>The points one layer higher that a point is joined to.</summary>
    internal List<List<int>> Above { get; } = [];

    /// <summary>The points one layer lower that a point is joined to.</summary>
    internal List<List<int>> Below { get; } = [];

    internal int Count => Kinds.Count;

    /// <summary>Builds the layers; the first points are the nodes.</summary>
    /// <param name="nodes">The sizes of the nodes.</param>
    /// <param name="edges">The arrows; no cycles.</param>
    /// <param name="labels">The sizes of their labels; null without one.</param>
    internal static LayeredGraph Build(IReadOnlyList<BoxSize> nodes, IReadOnlyList<DrawingEdge> edges, IReadOnlyList<BoxSize?> labels)
    {
        var depths = LayerAssignment.Depths(nodes.Count, edges);
        var layer = LayerAssignment.Assign(depths, edges);
        var between = labels.Any(label => label is not null) || HasParallelNeighbors(edges, layer);
        var factor = between ? 2 : 1;
        GraphDrawingChecks.ThrowIfTooManyPoints(
            nodes.Count + edges.Sum(edge => ((long)layer[edge.To] - layer[edge.From]) * factor) - edges.Count);

        var graph = new LayeredGraph((layer.Max() * factor) + 1, edges.Count);
        for (var node = 0; node < nodes.Count; node++) graph.Add(PointKind.Node, nodes[node], layer[node] * factor, depths[node]);
        var taken = new float[graph.Layers.Length];
        for (var edge = 0; edge < edges.Count; edge++) graph.AddChain(edge, edges[edge], labels[edge], taken);
        return graph;
    }

    /// <summary>The place of every point in its layer, as the layers are ordered now.</summary>
    internal int[] Places()
    {
        var place = new int[Count];
        foreach (var layer in Layers)
        {
            for (var index = 0; index < layer.Count; index++) place[layer[index]] = index;
        }

        return place;
    }

    /// <summary>Whether an arrow joins neighboring layers of nodes and has no label on its way.</summary>
    internal bool IsShortAndBare(int[] chain) => chain.Length == 2 || (chain.Length == 3 && Kinds[chain[1]] == PointKind.Bend);

    private static bool HasParallelNeighbors(IEnumerable<DrawingEdge> edges, int[] layer)
    {
        var seen = new HashSet<(int, int)>();
        return edges.Any(edge => layer[edge.To] == layer[edge.From] + 1 && !seen.Add((edge.From, edge.To)));
    }

    private int Add(PointKind kind, BoxSize size, int layer, int? depth)
    {
        var point = Count;
        Kinds.Add(kind);
        Sizes.Add(size);
        Layer.Add(layer);
        Depths.Add(depth);
        Above.Add([]);
        Below.Add([]);
        Layers[layer].Add(point);
        return point;
    }

    private void AddChain(int index, DrawingEdge edge, BoxSize? label, float[] taken)
    {
        var (low, high) = (Layer[edge.From], Layer[edge.To]);
        var labeled = label is null ? -1 : LayerForLabel(low, high, taken);
        if (label is { } size) taken[labeled] += size.Width;

        var depth = high - low <= 2 ? Depths[edge.From] : null;
        var chain = new List<int>(high - low + 1) { edge.From };
        for (var layer = low + 1; layer < high; layer++)
            chain.Add(layer == labeled ? Add(PointKind.Label, label!.Value, layer, depth) : Add(PointKind.Bend, default, layer, depth));
        chain.Add(edge.To);
        for (var step = 1; step < chain.Count; step++)
        {
            Above[chain[step - 1]].Add(chain[step]);
            Below[chain[step]].Add(chain[step - 1]);
        }

        Chains[index] = [.. chain];
    }

    /// <summary>Of the layers between nodes that a long arrow passes, the one with most room.</summary>
    private static int LayerForLabel(int low, int high, float[] taken)
    {
        var best = low + 1;
        for (var layer = low + 3; layer < high; layer += 2)
        {
            if (taken[layer] < taken[best]) best = layer;
        }

        return best;
    }
}
