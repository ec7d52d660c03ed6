namespace Nabla.Plots;

/// <summary>The horizontal strip of a layer.</summary>
internal readonly record struct LayerRow(double Top, double Bottom)
{
    internal double Middle => (Top + Bottom) / 2;
}

/// <summary>Stacks the layers, the first at the bottom.</summary>
internal static class VerticalPlacement
{
    private const double SmallestGap = 26;
    private const double LargestGap = 72;

    internal static LayerRow[] Place(LayeredGraph graph, double[] center)
    {
        var rows = new LayerRow[graph.Layers.Length];
        // If labels have their own layers, there are two gaps between node layers.
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

    /// <summary>The gap below a layer. Arrows that move far sideways need more height; flat ones run into one another.</summary>
    private static double Gap(LayeredGraph graph, List<int> layer, double[] center)
    {
        var farthest = layer.SelectMany(point => graph.Below[point].Select(below => Math.Abs(center[point] - center[below]))).DefaultIfEmpty().Max();
        return Math.Clamp(16 + (0.1 * farthest), SmallestGap, LargestGap);
    }
}
