namespace Nabla.Plots;

/// <summary>The strip of the picture that belongs to a layer.</summary>
internal readonly record struct LayerRow(double Top, double Bottom)
{
    internal double Middle => (Top + Bottom) / 2;
}

/// <summary>Places the layers over one another, the first at the bottom.</summary>
internal static class VerticalPlacement
{
    private const double SmallestGap = 26;
    private const double LargestGap = 72;

    internal static LayerRow[] Place(LayeredGraph graph, double[] center)
    {
        var rows = new LayerRow[graph.Layers.Length];
        // Where labels have layers of their own, two gaps lie between nodes.
        var factor = graph.Layers.Any(layer => layer.All(point => graph.Kinds[point] != PointKind.Node)) ? 1 : 2;
        double y = 0;
        for (var layer = rows.Length - 1; layer >= 0; layer--)
        {
            var height = graph.Layers[layer].Max(point => graph.Sizes[point].Height);
            rows[layer] = new(y, y + height);
            y += height + (layer == 0 ? 0 : factor * Gap(graph, graph.Layers[layer], center));
        }

        return rows;
    }

    /// <summary>Arrows that go far to the side need height, or they lie so flat that they run into one another.</summary>
    private static double Gap(LayeredGraph graph, List<int> layer, double[] center)
    {
        var farthest = layer.SelectMany(point => graph.Below[point].Select(below => Math.Abs(center[point] - center[below]))).DefaultIfEmpty().Max();
        return Math.Clamp(16 + (0.1 * farthest), SmallestGap, LargestGap);
    }
}
