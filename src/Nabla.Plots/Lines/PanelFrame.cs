using ScottPlot;
using ScottPlot.TickGenerators;
using SkiaSharp;

namespace Nabla.Plots;

/// <summary>What every panel has around its curves: axes, ticks and their labels, grid.</summary>
internal static class PanelFrame
{
    internal static readonly Color FrameColor = Color.FromHex("#999999");

    private static readonly Color GridColor = Color.FromHex("#E6E6E6");

    /// <summary>An empty plot with axes and grid, which reaches to the given limits.</summary>
    internal static Plot Create(AxisLimits limits, AxisTicks bottom, AxisTicks left, float hairline)
    {
        var plot = new Plot();
        plot.RenderManager.ClearCanvasBeforeEachRender = false;
        plot.FigureBackground.Color = Colors.Transparent;
        plot.Axes.SetLimits(limits);
        plot.Axes.Bottom.TickGenerator = Generator(bottom);
        plot.Axes.Left.TickGenerator = Generator(left);
        foreach (var side in new[] { plot.Axes.Bottom, (IAxis)plot.Axes.Left })
        {
            side.MajorTickStyle.Color = FrameColor;
            side.MinorTickStyle.Color = FrameColor;
            side.FrameLineStyle.Color = FrameColor;
            side.MajorTickStyle.Width = hairline;
            side.MinorTickStyle.Width = hairline;
            side.FrameLineStyle.Width = hairline;
        }

        plot.Axes.Right.FrameLineStyle.Width = 0;
        plot.Axes.Top.FrameLineStyle.Width = 0;
        plot.Grid.MajorLineColor = GridColor;
        plot.Grid.MajorLineWidth = hairline;
        plot.Axes.AntiAlias(true);
        return plot;
    }

    /// <summary>Draws the plot so that its curves stand in the rectangle <paramref name="data"/>.</summary>
    internal static void Render(Plot plot, FigureCanvas canvas, PixelRect data)
    {
        // ScottPlot draws what has coordinates. It has room for the marks of its ticks; all text is drawn here, where its place is known.
        const float room = 20;
        plot.Layout.Fixed(new PixelPadding(room, room, room, room));
        plot.Render(canvas.Canvas, new PixelRect(data.Left - room, data.Right + room, data.Bottom + room, data.Top - room));
    }

    internal static void DrawTickLabels(FigureCanvas canvas, PixelRect data, AxisLimits limits, AxisTicks bottom, AxisTicks left, float size)
    {
        foreach (var (position, label) in bottom.Major)
        {
            var x = data.Left + (float)((position - limits.Left) / (limits.Right - limits.Left) * data.Width);
            canvas.Text(label, x, data.Bottom + size + 7, size, FigureCanvas.Ink, SKTextAlign.Center);
        }

        foreach (var (position, label) in left.Major)
        {
            var y = data.Bottom - (float)((position - limits.Bottom) / (limits.Top - limits.Bottom) * data.Height);
            canvas.Text(label, data.Left - 9, y + (size * FigureCanvas.HalfDigit), size, FigureCanvas.Ink, SKTextAlign.Right);
        }
    }

    private static NumericManual Generator(AxisTicks ticks)
    {
        var generator = new NumericManual();
        foreach (var (position, _) in ticks.Major) generator.AddMajor(position, "");
        foreach (var position in ticks.Minor) generator.AddMinor(position);
        return generator;
    }
}
