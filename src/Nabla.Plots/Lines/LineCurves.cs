using ScottPlot;

namespace Nabla.Plots;

/// <summary>The contents of one panel's frame: its curves and axes.</summary>
internal sealed class LineCurves
{
    private const float LineWidth = 2.5f;
    private const float MarkerSize = 8;
    private const float CrossSize = 12;

    private static readonly Color ZeroColor = Color.FromHex("#AAAAAA");
    private static readonly Color RegionColor = Color.FromHex("#F3EEE2");

    private readonly LinePanel panel;
    private readonly int[] curvesWithGaps;

    /// <summary>Prepares the contents of a panel.</summary>
    /// <param name="panel">The panel.</param>
    /// <param name="x">The horizontal axis; if null, that of the panel's own curves.</param>
    internal LineCurves(LinePanel panel, LineAxis? x)
    {
        this.panel = panel;
        curvesWithGaps = [.. Enumerable.Range(0, panel.Curves.Count).Where(index => !panel.Curves[index].Y.All(FigureValue.IsFinite))];
        double[] values =
        [
            .. panel.Curves.SelectMany(curve => curve.Y).Where(FigureValue.IsFinite),
            .. panel.Bands.SelectMany(band => band.Low.Concat(band.High)),
        ];
        X = x ?? HorizontalOf([panel]);
        Y = LineAxis.Vertical(values, panel.YLogarithmic, panel.YLow, panel.YHigh, panel.IsPercent, HasCrosses ? GapPart(curvesWithGaps.Length) : 0);
        IsEmpty = values.Length == 0;
        var bands = panel.Bands.Select(band => new LegendItem(LegendSample.Band, band.Name.ReplaceLineEndings(" "), Pale(band)));
        LegendItem[] crosses = HasCrosses ? [new(LegendSample.Cross, "not finite (NaN or ∞)", FigureCanvas.Ink)] : [];
        Legend = [.. panel.Curves.Select((_, index) => LegendOf(index)).Concat(bands).Concat(crosses).Where(item => item.Text.Length > 0).Distinct()];
    }

    internal LineAxis X { get; }

    internal LineAxis Y { get; }

    /// <summary>True if no curve has a value to draw.</summary>
    internal bool IsEmpty { get; }

    /// <summary>True if gaps are marked by crosses.</summary>
    internal bool HasCrosses => panel.HasGapCrosses && curvesWithGaps.Length > 0;

    /// <summary>One entry per distinct named style.</summary>
    internal LegendItem[] Legend { get; }

    internal AxisLimits Limits => new(X.Low, X.High, Y.Low, Y.High);

