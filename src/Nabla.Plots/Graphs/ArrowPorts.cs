namespace Nabla.Plots;

/// <summary>
/// The points where arrows leave and enter boxes. Arrows on the same side are spread out in the order of their other ends, so that none hides another.
/// </summary>
internal sealed class ArrowPorts
{
    /// <summary>The minimum distance of an arrow's start or end from the corner of a box.</summary>
    internal const double BesideCorner = 12;

    private const double FewestBetween = 16;
    private const double MostBetween = 30;
    private const double SmallStep = 14;

    private readonly LayeredGraph graph;
    private readonly double[] center;
    private readonly double[] starts;
    private readonly double[] ends;

    private ArrowPorts(LayeredGraph graph, double[] center)
    {
        this.graph = graph;
        this.center = center;
        starts = new double[graph.Chains.Length];
        ends = new double[graph.Chains.Length];
    }

    /// <summary>Finds the ports, given the centers of all points.</summary>
    internal static ArrowPorts Of(LayeredGraph graph, double[] center)
    {
        var ports = new ArrowPorts(graph, center);
        var place = graph.Places();
        var edges = Enumerable.Range(0, graph.Chains.Length).ToArray();
        foreach (var group in edges.GroupBy(edge => graph.Chains[edge][0])) ports.Spread(group, group.Key, place, isStart: true);
        foreach (var group in edges.GroupBy(edge => graph.Chains[edge][^1])) ports.Spread(group, group.Key, place, isStart: false);
        foreach (var edge in edges)
        {
            ports.AvoidSmallStep(edge, isStart: true);
            ports.AvoidSmallStep(edge, isStart: false);
        }

        return ports;
    }

    internal double Start(int edge) => starts[edge];

    internal double End(int edge) => ends[edge];

    private double[] Side(bool isStart) => isStart ? starts : ends;

    private int Next(int edge, bool isStart) => graph.Chains[edge][isStart ? 1 : ^2];

    private double Room(int node) => graph.Sizes[node].Width - (2 * BesideCorner);

    private void Spread(IEnumerable<int> edges, int node, int[] place, bool isStart)
    {
        var sorted = edges.OrderBy(edge => place[Next(edge, isStart)]).ToArray();
        var gaps = Math.Max(1, sorted.Length - 1);
        var arriving = center[Next(sorted[^1], isStart)] - center[Next(sorted[0], isStart)];
        var distance = Math.Min(Math.Clamp(0.3 * arriving / gaps, FewestBetween, MostBetween), Room(node) / gaps);
        for (var index = 0; index < sorted.Length; index++)
            Side(isStart)[sorted[index]] = center[node] + ((index - ((sorted.Length - 1) / 2.0)) * distance);
    }

    /// <summary>Lets the only arrow on a side move off center if that makes it straight; a step of a few pixels looks like a mistake.</summary>
    private void AvoidSmallStep(int edge, bool isStart)
    {
        var chain = graph.Chains[edge];
        var node = chain[isStart ? 0 : ^1];
        if ((isStart ? graph.Above : graph.Below)[node].Count > 1) return;
        var next = graph.IsShortAndBare(chain) ? Side(!isStart)[edge] : center[Next(edge, isStart)];
        var step = Math.Abs(next - Side(isStart)[edge]);
        if (step <= SmallStep && Math.Abs(next - center[node]) <= Room(node) / 2) Side(isStart)[edge] = next;
    }
}
