using Nabla.Plots;

namespace Nabla.Tests.Plots;

/// <summary>Graphs that several tests draw.</summary>
internal static class GraphDrawingSamples
{
    /// <summary>The lecture's e = (a + b)·(b + 1) with values and derivatives; the path from b through c is emphasized.</summary>
    internal static GraphDrawing Lecture { get; } = new()
    {
        Title = "e = (a + b)·(b + 1)",
        Nodes =
        [
            Node("a", NodeKind.Input, "= 2", "∂e/∂a = 2"),
            Node("b", NodeKind.Input, "= 1", "∂e/∂b = 5"),
            Node("c = a + b", NodeKind.Operation, "= 3", "∂e/∂c = 2"),
            Node("d = b + 1", NodeKind.Operation, "= 2", "∂e/∂d = 3"),
            Node("e = c · d", NodeKind.Output, "= 6", "∂e/∂e = 1"),
        ],
        Edges =
        [
            new(0, 2, "∂c/∂a = 1"),
            new(1, 2, "∂c/∂b = 1", IsEmphasized: true),
            new(1, 3, "∂d/∂b = 1"),
            new(2, 4, "∂e/∂c = 2", IsEmphasized: true),
            new(3, 4),
        ],
        Legend = [new(LegendMark.Value, "value"), new(LegendMark.Derivative, "derivative of e"), new(LegendMark.EmphasizedEdge, "a path")],
    };

    /// <summary>Three arrows from X to Y and three from Y to Z.</summary>
    internal static GraphDrawing Parallel { get; } = new()
    {
        Nodes = [Node("X", NodeKind.Input), Node("Y", NodeKind.Operation), Node("Z", NodeKind.Output)],
        Edges = [new(0, 1, "α"), new(0, 1, "β"), new(0, 1, "γ"), new(1, 2, "δ"), new(1, 2, "ε"), new(1, 2, "ζ")],
    };

    internal static DrawingNode Node(string label, NodeKind kind, string? value = null, string? derivative = null) => new(
        label,
        [
            .. value is null ? Array.Empty<DrawingLine>() : [new(value, LineRole.Value)],
            .. derivative is null ? Array.Empty<DrawingLine>() : [new(derivative, LineRole.Derivative)],
        ],
        kind);

    /// <summary>Nodes with only names, and arrows between them.</summary>
    internal static GraphDrawing Bare(int nodes, params (int From, int To)[] edges) => new()
    {
        Nodes = [.. Enumerable.Range(0, nodes).Select(index => Node($"n{index}", NodeKind.Operation))],
        Edges = [.. edges.Select(edge => new DrawingEdge(edge.From, edge.To))],
    };

    /// <summary>A graph with nodes of various sizes, short, long and parallel arrows, and some isolated nodes.</summary>
    internal static GraphDrawing Random(int seed)
    {
        var random = new Random(seed);
        var count = random.Next(1, 40);
        var nodes = Enumerable.Range(0, count).Select(index => Node(
            new string('m', random.Next(0, 12)) + index,
            (NodeKind)random.Next(4),
            random.Next(2) == 0 ? null : "= 1",
            random.Next(2) == 0 ? null : "∂ = 0.12345")).ToArray();
        // Node indices are independent of the topological order.
        var order = Enumerable.Range(0, count).ToArray();
        random.Shuffle(order);
        var labeled = random.Next(3);
        var edges = new List<DrawingEdge>();
        for (var edge = random.Next(0, 2 * count); edge > 0 && count > 1; edge--)
        {
            var to = random.Next(1, count);
            var from = random.Next(random.Next(3) == 0 ? 0 : Math.Max(0, to - 5), to);
            var label = random.Next(2) < labeled ? new string('w', random.Next(1, 6)) : "";
            edges.Add(new(order[from], order[to], label, random.Next(10) == 0));
            if (random.Next(8) == 0) edges.Add(edges[^1]);
        }

        return new() { Title = seed % 2 == 0 ? "A title" : null, Nodes = nodes, Edges = edges };
    }
}
