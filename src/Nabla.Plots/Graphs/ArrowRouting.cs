namespace Nabla.Plots;

/// <summary>Routes every arrow as a smooth curve through the points of its chain.</summary>
internal sealed class ArrowRouting(LayeredGraph graph, SceneRectangle[] boxes, LayerRow[] rows, ArrowPorts ports)
{
    /// <summary>The length of an arrow's head; the curve ends at its base.</summary>
    internal const double HeadLength = 10;

    private const double Clearance = 5;

    private readonly int[] place = graph.Places();

    /// <summary>The ways a curve can pass a layer, smoothest first. The smoothest one that touches nothing is used.</summary>
    private enum Passage
    {
        Free,
        Through,
        Upright,
    }

    internal ArrowPath[] Route() => [.. Enumerable.Range(0, graph.Chains.Length).Select(Route)];

    private ArrowPath Route(int edge)
    {
        var chain = graph.Chains[edge];
        var passages = new Passage[chain.Length];
        if (!graph.IsShortAndBare(chain)) Array.Fill(passages, Passage.Through);
        while (true)
        {
            var path = Curve(edge, chain, passages);
            var tight = Tight(chain, passages, path);
            if (tight.Count == 0) return path;
            foreach (var index in tight) passages[index]++;
        }
    }

    private ArrowPath Curve(int edge, int[] chain, Passage[] passages)
    {
        var (from, to) = (boxes[chain[0]], boxes[chain[^1]]);
        var points = new List<ScenePoint> { new(ports.Start(edge), from.Top) };
        AddAbove(points, ports.Start(edge), rows[graph.Layer[chain[0]]].Top);
        for (var index = 1; index < chain.Length - 1; index++)
        {
            var (x, row) = (boxes[chain[index]].CenterX, rows[graph.Layer[chain[index]]]);
            if (passages[index] == Passage.Through) AddAbove(points, x, row.Middle);
            if (passages[index] != Passage.Upright) continue;
            AddAbove(points, x, row.Bottom);
            AddAbove(points, x, row.Top);
        }

        AddAbove(points, ports.End(edge), rows[graph.Layer[chain[^1]]].Bottom + HeadLength);
        AddAbove(points, ports.End(edge), to.Bottom + HeadLength);
        return new(points[0], MonotoneSpline.Through(points), new(ports.End(edge), to.Bottom));
    }

    private static void AddAbove(List<ScenePoint> points, double x, double y)
    {
        if (y < points[^1].Y - 0.5) points.Add(new(x, y));
    }

    /// <summary>The points of a chain at which the curve comes too close to a neighbor on its left or right.</summary>
    private List<int> Tight(int[] chain, Passage[] passages, ArrowPath path)
    {
        var tight = new List<int>();
        ScenePoint[]? samples = null;
        for (var index = 1; index < chain.Length - 1; index++)
        {
            if (passages[index] == Passage.Upright) continue;
            samples ??= [.. path.Samples()];
            if (IsTight(chain[index], samples, side: -1) || IsTight(chain[index], samples, side: 1)) tight.Add(index);
        }

        return tight;
    }

    private bool IsTight(int point, ScenePoint[] samples, int side)
    {
        // Bends have no height, so the curve may still touch a box behind them.
        var layer = graph.Layers[graph.Layer[point]];
        for (var at = place[point] + side; at >= 0 && at < layer.Count; at += side)
        {
            if (IsBeside(layer[at], samples, side)) return true;
            if (graph.Kinds[layer[at]] != PointKind.Bend) return false;
        }

        return false;
    }

    /// <summary>True if the curve, at the height of a neighbor, touches it or passes on its other side.</summary>
    private bool IsBeside(int neighbor, ScenePoint[] samples, int side)
    {
        var box = boxes[neighbor];
        foreach (var sample in samples)
        {
            if (sample.Y < box.Top - Clearance || sample.Y > box.Bottom + Clearance) continue;
            if (side < 0 ? sample.X < box.Right + Clearance : sample.X > box.Left - Clearance) return true;
        }

        return false;
    }
}