    /// <summary>The horizontal axis that reaches over everything in the panels.</summary>
    internal static LineAxis HorizontalOf(IReadOnlyList<LinePanel> panels)
    {
        if (panels[0].XCategories is { Count: > 0 } names) return LineAxis.Categorical(names);
        var curves = panels.SelectMany(panel => panel.Curves).ToArray();
        var bands = panels.SelectMany(panel => panel.Bands).SelectMany(band => band.X);
        var marks = panels.SelectMany(panel => panel.Marks).SelectMany(mark => new[] { mark.X, mark.End ?? mark.X });
        double[] positions = [.. curves.SelectMany(curve => curve.X).Concat(bands).Concat(marks)];
        return LineAxis.Horizontal(positions, panels.Any(panel => panel.XLogarithmic), curves.Any(HasMarkers));
    }

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
            var part = FigureValue.IsFinite(curve.Y[last]) ? PartOf(curve.Y[last]) : double.NaN;
            if (curve.Name.Length == 0 || missing > nearlyAtEdge || !(part is >= 0 and <= 1)) return null;
            ends[index] = (LegendOf(index), part);
        }

        return ends;
    }

    /// <summary>The height of the last value of a curve, from 0 (top) to 1 (bottom). A value that is not finite is as high as its cross.</summary>
    internal double EndPart(int index)
    {
        var last = panel.Curves[index].Y[^1];
        return FigureValue.IsFinite(last) ? Math.Clamp(PartOf(last), 0, 1) : GapPart(Array.IndexOf(curvesWithGaps, index));
    }

    internal Color ColorOf(int index) => FigurePalette.Of(panel.Curves[index].Color ?? index);

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

        if (X.HasZeroInside && panel is { HasLineAtZeroX: true, XCategories.Count: 0 }) plot.Add.VerticalLine(0, hairline, ZeroColor);
        if (Y.HasZeroInside) plot.Add.HorizontalLine(0, hairline, ZeroColor);
        foreach (var mark in panel.Marks.Where(mark => mark.End is null))
            plot.Add.VerticalLine(X.Coordinate(mark.X), 1.5f, FigureCanvas.Faint, LinePattern.Dashed);
        // Broken lines are drawn over solid ones, so that both are visible where they coincide.
        foreach (var index in Enumerable.Range(0, panel.Curves.Count).OrderBy(index => IsBroken(panel.Curves[index])))
            AddCurve(plot, panel.Curves[index], ColorOf(index));
        if (!HasCrosses) return;
        for (var row = 0; row < curvesWithGaps.Length; row++) AddCrosses(plot, curvesWithGaps[row], Y.High - (GapPart(row) * (Y.High - Y.Low)));
    }

    /// <summary>The runs of points between the gaps of a curve, or the gaps.</summary>
    internal static IEnumerable<System.Range> Runs(IReadOnlyList<double> values, bool areFinite = true)
    {
        for (var start = 0; start < values.Count; start++)
        {
            var end = start;
            while (end < values.Count && FigureValue.IsFinite(values[end]) == areFinite) end++;
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
            if (curve.HasSquareMarkers) line.MarkerShape = MarkerShape.FilledSquare;
        }
    }

    private void AddCrosses(Plot plot, int index, double height)
    {
        var curve = panel.Curves[index];
        foreach (var gap in Runs(curve.Y, areFinite: false))
        {
            double[] x = [.. curve.X.Take(gap).Select(X.DrawnCoordinate)];
            var line = plot.Add.Line(x[0], height, x[^1], height);
            (line.Color, line.LineWidth, line.LinePattern) = (ColorOf(index), 2, LinePattern.Dotted);
            var cross = plot.Add.Marker(x[0], height, MarkerShape.Eks, CrossSize, ColorOf(index));
            cross.MarkerLineWidth = LineWidth;
        }
    }

    /// <summary>The height of the crosses of a curve with gaps, from 0 (top) to 1 (bottom): one row per curve, in the upper half.</summary>
    private static double GapPart(int row) => Math.Min(0.05 + (0.06 * row), 0.5);

    private double PartOf(double value) => (Y.High - Y.Coordinate(value)) / (Y.High - Y.Low);

    private static bool IsBroken(LineCurve curve) => curve.Style is CurveStyle.Dashed or CurveStyle.Dotted;

    private static bool HasMarkers(LineCurve curve) => curve.HasMarkers || curve.Style == CurveStyle.Points;

    /// <summary>The color mixed with white, so that curves stand out from the band.</summary>
    private static Color Pale(LineBand band)
    {
        var color = FigurePalette.Of(band.Color);
        return new(Mixed(color.R), Mixed(color.G), Mixed(color.B));

        static byte Mixed(byte part) => (byte)(255 - ((255 - part) / 4));
    }

    private LegendItem LegendOf(int index)
    {
        var curve = panel.Curves[index];
        return new(LegendSample.Curve, curve.Name.ReplaceLineEndings(" "), ColorOf(index))
        {
            Style = curve.Style,
            HasMarker = HasMarkers(curve) || curve.X.Count == 1,
            IsSquare = curve.HasSquareMarkers,
        };
    }
}
