using System.Text;

namespace Nabla.Plots;

/// <summary>Writes a graph in Graphviz DOT.</summary>
internal static class DotWriter
{
    internal static string Write(GraphDrawing drawing)
    {
        var dot = new StringBuilder("digraph {\n    rankdir=BT\n");
        if (!string.IsNullOrWhiteSpace(drawing.Title)) dot.Append($"    label={Quote([drawing.Title])}\n    labelloc=t\n");
        dot.Append("    node [shape=box, style=\"rounded,filled\"]\n");
        for (var index = 0; index < drawing.Nodes.Count; index++)
        {
            var node = drawing.Nodes[index];
            dot.Append($"    n{index} [label={Quote([node.Label, .. node.Lines.Select(line => line.Text)])}, {Look(node.Kind)}]\n");
        }

        foreach (var edge in drawing.Edges)
        {
            string[] settings =
            [
                .. edge.Label.Length > 0 ? [$"label={Quote([edge.Label])}"] : Array.Empty<string>(),
                .. edge.IsEmphasized ? [$"color=\"{SceneStyle.Hex(SceneStyle.EmphasisColor)}\"", "penwidth=2.5"] : Array.Empty<string>(),
            ];
            dot.Append($"    n{edge.From} -> n{edge.To}{(settings.Length == 0 ? "" : $" [{string.Join(", ", settings)}]")}\n");
        }

        return dot.Append("}\n").ToString();
    }

    private static string Look(NodeKind kind)
    {
        var box = SceneStyle.Box(kind, default);
        var dashes = box.IsDashed ? ", style=\"rounded,filled,dashed\"" : "";
        return $"fillcolor=\"{SceneStyle.Hex(box.Fill)}\", color=\"{SceneStyle.Hex(box.Stroke)}\"{dashes}";
    }

    private static string Quote(IEnumerable<string> lines) => "\"" + string.Join("\\n", lines.Select(Escape)) + "\"";

    private static string Escape(string text) => TextMeasure.Line(text).Replace("\\", "\\\\").Replace("\"", "\\\"");
}
