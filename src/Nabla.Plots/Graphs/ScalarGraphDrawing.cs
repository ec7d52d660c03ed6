using System.Globalization;

namespace Nabla.Plots;

/// <summary>Draws a scalar graph: values in the nodes, local derivatives on the arrows, and the result of a sweep at each node.</summary>
public static class ScalarGraphDrawing
{
    // With more arrows than this, formulas on the arrows would clutter the graph.
    private const int MostFormulas = 16;

    /// <summary>Draws the graph with its values.</summary>
    /// <param name="graph">The graph to draw.</param>
    /// <param name="names">The names of the nodes; those of <see cref="ScalarGraph.NameNodes"/> if null.</param>
    /// <param name="title">The heading.</param>
    public static GraphDrawing Values(ScalarGraph graph, IReadOnlyList<string>? names = null, string? title = null) =>
        Draw(graph, names ?? graph.NameNodes(), title, null, [], []);

    /// <summary>Draws the graph with the derivatives of one output with respect to every node, as computed by reverse mode.</summary>
    /// <param name="graph">The graph to draw.</param>
    /// <param name="output">The node whose derivatives are shown.</param>
    /// <param name="names">The names of the nodes; those of <see cref="ScalarGraph.NameNodes"/> if null.</param>
    /// <param name="title">The heading.</param>
    public static GraphDrawing Reverse(ScalarGraph graph, int output, IReadOnlyList<string>? names = null, string? title = null)
    {
        names ??= graph.NameNodes();
        var derivatives = graph.Reverse(output).Derivatives;
        return Draw(
            graph,
            names,
            title,
            node => $"∂{names[output]}/∂{names[node]} = {Text(derivatives[node])}",
            [new(LegendMark.Derivative, $"derivative of {names[output]}")],
            []);
    }

    /// <summary>Draws the graph with the derivatives of every node with respect to one input, as computed by forward mode.</summary>
    /// <param name="graph">The graph to draw.</param>
    /// <param name="input">The node to differentiate with respect to.</param>
    /// <param name="names">The names of the nodes; those of <see cref="ScalarGraph.NameNodes"/> if null.</param>
    /// <param name="title">The heading.</param>
    public static GraphDrawing Forward(ScalarGraph graph, int input, IReadOnlyList<string>? names = null, string? title = null)
    {
        names ??= graph.NameNodes();
        var derivatives = graph.Forward(input).Derivatives;
        return Draw(
            graph,
            names,
            title,
            node => $"∂{names[node]}/∂{names[input]} = {Text(derivatives[node])}",
            [new(LegendMark.Derivative, $"derivative with respect to {names[input]}")],
            []);
    }

    /// <summary>Draws the graph with all paths from an output to an input emphasized.</summary>
    /// <param name="graph">The graph to draw.</param>
    /// <param name="output">The start of the paths.</param>
    /// <param name="input">The end of the paths.</param>
    /// <param name="names">The names of the nodes; those of <see cref="ScalarGraph.NameNodes"/> if null.</param>
    /// <param name="title">The heading.</param>
    public static GraphDrawing Paths(ScalarGraph graph, int output, int input, IReadOnlyList<string>? names = null, string? title = null)
    {
        names ??= graph.NameNodes();
        // An edge is on a path if its user is reachable from the output and the input is reachable from its start; no enumeration is needed.
        var (above, below) = (graph.CountPaths(output), graph.CountPathsFrom(input));
        var onPath = graph.Edges.Select(edge => !above[edge.To].IsZero && !below[edge.From].IsZero).ToArray();
        return Draw(graph, names, title, null, [new(LegendMark.EmphasizedEdge, $"paths from {names[output]} to {names[input]}: {above[input]}")], onPath);
    }

    private static GraphDrawing Draw(
        ScalarGraph graph, IReadOnlyList<string> names, string? title, Func<int, string>? derivative, DrawingLegendEntry[] legend, bool[] emphasized)
    {
        var last = graph.Nodes.Count - 1;
        var nodes = Enumerable.Range(0, graph.Nodes.Count).Select(node =>
        {
            var formula = graph.Formula(node, names);
            var kind = node == last ? NodeKind.Output : formula.Length == 0 ? NodeKind.Input : NodeKind.Operation;
            var lines = new List<DrawingLine> { new($"= {Text(graph.Nodes[node].Value)}", LineRole.Value) };
            if (derivative is not null) lines.Add(new(derivative(node), LineRole.Derivative));
            return new DrawingNode(formula.Length == 0 ? names[node] : $"{names[node]} = {formula}", lines, kind);
        });
        var spelled = graph.Edges.Count <= MostFormulas;
        var edges = graph.Edges.Select((edge, i) => new DrawingEdge(
            edge.From,
            edge.To,
            spelled ? $"∂{names[edge.To]}/∂{names[edge.From]} = {Text(edge.Derivative)}" : Text(edge.Derivative),
            emphasized.Length > 0 && emphasized[i]));
        return new() { Title = title, Nodes = [.. nodes], Edges = [.. edges], Legend = [new(LegendMark.Value, "value"), .. legend] };
    }

    private static string Text(double number) => number.ToString("G4", CultureInfo.InvariantCulture).Replace('-', '−');
}
