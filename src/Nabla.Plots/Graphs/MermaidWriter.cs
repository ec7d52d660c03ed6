using System.Text;

namespace Nabla.Plots;

/// <summary>Writes a graph in Mermaid, which many Markdown viewers render.</summary>
internal static class MermaidWriter
{
    internal static string Write(GraphDrawing drawing)
    {
        var mermaid = new StringBuilder();
        if (!string.IsNullOrWhiteSpace(drawing.Title)) mermaid.Append($"---\ntitle: \"{EscapeTitle(drawing.Title)}\"\n---\n");
        mermaid.Append("flowchart BT\n");
        for (var index = 0; index < drawing.Nodes.Count; index++)
        {
            var node = drawing.Nodes[index];
            var lines = string.Join("<br/>", node.Lines.Select(line => line.Text).Prepend(node.Label).Select(Escape));
            mermaid.Append($"    n{index}[\"{lines}\"]:::{Name(node.Kind)}\n");
        }

        foreach (var edge in drawing.Edges)
        {
            var label = edge.Label.Length > 0 ? $"|\"{Escape(edge.Label)}\"|" : "";
            mermaid.Append($"    n{edge.From} {(edge.IsEmphasized ? "==>" : "-->")}{label} n{edge.To}\n");
        }

        foreach (var kind in drawing.Nodes.Select(node => node.Kind).Distinct().Order()) mermaid.Append($"    classDef {Name(kind)} {Look(kind)}\n");
        return mermaid.ToString();
    }

    private static string Name(NodeKind kind) => kind.ToString().ToLowerInvariant();

    private static string Look(NodeKind kind)
    {
        var box = SceneStyle.Box(kind, default);
        return $"fill:{SceneStyle.Hex(box.Fill)},stroke:{SceneStyle.Hex(box.Stroke)}{(box.IsDashed ? ",stroke-dasharray:5 4" : "")}";
    }

    /// <summary>Escapes characters that have a meaning in Mermaid or in the HTML it generates as character codes.</summary>
    private static string Escape(string text)
    {
        var escaped = new StringBuilder();
        foreach (var character in TextMeasure.Line(text))
        {
            if ("\"#&<>`;\\".Contains(character, StringComparison.Ordinal)) escaped.Append($"#{(int)character};");
            else escaped.Append(character);
        }

        // Mermaid rejects an empty quoted label.
        return escaped.Length == 0 ? " " : escaped.ToString();
    }

    private static string EscapeTitle(string title) => TextMeasure.Line(title).Replace("\\", "\\\\").Replace("\"", "\\\"");
}
