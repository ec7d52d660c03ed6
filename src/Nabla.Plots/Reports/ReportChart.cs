using System.Globalization;
using System.Net;
using System.Text;

namespace Nabla.Plots;

/// <summary>A curve or a set of points of a chart.</summary>
/// <param name="Name">The name in the legend; empty for none.</param>
/// <param name="Points">The points; those that are not finite are gaps.</param>
/// <param name="Color">The index of the color.</param>
internal sealed record ReportSeries(string Name, IReadOnlyList<(double X, double Y)> Points, int Color)
{
    /// <summary>True for dots without a line.</summary>
    public bool IsScatter { get; init; }

    /// <summary>True for a broken line.</summary>
    public bool IsDashed { get; init; }
}

/// <summary>Draws charts as SVG within a page, in colors that the style sheet defines.</summary>
internal static class ReportChart
{
    // Small enough to be read on a phone, where it fills the width.
    private const double Width = 360;
    private const double Height = 220;
    private const double Left = 46;
    private const double Right = 8;
    private const double Top = 8;
    private const double Bottom = 34;
    private const int MostDots = 60;
    private const int MostPoints = 500;

    /// <summary>Draws curves and points.</summary>
    /// <param name="label">What the chart shows, for screen readers.</param>
    /// <param name="xName">The name of the horizontal axis.</param>
    /// <param name="series">The curves.</param>
    /// <param name="xLogarithmic">True for a logarithmic horizontal axis.</param>
    /// <param name="yLogarithmic">True for a logarithmic vertical axis; values that are not positive are left out.</param>
    /// <param name="isPercent">True if the values are parts of 1.</param>
    public static string Lines(
        string label, string xName, IReadOnlyList<ReportSeries> series, bool xLogarithmic = false, bool yLogarithmic = false, bool isPercent = false)
    {
        series = [.. series.Select(Thinned)];
        var all = series.Select(one => one with
        {
            Points = [.. one.Points.Select(point => (xLogarithmic ? Log(point.X) : point.X, yLogarithmic ? Log(point.Y) : point.Y))],
        }).ToList();
        var finite = all.SelectMany(one => one.Points).Where(point => double.IsFinite(point.X) && double.IsFinite(point.Y)).ToList();
        if (finite.Count == 0) return "";
        var x = Axis(finite.Min(point => point.X), finite.Max(point => point.X), 0);
        var y = Axis(finite.Min(point => point.Y), finite.Max(point => point.Y), 0.05);
        var svg = Start(label);
        var xTicks = xLogarithmic ? AxisTicks.Logarithmic(x.Low, x.High, 5) : AxisTicks.Linear(x.Low, x.High, 5);
        Axes(svg, x, y, xTicks, yLogarithmic ? AxisTicks.Logarithmic(y.Low, y.High, 6, isPercent) : AxisTicks.Linear(y.Low, y.High, 5, isPercent), xName);
        foreach (var (one, given) in all.Zip(series)) Draw(svg, one, given, x, y, isPercent);
        return svg.Append("</svg>").ToString() + Legend(series);
    }

