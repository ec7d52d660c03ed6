namespace Nabla.Plots;

/// <summary>A position in the picture; y increases downward.</summary>
internal readonly record struct ScenePoint(double X, double Y);

/// <summary>A rectangle in the picture.</summary>
internal readonly record struct SceneRectangle(double Left, double Top, double Width, double Height)
{
    internal double Right => Left + Width;

    internal double Bottom => Top + Height;

    internal double CenterX => Left + (Width / 2);

    internal SceneRectangle Moved(double x, double y) => this with { Left = Left + x, Top = Top + y };
}

/// <summary>The positions of a graph's nodes, arrow labels and arrows. The upper left corner is at (0, 0).</summary>
internal sealed class GraphLayout
{
    internal required double Width { get; init; }

    internal required double Height { get; init; }

    internal required SceneRectangle[] Nodes { get; init; }

    /// <summary>The rectangles of the arrow labels; null for arrows without a label.</summary>
    internal required SceneRectangle?[] Labels { get; init; }

    internal required ArrowPath[] Arrows { get; init; }

    /// <summary>The number of arrow crossings.</summary>
    internal required long Crossings { get; init; }

    internal static GraphLayout Of(IReadOnlyList<BoxSize> nodes, IReadOnlyList<DrawingEdge> edges, IReadOnlyList<BoxSize?> labels)
    {
        var graph = LayeredGraph.Build(nodes, edges, labels);
        var crossings = CrossingReduction.Reduce(graph);
        var center = HorizontalPlacement.Place(graph);
        var left = Enumerable.Range(0, graph.Count).Min(point => center[point] - (graph.Sizes[point].Width / 2));
        for (var point = 0; point < center.Length; point++) center[point] -= left;
        var rows = VerticalPlacement.Place(graph, center);

        var boxes = new SceneRectangle[graph.Count];
        for (var point = 0; point < boxes.Length; point++)
        {
            var (size, row) = (graph.Sizes[point], rows[graph.Layer[point]]);
            boxes[point] = new(center[point] - (size.Width / 2), row.Middle - (size.Height / 2), size.Width, size.Height);
        }

        return new()
        {
            Width = boxes.Max(box => box.Right),
            Height = rows[0].Bottom,
            Nodes = boxes[..nodes.Count],
            Labels = [.. graph.Chains.Select(chain => LabelOf(graph, chain, boxes))],
            Arrows = new ArrowRouting(graph, boxes, rows, ArrowPorts.Of(graph, center)).Route(),
            Crossings = crossings,
        };
    }

    private static SceneRectangle? LabelOf(LayeredGraph graph, int[] chain, SceneRectangle[] boxes)
    {
        var label = Array.FindIndex(chain, point => graph.Kinds[point] == PointKind.Label);
        return label < 0 ? null : boxes[chain[label]];
    }
}
