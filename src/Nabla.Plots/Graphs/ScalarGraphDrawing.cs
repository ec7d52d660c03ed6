using System.Globalization;

namespace Nabla.Plots;

/// <summary>Draws a graph of single numbers: values in the nodes, local derivatives on the arrows, and what a sweep found at each node.</summary>
public static class ScalarGraphDrawing
{
    // Beyond this many arrows, formulas on each would hide the graph.
    private const int MostFormulas = 16;

    /// <summary>The graph with its values.</summary>
    /// <param name="graph">What to draw.</param>
    /// <param name="names">The names of the nodes; chosen as <see cref="ScalarGraph.NameNodes"/> does if null.</param>
    /// <param name="title">The heading.</param>
    public static GraphDrawing Values(ScalarGraph graph, IReadOnlyList<string>? names = null, string? title = null) =>
        Draw(graph, names ?? graph.NameNodes(), title, null, [], []);

    /// <summary>The graph with the derivative of one output by every node, as reverse mode finds it.</summary>
    /// <param name="graph">What to draw.</param>
    /// <param name="output">The node whose derivatives are shown.</param>
    /// <param name="names">The names of the nodes; chosen as <see cref="ScalarGraph.NameNodes"/> does if null.</param>
    /// <param name="title">The heading.</param>
    public static GraphDrawing Reverse(ScalarGraph graph, int output, IReadOnlyList<string>? names = null, string? title = null)
    {
        names ??= graph.NameNodes();
        var derivatives = graph.Reverse(output).Derivatives;
        return Draw(
            graph, names, title, node => $"∂{names[output]}/∂{names[node]} = {Text(derivatives[node])}", [new(LegendMark.Derivative, $"derivative of {names[output]}")], []);
    }

    /// <summary>The graph with the derivative of every node by one input, as forward mode finds it.</summary>
    /// <param name="graph">What to draw.</param>
    /// <param name="input">The node that is differentiated by.</param>
    /// <param name="names">The names of the nodes; chosen as <see cref="ScalarGraph.NameNodes"/> does if null.</param>
    /// <param name="title">The heading.</param>
    public static GraphDrawing Forward(ScalarGraph graph, int input, IReadOnlyList<string>? names = null, string? title = null)
    {
        names ??= graph.NameNodes();
        var derivatives = graph.Forward(input).Derivatives;
        return Draw(
            graph, names, title, node => $"∂{names[node]}/∂{names[input]} = {Text(derivatives[node])}", [new(LegendMark.Derivative, $"derivative by {names[input]}")], []);
    }

    /// <summary>The graph with all paths from an output to an input emphasized.</summary>
    /// <param name="graph">What to draw.</param>
    /// <param name="output">Where the paths begin.</param>
    /// <param name="input">Where they end.</param>
    /// <param name="names">The names of the nodes; chosen as <see cref="ScalarGraph.NameNodes"/> does if null.</param>
    /// <param name="title">The heading.</param>
    public static GraphDrawing Paths(ScalarGraph graph, int output, int input, IReadOnlyList<string>? names = null, string? title = null)
    {
        names ??= graph.NameNodes();
        // On a path are the edges that the output is reached from and that lead to the input: no path has to be walked.
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