    /// <summary>Draws a histogram of numbers.</summary>
    /// <param name="label">What the chart shows, for screen readers.</param>
    /// <param name="values">The numbers; those that are not finite are left out.</param>
    /// <param name="color">The index of the color.</param>
    public static string Histogram(string label, IReadOnlyList<double> values, int color)
    {
        const int Bins = 40;
        var finite = values.Where(double.IsFinite).ToList();
        if (finite.Count == 0) return "";
        var x = Axis(finite.Min(), finite.Max(), 0);
        var counts = new int[Bins];
        foreach (var value in finite) counts[Math.Clamp((int)((value - x.Low) / (x.High - x.Low) * Bins), 0, Bins - 1)]++;
        var most = (double)counts.Max();
        var y = (Low: 0.0, High: most * 1.05);
        var svg = Start(label);
        Axes(svg, x, y, AxisTicks.Linear(x.Low, x.High, 5), AxisTicks.Whole(0, y.High, 4), "");
        for (var bin = 0; bin < Bins; bin++)
        {
            if (counts[bin] == 0) continue;
            var (from, to) = (x.Low + (x.High - x.Low) * bin / Bins, x.Low + (x.High - x.Low) * (bin + 1) / Bins);
            var (left, right, top) = (PlaceX(from, x), PlaceX(to, x), PlaceY(counts[bin], y));
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<rect class=\"f{color}\" x=\"{left:F1}\" y=\"{top:F1}\" width=\"{right - left - 0.5:F1}\" height=\"{Height - Bottom - top:F1}\">"
                + $"<title>{NumberText.Value(from, false)} to {NumberText.Value(to, false)}: {counts[bin]}</title></rect>");
        }
        return svg.Append("</svg>").ToString();
    }

    private static void Draw(StringBuilder svg, ReportSeries one, ReportSeries given, (double Low, double High) x, (double Low, double High) y, bool isPercent)
    {
        var path = new StringBuilder();
        var isPen = false;
        var dots = one.IsScatter || one.Points.Count <= MostDots;
        for (var i = 0; i < one.Points.Count; i++)
        {
            var (px, py) = one.Points[i];
            if (!double.IsFinite(px) || !double.IsFinite(py))
            {
                isPen = false;
                continue;
            }
            var (h, v) = (PlaceX(px, x), PlaceY(py, y));
            path.Append(CultureInfo.InvariantCulture, $"{(isPen ? 'L' : 'M')}{h:F1} {v:F1}");
            isPen = true;
            if (!dots || one.IsDashed) continue;
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<circle class=\"f{one.Color}\" cx=\"{h:F1}\" cy=\"{v:F1}\" r=\"{(one.IsScatter ? 1.6 : 2)}\"><title>{WebUtility.HtmlEncode(one.Name)} "
                + $"{NumberText.Value(given.Points[i].X, false)}: {NumberText.Value(given.Points[i].Y, isPercent)}</title></circle>");
        }
        if (!one.IsScatter) svg.Append($"<path class=\"s{one.Color}{(one.IsDashed ? " dashed" : "")}\" d=\"{path}\"/>");
    }

    /// <summary>Leaves out points that nobody could tell apart: every so many stay, and the last one.</summary>
    private static ReportSeries Thinned(ReportSeries series)
    {
        var every = (series.Points.Count - 1) / MostPoints + 1;
        return every == 1 ? series : series with { Points = [.. series.Points.Where((_, i) => i % every == 0 || i == series.Points.Count - 1)] };
    }

    private static StringBuilder Start(string label) => new(
        string.Create(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{WebUtility.HtmlEncode(label)}\">"));

    private static void Axes(StringBuilder svg, (double Low, double High) x, (double Low, double High) y, AxisTicks xTicks, AxisTicks yTicks, string xName)
    {
        foreach (var (position, text) in yTicks.Major)
        {
            var v = PlaceY(position, y);
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<line class=\"grid\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{v:F1}\" y2=\"{v:F1}\"/>"
                + $"<text x=\"{Left - 4}\" y=\"{v + 4:F1}\" text-anchor=\"end\">{text}</text>");
        }
        foreach (var (position, text) in xTicks.Major)
        {
            var h = PlaceX(position, x);
            // A label at the very end would be cut off.
            var anchor = h > Width - Right - 12 ? "end" : "middle";
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<line class=\"grid\" x1=\"{h:F1}\" x2=\"{h:F1}\" y1=\"{Top}\" y2=\"{Height - Bottom}\"/>"
                + $"<text x=\"{Math.Min(h, Width - 1):F1}\" y=\"{Height - Bottom + 14}\" text-anchor=\"{anchor}\">{text}</text>");
        }
        if (xName.Length == 0) return;
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<text x=\"{(Left + Width - Right) / 2:F1}\" y=\"{Height - 4}\" text-anchor=\"middle\">{WebUtility.HtmlEncode(xName)}</text>");
    }

    private static string Legend(IReadOnlyList<ReportSeries> series)
    {
        var named = series.Where(one => one.Name.Length > 0).ToList();
        if (named.Count < 2) return "";
        var items = named.Select(one => $"<span><i class=\"b{one.Color}{(one.IsDashed ? " dashed" : "")}\"></i>{WebUtility.HtmlEncode(one.Name)}</span>");
        return $"<p class=\"legend\">{string.Concat(items)}</p>";
    }

    private static (double Low, double High) Axis(double low, double high, double margin)
    {
        if (low == high) return low == 0 ? (-1, 1) : (low - Math.Abs(low) * 0.1, high + Math.Abs(high) * 0.1);
        return (low - margin * (high - low), high + margin * (high - low));
    }

    private static double Log(double value) => value > 0 ? Math.Log10(value) : double.NaN;

    private static double PlaceX(double value, (double Low, double High) axis) => Left + (value - axis.Low) / (axis.High - axis.Low) * (Width - Left - Right);

    private static double PlaceY(double value, (double Low, double High) axis) =>
        Height - Bottom - (value - axis.Low) / (axis.High - axis.Low) * (Height - Top - Bottom);
}
