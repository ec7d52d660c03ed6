using ScottPlot;
using SkiaSharp;

namespace Nabla.Plots;

/// <summary>A panel in its cell of the figure: measures and draws everything around the curves.</summary>
internal sealed class LinePanelDrawing(LinePanel panel, float size, LineAxis? commonX)
{
    private const float LabelGap = 10;

    private readonly LineCurves curves = new(panel, commonX);

    internal LegendItem[] Legend => curves.Legend;

    /// <summary>The height of a row of text.</summary>
    internal float RowHeight => size * 1.5f;

    private bool HasHeading => panel.Heading.Length + panel.Note.Length > 0;

    /// <summary>The number of heading rows: two if the note does not fit beside the heading.</summary>
    internal int HeadingRows(float width)
    {
        if (!HasHeading) return 0;
        var both = FigureCanvas.Measure(panel.Heading, size, bold: true) + size + FigureCanvas.Measure(panel.Note, size);
        return panel.Heading.Length > 0 && panel.Note.Length > 0 && both > width ? 2 : 1;
    }

    /// <summary>The width of the labels on the left.</summary>
    internal float LeftWidth(float height) =>
        curves.Y.Ticks(VerticalTicks(height)).Major.Select(tick => FigureCanvas.Measure(tick.Label, size)).DefaultIfEmpty(0).Max() + 9;

    /// <summary>The width needed on the right for names at the ends of the curves or for half of the last tick label.</summary>
    internal float RightWidth(bool hasEndLabels) => panel.HasEndValues
        ? panel.Curves.Max(curve => FigureCanvas.Measure(EndValue(curve), size)) + LabelGap
        : hasEndLabels ? curves.Legend.Max(item => FigureCanvas.Measure(item.Text, size)) + LabelGap
        : panel.XCategories.Count > 0 ? 0
        : curves.X.Ticks(4).Major.Select(tick => FigureCanvas.Measure(tick.Label, size)).DefaultIfEmpty(0).Max() / 2;

    /// <summary>True if names beside the ends of the curves would not overlap and nothing else needs a legend.</summary>
    internal bool HasRoomForEndLabels(float height)
    {
        if (panel.HasEndValues || curves.HasCrosses || curves.Ends() is not { } ends) return false;
        double[] heights = [.. ends.Select(end => end.Part * height).Order()];
        return heights.Zip(heights.Skip(1)).All(pair => pair.Second - pair.First >= size * 1.2f);
    }

    /// <summary>The number of rows of mark texts above a panel of this width.</summary>
    internal int MarkRows(float width) => PlaceMarks(0, width).Select(mark => mark.Row + 1).DefaultIfEmpty(0).Max();

    internal void Draw(FigureCanvas canvas, PixelRect data, float marksTop, bool hasEndLabels, float hairline)
    {
        var bottom = BottomTicks(data.Width);
        var left = curves.IsEmpty ? new AxisTicks([], []) : curves.Y.Ticks(VerticalTicks(data.Height));
        using var plot = PanelFrame.Create(curves.Limits, bottom, left, hairline);
        curves.AddTo(plot, hairline);
        PanelFrame.Render(plot, canvas, data);
        PanelFrame.DrawTickLabels(canvas, data, curves.Limits, bottom, left, size);
        foreach (var (text, x, row) in PlaceMarks(data.Left, data.Right))
            canvas.Text(text, x, marksTop + ((row + 0.75f) * RowHeight), size, FigureCanvas.Faint);
        if (curves.IsEmpty) canvas.Text("no finite value", data.HorizontalCenter, data.VerticalCenter, size, PanelFrame.FrameColor, SKTextAlign.Center);
        if (hasEndLabels) DrawEndLabels(canvas, data);
        if (panel.HasEndValues) DrawEndValues(canvas, data);
    }

