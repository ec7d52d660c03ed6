namespace Nabla.Plots;

/// <summary>Validates a drawing before it is laid out or written.</summary>
internal static class GraphDrawingChecks
{
    /// <summary>The maximum number of nodes in a picture; larger pictures are unreadable.</summary>
    internal const int LargestNodeCount = 2_000;

    /// <summary>The maximum number of points (nodes, and points where arrows pass a layer) in a picture.</summary>
    internal const int LargestPointCount = 60_000;

    private const int NamedNodes = 8;

    internal static void ThrowIfInvalid(GraphDrawing drawing)
    {
        var (nodes, edges) = (drawing.Nodes, drawing.Edges);
        if (nodes.Count == 0) throw new ArgumentException("graph drawing: there are no nodes to draw.", nameof(drawing));
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
            $"graph drawing: the nodes {string.Join(" → ", names.Append($"'{nodes[cycle[0]].Label}'"))} form a cycle; a computational graph must be acyclic.",
            nameof(drawing));
    }

    internal static void ThrowIfTooLarge(GraphDrawing drawing)
    {
        if (drawing.Nodes.Count > LargestNodeCount)
        {
            throw new ArgumentException(
                $"graph drawing: {drawing.Nodes.Count} nodes are too many for a picture; the limit is {LargestNodeCount}. "
                + "Draw part of the graph, or save it as .dot or .txt.",
                nameof(drawing));
        }
    }

    internal static void ThrowIfTooManyPoints(long points)
    {
        if (points > LargestPointCount)
        {
            throw new ArgumentException(
                $"graph drawing: the arrows pass too many layers for a picture ({points} points; the limit is {LargestPointCount}). "
                + "Draw part of the graph, or save it as .dot or .txt.");
        }
    }

    private static void ThrowIfOutside(int index, int node, string verb, int count)
    {
        if (node >= 0 && node < count) return;
        throw new ArgumentException(
            $"graph drawing: the edge with index {index} {verb} at node {node}, but there are only nodes 0 to {count - 1}.", "drawing");
    }
}
