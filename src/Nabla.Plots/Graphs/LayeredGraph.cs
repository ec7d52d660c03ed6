namespace Nabla.Plots;

/// <summary>The width and height of a box.</summary>
internal readonly record struct BoxSize(float Width, float Height);

/// <summary>The kind of a point in the layered graph.</summary>
internal enum PointKind
{
    Node,
    Bend,
    Label,
}

/// <summary>
/// The graph in layers, with a point wherever an arrow passes a layer, so that every segment connects adjacent layers. If arrows have labels, or
/// run in parallel between two nodes, an extra layer is inserted between any two node layers, so that labels are placed like nodes.
/// </summary>
internal sealed class LayeredGraph
{
    private LayeredGraph(int layers, int edges)
    {
        Layers = [.. Enumerable.Range(0, layers).Select(_ => new List<int>())];
        Chains = new int[edges][];
    }

    /// <summary>The points of every layer from left to right, lowest layer first.</summary>
    internal List<int>[] Layers { get; }

    /// <summary>The points of every arrow from its start to its end.</summary>
    internal int[][] Chains { get; }

    /// <summary>The length of the longest path to a node; for points on a short arrow, that of its start; null for points on a long arrow.</summary>
    internal List<int?> Depths { get; } = [];

    internal List<PointKind> Kinds { get; } = [];

    internal List<BoxSize> Sizes { get; } = [];

    internal List<int> Layer { get; } = [];

    /// <summary>The neighbors of each point in the layer above.</summary>
    internal List<List<int>> Above { get; } = [];

    /// <summary>The neighbors of each point in the layer below.</summary>
    internal List<List<int>> Below { get; } = [];

    internal int Count => Kinds.Count;

    /// <summary>Builds the layers; the first points are the nodes.</summary>
    /// <param name="nodes">The sizes of the nodes.</param>
    /// <param name="edges">The arrows, without cycles.</param>
    /// <param name="labels">The sizes of the arrow labels; null for arrows without a label.</param>
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

    /// <summary>The position of every point in its layer, in the current order.</summary>
    internal int[] Places()
    {
        var place = new int[Count];
        foreach (var layer in Layers)
        {
            for (var index = 0; index < layer.Count; index++) place[layer[index]] = index;
        }

        return place;
    }

    /// <summary>True if an arrow connects adjacent node layers and has no label.</summary>
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

    /// <summary>The label layer with the most room among those that a long arrow passes.</summary>
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
