namespace Nabla.Plots;

/// <summary>The title and the legend, wrapped into rows.</summary>
internal sealed class SceneHeading
{
    private const float TitleRow = 30;
    private const float LegendRow = 24;
    private const float BoxWidth = 26;
    private const float SmallWidth = 12;
    private const float AfterSample = 7;
    private const float BetweenEntries = 22;
    private const float BelowHeading = 14;

    private readonly List<string> title;
    private readonly List<List<(DrawingLegendEntry Entry, string Text, float Width)>> rows = [];

    private SceneHeading(List<string> title) => this.title = title;

    internal double Width { get; private set; }

    internal double Height { get; private set; }

    internal static SceneHeading Build(GraphDrawing drawing, double room)
    {
        var heading = new SceneHeading(TextMeasure.Wrap(TextMeasure.Line(drawing.Title ?? ""), SceneStyle.TitleSize, bold: true, (float)room));
        foreach (var line in heading.title) heading.Widen(FigureCanvas.Measure(line, SceneStyle.TitleSize, bold: true));
        foreach (var entry in drawing.Legend ?? []) heading.Add(entry, room);
        foreach (var row in heading.rows) heading.Widen(RowWidth(row));
        heading.Height = (heading.title.Count * TitleRow) + (heading.rows.Count * LegendRow);
        if (heading.Height > 0) heading.Height += BelowHeading;
        return heading;
    }

    internal void AddTo(double center, double top, List<SceneBox> boxes, List<SceneArrow> arrows, List<SceneText> texts)
    {
        var y = top;
        foreach (var line in title)
        {
            texts.Add(new(line, center, y + SceneStyle.TitleSize - 3, SceneStyle.TitleSize, FigureCanvas.Ink, IsBold: true));
            y += TitleRow;
        }

        foreach (var row in rows)
        {
            var x = center - (RowWidth(row) / 2);
            foreach (var (entry, text, width) in row)
            {
                AddSample(entry.Mark, x, y + (LegendRow / 2), boxes, arrows);
                var baseline = y + (LegendRow / 2) + (SceneStyle.LegendSize * FigureCanvas.HalfDigit);
                texts.Add(new(text, x + SampleWidth(entry.Mark) + AfterSample, baseline, SceneStyle.LegendSize, FigureCanvas.Ink, IsCentered: false));
                x += width + BetweenEntries;
            }

            y += LegendRow;
        }
    }

    private static double RowWidth(List<(DrawingLegendEntry Entry, string Text, float Width)> row) =>
        row.Sum(item => item.Width) + ((row.Count - 1) * BetweenEntries);

    private static void AddSample(LegendMark mark, double x, double y, List<SceneBox> boxes, List<SceneArrow> arrows)
    {
        var place = new SceneRectangle(x, y - 8, SampleWidth(mark), 16);
        switch (mark)
        {
            case LegendMark.Edge or LegendMark.EmphasizedEdge:
                var isEmphasized = mark == LegendMark.EmphasizedEdge;
                // Vertical, like most arrows of the graph.
                var (middle, end) = (place.CenterX, place.Top + ArrowRouting.HeadLength);
                var path = new ArrowPath(
                    new(middle, place.Bottom), MonotoneSpline.Through([new(middle, place.Bottom), new(middle, end)]), new(middle, place.Top));
                arrows.Add(new(path, SceneStyle.Edge(isEmphasized), SceneStyle.EdgeWidth(isEmphasized, isThin: false)));
                break;
            case LegendMark.Value or LegendMark.Derivative:
                var color = SceneStyle.Of(mark == LegendMark.Value ? LineRole.Value : LineRole.Derivative);
                boxes.Add(new(new(place.CenterX - 6, y - 6, 12, 12), 3, color, color, 1));
                break;
            default:
                boxes.Add(SceneStyle.Box(KindOf(mark), place, corner: 4));
                break;
        }
    }

    private static float SampleWidth(LegendMark mark) =>
        mark is LegendMark.Input or LegendMark.Operation or LegendMark.Output or LegendMark.Constant ? BoxWidth : SmallWidth;

    private static NodeKind KindOf(LegendMark mark) => mark switch
    {
        LegendMark.Input => NodeKind.Input,
        LegendMark.Output => NodeKind.Output,
        LegendMark.Constant => NodeKind.Constant,
        _ => NodeKind.Operation,
    };

    private void Widen(double width) => Width = Math.Max(Width, width);

    private void Add(DrawingLegendEntry entry, double room)
    {
        var text = TextMeasure.Cut(TextMeasure.Line(entry.Text), SceneStyle.LegendSize, bold: false, (float)room - BoxWidth - AfterSample);
        var width = SampleWidth(entry.Mark) + AfterSample + FigureCanvas.Measure(text, SceneStyle.LegendSize);
        if (rows.Count == 0 || RowWidth(rows[^1]) + BetweenEntries + width > room) rows.Add([]);
        rows[^1].Add((entry, text, width));
    }
}
