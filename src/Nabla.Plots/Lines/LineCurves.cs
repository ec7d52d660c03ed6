using ScottPlot;

namespace Nabla.Plots;

/// <summary>The contents of one panel's frame: its curves and axes.</summary>
internal sealed class LineCurves
{
    private const float LineWidth = 2.5f;
    private const float MarkerSize = 8;

    private static readonly Color ZeroColor = Color.FromHex("#AAAAAA");
    private static readonly Color RegionColor = Color.FromHex("#F3EEE2");

    private readonly LinePanel panel;

    internal LineCurves(LinePanel panel)
    {
        this.panel = panel;
        var marks = panel.Marks.SelectMany(mark => new[] { mark.X, mark.End ?? mark.X });
        double[] positions = [.. panel.Curves.SelectMany(curve => curve.X).Concat(panel.Bands.SelectMany(band => band.X)).Concat(marks)];
        double[] values =
        [
            .. panel.Curves.SelectMany(curve => curve.Y).Where(Series.IsFinite),
            .. panel.Bands.SelectMany(band => band.Low.Concat(band.High)),
        ];
        X = LineAxis.Horizontal(positions, panel.XLogarithmic, panel.Curves.Any(HasMarkers));
        Y = LineAxis.Vertical(values, panel.YLogarithmic, panel.YLow, panel.YHigh);
        IsEmpty = values.Length == 0;
        var bands = panel.Bands.Select(band => new LegendItem(LegendSample.Band, band.Name.ReplaceLineEndings(" "), Pale(band)));
        Legend = [.. panel.Curves.Select((_, index) => LegendOf(index)).Concat(bands).Where(item => item.Text.Length > 0).Distinct()];
    }

    internal LineAxis X { get; }

    internal LineAxis Y { get; }

    /// <summary>True if no curve has a value to draw.</summary>
    internal bool IsEmpty { get; }

    /// <summary>One entry per distinct named style.</summary>
    internal LegendItem[] Legend { get; }

    internal AxisLimits Limits => new(X.Low, X.High, Y.Low, Y.High);

    /// <summary>
    /// The height at which each curve meets the right edge, from 0 (top) to 1 (bottom); null if a curve has no name or ends elsewhere.
    /// </summary>
    internal (LegendItem Item, double Part)[]? Ends()
    {
        const double nearlyAtEdge = 0.05;
        var ends = new (LegendItem, double)[panel.Curves.Count];
        for (var index = 0; index < ends.Length; index++)
        {
            var curve = panel.Curves[index];
            var last = curve.X.Count - 1;
            var missing = (X.High - X.Coordinate(curve.X[last])) / (X.High - X.Low);
            var part = Series.IsFinite(curve.Y[last]) ? (Y.High - Y.Coordinate(curve.Y[last])) / (Y.High - Y.Low) : double.NaN;
            if (curve.Name.Length == 0 || missing > nearlyAtEdge || !(part is >= 0 and <= 1)) return null;
            ends[index] = (LegendOf(index), part);
        }

        return ends;
    }

    /// <summary>Adds the marks, the axes through zero and the curves to a plot.</summary>
    internal void AddTo(Plot plot, float hairline)
    {
        foreach (var mark in panel.Marks.Where(mark => mark.End is not null))
        {
            var region = plot.Add.HorizontalSpan(X.Coordinate(mark.X), X.Coordinate(mark.End!.Value), RegionColor);
            region.LineStyle.Width = 0;
        }

        foreach (var band in panel.Bands)
        {
            var fill = plot.Add.FillY([.. band.X.Select(X.DrawnCoordinate)], [.. band.Low.Select(Y.DrawnCoordinate)], [.. band.High.Select(Y.DrawnCoordinate)]);
            (fill.FillColor, fill.LineWidth, fill.MarkerSize) = (Pale(band), 0, 0);
        }

        if (X.HasZeroInside) plot.Add.VerticalLine(0, hairline, ZeroColor);
        if (Y.HasZeroInside) plot.Add.HorizontalLine(0, hairline, ZeroColor);
        foreach (var mark in panel.Marks.Where(mark => mark.End is null))
            plot.Add.VerticalLine(X.Coordinate(mark.X), 1.5f, FigureCanvas.Faint, LinePattern.Dashed);
        // Broken lines are drawn over solid ones, so that both are visible where they coincide.
        foreach (var index in Enumerable.Range(0, panel.Curves.Count).OrderBy(index => IsBroken(panel.Curves[index])))
            AddCurve(plot, panel.Curves[index], ColorOf(index));
    }

    /// <summary>The runs of points between the gaps of a curve.</summary>
    internal static IEnumerable<System.Range> Runs(IReadOnlyList<double> values)
    {
        for (var start = 0; start < values.Count; start++)
        {
            var end = start;
            while (end < values.Count && Series.IsFinite(values[end])) end++;
            if (end > start) yield return start..end;
            start = end;
        }
    }

    private void AddCurve(Plot plot, LineCurve curve, Color color)
    {
        foreach (var run in Runs(curve.Y))
        {
            double[] x = [.. curve.X.Take(run).Select(X.DrawnCoordinate)];
            double[] y = [.. curve.Y.Take(run).Select(Y.DrawnCoordinate)];
            var line = plot.Add.Scatter(x, y, color);
            line.LineWidth = curve.Style == CurveStyle.Points ? 0 : LineWidth;
            if (IsBroken(curve))
                line.LinePattern = new LinePattern(FigureCanvas.Intervals(curve.Style), 0, curve.Style.ToString());
            line.MarkerSize = HasMarkers(curve) || x.Length == 1 ? MarkerSize : 0;
        }
    }

    private static bool IsBroken(LineCurve curve) => curve.Style is CurveStyle.Dashed or CurveStyle.Dotted;

    private static bool HasMarkers(LineCurve curve) => curve.HasMarkers || curve.Style == CurveStyle.Points;

    /// <summary>The color mixed with white, so that curves stand out from the band.</summary>
    private static Color Pale(LineBand band)
    {
        var color = FigurePalette.Of(band.Color);
        return new(Mixed(color.R), Mixed(color.G), Mixed(color.B));

        static byte Mixed(byte part) => (byte)(255 - ((255 - part) / 4));
    }

    private Color ColorOf(int index) => FigurePalette.Of(panel.Curves[index].Color ?? index);

    private LegendItem LegendOf(int index)
    {
        var curve = panel.Curves[index];
        return new(LegendSample.Curve, curve.Name.ReplaceLineEndings(" "), ColorOf(index))
        {
            Style = curve.Style,
            HasMarker = HasMarkers(curve) || curve.X.Count == 1,
        };
    }
}
