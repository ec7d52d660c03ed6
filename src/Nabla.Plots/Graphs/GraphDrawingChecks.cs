namespace Nabla.Plots;

/// <summary>What must hold of a drawing before anything is made of it.</summary>
internal static class GraphDrawingChecks
{
    /// <summary>The most nodes that are laid out here: beyond, nobody can read the picture.</summary>
    internal const int LargestNodeCount = 2_000;

    /// <summary>The most points (nodes, and places where arrows pass a layer) that are laid out.</summary>
    internal const int LargestPointCount = 60_000;

    private const int NamedNodes = 8;

    internal static void ThrowIfInvalid(GraphDrawing drawing)
    {
        var (nodes, edges) = (drawing.Nodes, drawing.Edges);
        if (nodes.Count == 0) throw new ArgumentException("graph drawing: there is no node to draw.", nameof(drawing));
        for (var index = 0; index < edges.Count; index++)
        {
            ThrowIfOutside(index, edges[index].From, "starts", nodes.Count);
            ThrowIfOutside(index, edges[index].To, "ends", nodes.Count);
        }

        var order = TopologicalOrder.Of(nodes.Count, edges);
        if (order.Count == nodes.Count) return;
        var cycle = TopologicalOrder.Cycle(nodes.Count, edges, order);
        var names = cycle.Take(NamedNodes).Select(node => $"'{nodes[node].Label}'");
        if (cycle.Count > NamedNodes) names = names.Append("…");
        throw new ArgumentException(
            $"graph drawing: the nodes {string.Join(" → ", names.Append($"'{nodes[cycle[0]].Label}'"))} form a cycle; a computational graph has none.",
            nameof(drawing));
    }

    internal static void ThrowIfTooLarge(GraphDrawing drawing)
    {
        if (drawing.Nodes.Count > LargestNodeCount)
        {
            throw new ArgumentException(
                $"graph drawing: {drawing.Nodes.Count} nodes are too many for a picture, which may have {LargestNodeCount}; "
                + "draw a part of the graph, or save it as .dot or .txt.",
                nameof(drawing));
        }
    }

    internal static void ThrowIfTooManyPoints(long points)
    {
        if (points > LargestPointCount)
        {
            throw new ArgumentException(
                $"graph drawing: the arrows pass too many layers for a picture ({points} points, of which there may be {LargestPointCount}); "
                + "draw a part of the graph, or save it as .dot or .txt.");
        }
    }

    private static void ThrowIfOutside(int index, int node, string verb, int count)
    {
        if (node >= 0 && node < count) return;
        throw new ArgumentException(
            $"graph drawing: the edge with index {index} {verb} at node {node}, but there are only the nodes 0 to {count - 1}.", "drawing");
    }
}
