namespace Nabla.Plots;

/// <summary>Measures the texts, lays out the graph, and combines heading, legend and graph into one picture.</summary>
internal sealed class SceneBuilder
{
    private const double Margin = 24;
    private const float PaddingX = 14;
    private const float PaddingY = 8;
    private const float LinePaddingTop = 2;
    private const float PlatePadding = 4;
    private const float SmallestNode = 48;
    private const int MostRoomyPorts = 10;
    private const float BetweenRoomyPorts = 9;
    // Longer text is truncated; otherwise a single label could make the picture too wide to read.
    private const float WidestText = 420;
    private const float NarrowestHeading = 420;

    private readonly GraphDrawing drawing;
    private readonly List<SceneArrow> arrows = [];
    private readonly List<SceneRectangle> plates = [];
    private readonly List<SceneBox> boxes = [];
    private readonly List<SceneText> texts = [];
    private readonly bool isThin;
    private readonly (float Above, float Below) label = TextMeasure.Height(SceneStyle.LabelSize);
    private readonly (float Above, float Below) line = TextMeasure.Height(SceneStyle.LineSize);
    private readonly (float Above, float Below) edgeLabel = TextMeasure.Height(SceneStyle.EdgeLabelSize);

    private SceneBuilder(GraphDrawing drawing)
    {
        this.drawing = drawing;
        isThin = drawing.Edges.Count > SceneStyle.ArrowsPerNodeOfThin * drawing.Nodes.Count;
    }

    /// <summary>Builds the picture; its first boxes are the nodes, its arrows are the edges.</summary>
    internal static GraphScene Build(GraphDrawing drawing)
    {
        GraphDrawingChecks.ThrowIfInvalid(drawing);
        GraphDrawingChecks.ThrowIfTooLarge(drawing);
        return new SceneBuilder(drawing).Build();
    }

    private GraphScene Build()
    {
        var labels = drawing.Nodes.Select(node => Fit(node.Label, SceneStyle.LabelSize)).ToArray();
        var lines = drawing.Nodes.Select(node => node.Lines.Select(line => Fit(line.Text, SceneStyle.LineSize)).ToArray()).ToArray();
        var edgeLabels = drawing.Edges.Select(edge => Fit(edge.Label, SceneStyle.EdgeLabelSize)).ToArray();
        var layout = GraphLayout.Of(
            [.. labels.Zip(lines, Measure).Zip(PortCounts(), WideEnough)],
            drawing.Edges,
            [.. edgeLabels.Select(Measure)]);

        var heading = SceneHeading.Build(drawing, Math.Max(layout.Width, NarrowestHeading));
        var width = Math.Max(layout.Width, heading.Width);
        var (left, top) = (Margin + ((width - layout.Width) / 2), Margin + heading.Height);
        for (var node = 0; node < labels.Length; node++) AddNode(node, layout.Nodes[node].Moved(left, top), labels[node], lines[node]);
        for (var edge = 0; edge < edgeLabels.Length; edge++) AddEdge(edge, layout, left, top, edgeLabels[edge]);
        heading.AddTo(Margin + (width / 2), Margin, boxes, arrows, texts);
        return new(
            width + (2 * Margin),
            layout.Height + heading.Height + (2 * Margin),
            TextMeasure.Line(drawing.Title ?? ""),
            arrows,
            plates,
            boxes,
            texts);
    }

    private static string Fit(string text, float size) => TextMeasure.Cut(TextMeasure.Line(text), size, bold: false, WidestText);

    private BoxSize Measure(string text, string[] lines)
    {
        var width = FigureCanvas.Measure(text, SceneStyle.LabelSize);
        foreach (var each in lines) width = Math.Max(width, FigureCanvas.Measure(each, SceneStyle.LineSize));
        var height = label.Above + label.Below + (lines.Length * (LinePaddingTop + line.Above + line.Below));
        return new(Math.Max(SmallestNode, MathF.Ceiling(width + (2 * PaddingX))), MathF.Ceiling(height + (2 * PaddingY)));
    }

    /// <summary>The larger of the arrow counts on the two sides of every node.</summary>
    private IEnumerable<int> PortCounts()
    {
        var (starts, ends) = (drawing.Edges.CountBy(edge => edge.From).ToDictionary(), drawing.Edges.CountBy(edge => edge.To).ToDictionary());
        return Enumerable.Range(0, drawing.Nodes.Count).Select(node => Math.Max(starts.GetValueOrDefault(node), ends.GetValueOrDefault(node)));
    }

    /// <summary>Widens a box with many arrows to fit their heads, up to a limit beyond which they overlap.</summary>
    private static BoxSize WideEnough(BoxSize size, int ports) =>
        size with { Width = Math.Max(size.Width, (float)(2 * ArrowPorts.BesideCorner) + ((Math.Min(ports, MostRoomyPorts) - 1) * BetweenRoomyPorts)) };

    private BoxSize? Measure(string text) => text.Length == 0
        ? null
        : new(FigureCanvas.Measure(text, SceneStyle.EdgeLabelSize) + (2 * PlatePadding), edgeLabel.Above + edgeLabel.Below + 2);

    private void AddNode(int index, SceneRectangle place, string text, string[] lines)
    {
        var node = drawing.Nodes[index];
        boxes.Add(SceneStyle.Box(node.Kind, place));
        var baseline = place.Top + PaddingY + label.Above;
        texts.Add(new(text, place.CenterX, baseline, SceneStyle.LabelSize, FigureCanvas.Ink));
        baseline += label.Below;
        for (var each = 0; each < lines.Length; each++)
        {
            baseline += LinePaddingTop + line.Above;
            texts.Add(new(lines[each], place.CenterX, baseline, SceneStyle.LineSize, SceneStyle.Of(node.Lines[each].Role)));
            baseline += line.Below;
        }
    }

    private void AddEdge(int index, GraphLayout layout, double left, double top, string text)
    {
        var isEmphasized = drawing.Edges[index].IsEmphasized;
        arrows.Add(new(layout.Arrows[index].Moved(left, top), SceneStyle.Edge(isEmphasized), SceneStyle.EdgeWidth(isEmphasized, isThin)));
        if (layout.Labels[index]?.Moved(left, top) is not { } place) return;
        plates.Add(place);
        var color = isEmphasized ? SceneStyle.EmphasisColor : FigureCanvas.Ink;
        texts.Add(new(text, place.CenterX, place.Top + 1 + edgeLabel.Above, SceneStyle.EdgeLabelSize, color));
    }
}
