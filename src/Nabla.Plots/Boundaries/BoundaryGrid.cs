using ScottPlot;
using SkiaSharp;

namespace Nabla.Plots;

/// <summary>The positions of the frames on the page and their shared axes, labeled below the bottom row and left of the first column.</summary>
internal sealed class BoundaryGrid
{
    private const float RowGap = 20;
    // The scales of the two axes differ by at most this factor, so that shapes stay recognizable.
    private const float MostDistortion = 1.25f;

    private readonly DecisionBoundaryFigureData data;
    private readonly int count;
    private readonly PixelRect area;
    private readonly float left;
    private readonly float below;
    private readonly float gap;

    internal BoundaryGrid(DecisionBoundaryFigureData data, int count, PixelRect area)
    {
        (this.data, this.count, this.area) = (data, count, area);
        var labels = VerticalTicks(200).Major.Select(tick => FigureCanvas.Measure(tick.Label, TextSize));
        left = labels.DefaultIfEmpty(0).Max() + 12 + (data.YName.Length > 0 ? TextSize * 1.7f : 0);
        // Labels at the ends of neighboring axes must not touch.
        gap = 10 + Math.Max(10, HorizontalTicks(300).Major.Select(tick => FigureCanvas.Measure(tick.Label, TextSize)).DefaultIfEmpty(0).Max());
        below = (TextSize * 1.9f) + (data.XName.Length > 0 ? TextSize * 1.5f : 0);
        Columns = data.FramesInRow is { } fixedColumns ? Math.Min(fixedColumns, count)
            : Enumerable.Range(1, count).MaxBy(Suitability);
        Size = SizeFor(Columns);
    }

    internal static float TextSize => 16;

    private static float CaptionHeight => TextSize * 1.6f;

    private int Columns { get; }

    private (float Width, float Height) Size { get; }

    /// <summary>The rectangle of a frame.</summary>
    internal PixelRect PlaceOf(int frame)
    {
        var x = area.Left + left + (frame % Columns * (Size.Width + gap));
        var y = area.Top + CaptionHeight + (frame / Columns * (Size.Height + CaptionHeight + RowGap));
        return new(x, x + Size.Width, y + Size.Height, y);
    }

    /// <summary>The baseline of a frame's caption, above the frame.</summary>
    internal static float CaptionBaseline(PixelRect place) => place.Top - (TextSize * 0.55f);

    internal static void DrawCaption(FigureCanvas canvas, string caption, PixelRect place) =>
        canvas.Text(CutCaption(caption, place), place.Left, CaptionBaseline(place), TextSize, FigureCanvas.Ink, bold: true);

    internal static string CutCaption(string caption, PixelRect place) =>
        FigureCanvas.Cut(caption.ReplaceLineEndings(" "), TextSize, place.Width, bold: true);

    internal void DrawAxes(FigureCanvas canvas, int frame, float hairline)
    {
        var place = PlaceOf(frame);
        var (isFirst, isLowest) = (frame % Columns == 0, frame + Columns >= count);
        var none = new AxisTicks([], []);
        var extent = data.Extent;
        var (bottom, side) = (HorizontalTicks(place.Width), VerticalTicks(place.Height));
        var limits = new AxisLimits(extent.Left, extent.Right, extent.Bottom, extent.Top);
        DrawBorder(canvas, place, hairline);
        DrawTicks(canvas, place, limits, bottom, side, hairline);
        PanelFrame.DrawTickLabels(canvas, place, limits, isLowest ? bottom : none, isFirst ? side : none, TextSize);
        if (isLowest)
        {
            var name = FigureCanvas.Cut(data.XName.ReplaceLineEndings(" "), TextSize, place.Width);
            canvas.Text(name, place.HorizontalCenter, place.Bottom + (TextSize * 2.9f), TextSize, FigureCanvas.Ink, SKTextAlign.Center);
        }

        if (isFirst)
        {
            var name = FigureCanvas.Cut(data.YName.ReplaceLineEndings(" "), TextSize, place.Height);
            canvas.UprightText(name, area.Left + TextSize, place.VerticalCenter, TextSize, FigureCanvas.Ink);
        }
    }

    private static void DrawBorder(FigureCanvas canvas, PixelRect place, float hairline)
    {
        canvas.Line(place.Left, place.Bottom, place.Right, place.Bottom, PanelFrame.FrameColor, hairline);
        canvas.Line(place.Left, place.Top, place.Right, place.Top, PanelFrame.FrameColor, hairline);
        canvas.Line(place.Left, place.Top, place.Left, place.Bottom, PanelFrame.FrameColor, hairline);
        canvas.Line(place.Right, place.Top, place.Right, place.Bottom, PanelFrame.FrameColor, hairline);
    }

    private static void DrawTicks(FigureCanvas canvas, PixelRect place, AxisLimits limits, AxisTicks bottom, AxisTicks side, float hairline)
    {
        const float length = 4;
        foreach (var (position, _) in bottom.Major)
        {
            var x = place.Left + (float)((position - limits.Left) / (limits.Right - limits.Left) * place.Width);
            canvas.Line(x, place.Bottom, x, place.Bottom + length, PanelFrame.FrameColor, hairline);
        }

        foreach (var (position, _) in side.Major)
        {
            var y = place.Bottom - (float)((position - limits.Bottom) / (limits.Top - limits.Bottom) * place.Height);
            canvas.Line(place.Left - length, y, place.Left, y, PanelFrame.FrameColor, hairline);
        }
    }

    private AxisTicks HorizontalTicks(float width) => AxisTicks.Linear(data.Extent.Left, data.Extent.Right, (int)Math.Clamp(width / 60, 3, 10));

    private AxisTicks VerticalTicks(float height) => AxisTicks.Linear(data.Extent.Bottom, data.Extent.Top, (int)Math.Clamp(height / 50, 3, 10));

    /// <summary>A score that favors large frames and few empty cells.</summary>
    private double Suitability(int columns)
    {
        var (width, height) = SizeFor(columns);
        var rows = (count + columns - 1) / columns;
        return (double)width * height * count / (rows * columns);
    }

    /// <summary>The largest frame size that fits the given number of columns, with roughly the aspect ratio of the extent.</summary>
    private (float Width, float Height) SizeFor(int columns)
    {
        // A very elongated extent has axes of different kinds, which need no common scale.
        const float longest = 1.7f;
        var rows = (count + columns - 1) / columns;
        var width = Math.Max(20, (area.Width - left - ((columns - 1) * gap)) / columns);
        var height = Math.Max(20, (area.Height - below - (rows * CaptionHeight) - ((rows - 1) * RowGap)) / rows);
        var shape = (float)Math.Clamp((data.Extent.Right - data.Extent.Left) / (data.Extent.Top - data.Extent.Bottom), 1 / longest, longest);
        return (Math.Min(width, height * shape * MostDistortion), Math.Min(height, width / shape * MostDistortion));
    }
}
