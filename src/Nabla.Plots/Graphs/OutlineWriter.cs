using System.Text;

namespace Nabla.Plots;

/// <summary>Writes a graph as plain text: nodes in topological order, each with its lines and incoming arrows.</summary>
internal static class OutlineWriter
{
    internal static string Write(GraphDrawing drawing)
    {
        var incoming = drawing.Edges.ToLookup(edge => edge.To);
        var text = new StringBuilder();
        if (!string.IsNullOrWhiteSpace(drawing.Title)) text.Append(TextMeasure.Line(drawing.Title)).Append("\n\n");
        foreach (var index in TopologicalOrder.Of(drawing.Nodes.Count, drawing.Edges))
        {
            var node = drawing.Nodes[index];
            text.Append(TextMeasure.Line(node.Label));
            if (node.Kind != NodeKind.Operation) text.Append($" ({node.Kind.ToString().ToLowerInvariant()})");
            text.Append('\n');
            foreach (var line in node.Lines) text.Append($"    {TextMeasure.Line(line.Text)}\n");
            foreach (var edge in incoming[index]) text.Append($"    {Describe(drawing, edge)}\n");
        }

        return text.ToString();
    }

    private static string Describe(GraphDrawing drawing, DrawingEdge edge)
    {
        var arrow = edge.IsEmphasized ? "<==" : "<--";
        var label = edge.Label.Length == 0 ? "" : $" {TextMeasure.Line(edge.Label)}";
        return $"{arrow} {TextMeasure.Line(drawing.Nodes[edge.From].Label)}{(label.Length == 0 ? "" : $" :{label}")}";
    }
}