    internal void DrawHeading(FigureCanvas canvas, float left, float right, float top, int rows)
    {
        var y = top + size;
        var heading = FigureCanvas.Cut(panel.Heading.ReplaceLineEndings(" "), size, right - left, bold: true);
        canvas.Text(heading, left, y, size, FigureCanvas.Ink, bold: true);
        // Notes in a row of panels are aligned.
        var isBelow = rows > 1;
        var x = isBelow || heading.Length == 0 ? left : left + FigureCanvas.Measure(heading, size, bold: true) + size;
        var note = FigureCanvas.Cut(panel.Note.ReplaceLineEndings(" "), size, right - x);
        canvas.Text(note, x, isBelow ? y + (size * 1.25f) : y, size, FigureCanvas.Faint);
    }

    private AxisTicks BottomTicks(float width)
    {
        var ticks = curves.X.Ticks(HorizontalTicks(width));
        if (panel.XCategories.Count == 0) return ticks;
        // Every name has its share of the width.
        var room = (width / panel.XCategories.Count) - (size * 0.4f);
        return ticks with { Major = [.. ticks.Major.Select(tick => (tick.Position, FigureCanvas.Cut(tick.Label, size, room)))] };
    }

    private static int VerticalTicks(float height) => (int)Math.Clamp(height / 42, 2, 12);

    private int HorizontalTicks(float width)
    {
        const int first = 4;
        // Tick labels are spaced about one label width apart.
        var widest = curves.X.Ticks(first).Major.Select(tick => FigureCanvas.Measure(tick.Label, size)).DefaultIfEmpty(0).Max();
        return (int)Math.Clamp(width / Math.Max(size * 3, 2 * widest), 2, 15);
    }

    /// <summary>Places mark texts centered above the marks, in enough rows to keep them apart.</summary>
    private List<(string Text, float X, int Row)> PlaceMarks(float left, float right)
    {
        var placed = new List<(string, float, int)>();
        var ends = new List<float>();
        foreach (var mark in panel.Marks.Where(mark => mark.Text.Length > 0).OrderBy(mark => mark.X + (mark.End ?? mark.X)))
        {
            var text = FigureCanvas.Cut(mark.Text.ReplaceLineEndings(" "), size, right - left);
            var width = FigureCanvas.Measure(text, size);
            var middle = (curves.X.Coordinate(mark.X) + curves.X.Coordinate(mark.End ?? mark.X)) / 2;
            var center = left + (float)((middle - curves.X.Low) / (curves.X.High - curves.X.Low) * (right - left));
            var x = Math.Clamp(center - (width / 2), left, Math.Max(left, right - width));
            var row = ends.FindIndex(end => end + size <= x);
            if (row < 0)
            {
                row = ends.Count;
                ends.Add(0);
            }

            ends[row] = x + width;
            placed.Add((text, x, row));
        }

        return placed;
    }

    private void DrawEndLabels(FigureCanvas canvas, PixelRect data)
    {
        foreach (var (item, part) in curves.Ends()!)
        {
            var y = data.Top + (float)(part * data.Height);
            canvas.Text(item.Text, data.Right + LabelGap, y + (size * FigureCanvas.HalfDigit), size, FigurePalette.ForText(item.Color));
        }
    }

    private string EndValue(LineCurve curve) => $"{curve.Name.ReplaceLineEndings(" ")} {NumberText.Value(curve.Y[^1], panel.IsPercent)}".Trim();

    /// <summary>Writes each curve's name and last value at the height of that value; where they would overlap, they give way equally.</summary>
    private void DrawEndValues(FigureCanvas canvas, PixelRect data)
    {
        double distance = size * 1.3f;
        int[] order = [.. Enumerable.Range(0, panel.Curves.Count).OrderBy(curves.EndPart)];
        double[] heights = [.. order.Select((curve, place) => (curves.EndPart(curve) * data.Height) - (place * distance))];
        MonotoneFit.Fit(heights, [.. heights.Select(_ => 1.0)]);
        var lowest = Math.Max(0, data.Height - ((heights.Length - 1) * distance));
        for (var place = 0; place < order.Length; place++)
        {
            var y = data.Top + (float)(Math.Clamp(heights[place], 0, lowest) + (place * distance)) + (size * FigureCanvas.HalfDigit);
            canvas.Text(EndValue(panel.Curves[order[place]]), data.Right + LabelGap, y, size, FigurePalette.ForText(curves.ColorOf(order[place])));
        }
    }
}
