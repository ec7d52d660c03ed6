using ScottPlot;
using SkiaSharp;

namespace Nabla.Plots;

/// <summary>One panel of the figure: curves over epochs, with the final values written beside their ends.</summary>
internal sealed class Panel
{
    internal const float TextSize = 17;

    private const float LabelDistance = 22;
    private const int MostMarkers = 40;

    private readonly Series[] series;
    private readonly ValueAxis axis;
    private readonly bool percent;
    private readonly string name;

    internal Panel(string name, IEnumerable<Series> series, bool allowLogarithm, bool percent)
    {
        this.name = name;
        this.percent = percent;
        this.series = [.. series.Where(curve => curve.Values.Length > 0)];
        double[] values = [.. this.series.SelectMany(curve => curve.FiniteValues)];
        axis = ValueAxis.For(values, allowLogarithm, percent, headroom: HasGaps ? 0.12 : 0);
        IsEmpty = values.Length == 0;
    }

    internal bool HasGaps => series.Any(curve => curve.HasGaps);

    private bool IsEmpty { get; }

    private string Heading => axis.IsLogarithmic ? $"{name} (logarithmic axis)" : name;

    /// <summary>The width of the widest label of a tick, for the margin on the left.</summary>
    internal float TickWidth(float height) =>
        axis.Ticks(TickCount(height)).Major.Select(tick => FigureCanvas.Measure(tick.Label, TextSize)).DefaultIfEmpty(0).Max();

    /// <summary>The width of the widest final value, for the margin on the right.</summary>
    internal float EndLabelWidth() => series.Select(curve => FigureCanvas.Measure(EndLabel(curve), TextSize)).DefaultIfEmpty(0).Max();

    /// <summary>Draws the panel.</summary>
    /// <param name="canvas">Where to draw.</param>
    /// <param name="data">The rectangle of the curves; labels stand around it.</param>
    /// <param name="firstEpoch">The left end of the axis.</param>
    /// <param name="lastEpoch">The right end of the axis.</param>
    /// <param name="best">The epoch to mark.</param>
    /// <param name="hairline">The width of the lines of grid and axes.</param>
    internal void Draw(FigureCanvas canvas, PixelRect data, double firstEpoch, double lastEpoch, int? best, float hairline)
    {
        var limits = new AxisLimits(firstEpoch, lastEpoch, axis.Low, axis.High);
        var epochTicks = EpochTicks(data.Width, firstEpoch, lastEpoch);
        var valueTicks = IsEmpty ? new AxisTicks([], []) : axis.Ticks(TickCount(data.Height));
        using var plot = PanelFrame.Create(limits, epochTicks, valueTicks, hairline);
        if (best is not null) plot.Add.VerticalLine(best.Value, 1.5f, FigureCanvas.Faint, LinePattern.Dashed);
        for (var index = 0; index < series.Length; index++) DrawCurve(plot, series[index], index);
        if (best is not null) DrawBest(plot, best.Value);

        PanelFrame.Render(plot, canvas, data);
        PanelFrame.DrawTickLabels(canvas, data, limits, epochTicks, valueTicks, TextSize);
        canvas.Text(Heading, data.Left, data.Top - 12, TextSize, FigureCanvas.Ink, bold: true);
        if (IsEmpty)
            canvas.Text("no finite value", data.HorizontalCenter, data.VerticalCenter, TextSize, PanelFrame.FrameColor, SKTextAlign.Center);
        DrawEndLabels(canvas, data);
    }

    private static int TickCount(float height) => (int)Math.Clamp(height / 45, 2, 12);

    private static AxisTicks EpochTicks(float width, double firstEpoch, double lastEpoch)
    {
        // Labels of neighboring ticks keep a distance of about a label's own width.
        var widest = FigureCanvas.Measure(NumberText.Tick(Math.Floor(lastEpoch), 1, percent: false), TextSize);
        return AxisTicks.Whole(firstEpoch, lastEpoch, (int)Math.Clamp(width / Math.Max(60, 2 * widest), 2, 15));
    }

    private void DrawCurve(Plot plot, Series curve, int index)
    {
        foreach (var (points, finite) in curve.Runs())
        {
            double[] epochs = [.. points.Select(point => (double)point.Epoch)];
            if (!finite)
            {
                DrawNotFinite(plot, curve, epochs, index);
                continue;
            }

            double[] heights = [.. points.Select(point => axis.Coordinate(point.Value))];
            var line = plot.Add.Scatter(epochs, heights, curve.Color);
            line.LineWidth = 2.5f;
            line.MarkerShape = curve.Marker;
            // A point without neighbors has no line to be seen by.
            line.MarkerSize = points.Length == 1 || curve.Values.Length <= MostMarkers ? 8 : 0;
        }
    }

    /// <summary>A cross under the upper edge where a curve stops being finite, and a dotted line as long as it lasts.</summary>
    private void DrawNotFinite(Plot plot, Series curve, double[] epochs, int index)
    {
        var height = axis.High - ((0.04 + (0.05 * index)) * (axis.High - axis.Low));
        var line = plot.Add.Line(epochs[0], height, epochs[^1], height);
        line.Color = curve.Color;
        line.LineWidth = 2;
        line.LinePattern = LinePattern.Dotted;
        var cross = plot.Add.Marker(epochs[0], height, MarkerShape.Eks, 12, curve.Color);
        cross.MarkerLineWidth = 2.5f;
    }

    private void DrawBest(Plot plot, int best)
    {
        foreach (var curve in series)
        {
            foreach (var (epoch, value) in curve.Values)
            {
                if (epoch != best || !Series.IsFinite(value)) continue;
                var ring = plot.Add.Marker(epoch, axis.Coordinate(value), MarkerShape.OpenCircle, 16, curve.Color);
                ring.MarkerLineWidth = 2.5f;
            }
        }
    }

    private string EndLabel(Series curve) => $"{curve.Name} {NumberText.Value(curve.Values[^1].Value, percent)}";

    private void DrawEndLabels(FigureCanvas canvas, PixelRect data)
    {
        var labels = series.Select((curve, index) => (Curve: curve, Y: EndHeight(curve, index, data))).OrderBy(label => label.Y).ToArray();
        for (var index = 1; index < labels.Length; index++)
        {
            // Two at most: labels too near to each other give way by half each.
            var lacking = LabelDistance - (labels[index].Y - labels[index - 1].Y);
            if (lacking <= 0) continue;
            labels[index - 1].Y -= lacking / 2;
            labels[index].Y += lacking / 2;
        }

        var below = labels.Length == 0 ? 0 : Math.Max(0, labels[^1].Y - data.Bottom);
        foreach (var (curve, y) in labels) canvas.Text(EndLabel(curve), data.Right + 10, y - below + (TextSize * FigureCanvas.HalfDigit), TextSize, curve.Color);
    }

    private float EndHeight(Series curve, int index, PixelRect data)
    {
        var last = curve.Values[^1].Value;
        var part = Series.IsFinite(last) ? (axis.High - axis.Coordinate(last)) / (axis.High - axis.Low) : 0.04 + (0.05 * index);
        return data.Top + (float)(part * data.Height);
    }
}
