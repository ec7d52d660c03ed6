using ScottPlot;

namespace Nabla.Plots;

/// <summary>The sample shown before the text of a legend entry.</summary>
internal enum LegendSample
{
    Curve,
    Band,
    Cross,
    Class,
}

/// <summary>An entry of the legend, which is placed in rows above the panels so that it hides no curve.</summary>
internal sealed record LegendItem(LegendSample Sample, string Text, Color Color)
{
    private const float LineWidth = 2.5f;
    private const float MarkerSize = 12;
    private const float Distance = 30;

    /// <summary>The line style of a curve.</summary>
    internal CurveStyle Style { get; init; }

    /// <summary>True if the curve's line has a dot.</summary>
    internal bool HasMarker { get; init; } = true;

    /// <summary>True if the dot is a square.</summary>
    internal bool IsSquare { get; init; }

    /// <summary>The class whose marker is the sample.</summary>
    internal int Class { get; init; }

    private float SampleWidth => Sample == LegendSample.Class ? MarkerSize : 34;

    /// <summary>The number of rows that the entries take up between <paramref name="left"/> and <paramref name="right"/>.</summary>
    internal static int CountRows(IEnumerable<LegendItem> items, float left, float right, float size = FigurePage.TextSize)
    {
        var places = Arrange(items, left, right, size).ToArray();
        return places.Length == 0 ? 0 : places[^1].Row + 1;
    }

    /// <summary>Draws the entries from left to right, wrapping into rows, and returns the end of the last row.</summary>
    internal static float DrawAll(
        FigureCanvas canvas, IEnumerable<LegendItem> items, float left, float right, float y, float rowHeight, float size = FigurePage.TextSize)
    {
        foreach (var (item, x, row) in Arrange(items, left, right, size))
        {
            if (row > 0 && x == left) y += rowHeight;
            item.Draw(canvas, x, y, size);
        }

        return y + (rowHeight / 2);
    }

    private static IEnumerable<(LegendItem Item, float X, int Row)> Arrange(IEnumerable<LegendItem> items, float left, float right, float size)
    {
        var (x, row) = (left, 0);
        foreach (var item in items)
        {
            var width = item.SampleWidth + 8 + FigureCanvas.Measure(item.Text, size);
            if (x > left && x + width > right) (x, row) = (left, row + 1);
            yield return (item, x, row);
            x += width + Distance;
        }
    }

    private void Draw(FigureCanvas canvas, float x, float y, float size)
    {
        var middle = x + (SampleWidth / 2);
        switch (Sample)
        {
            case LegendSample.Curve:
                if (Style != CurveStyle.Points) canvas.Line(x, y, x + SampleWidth, y, Color, LineWidth, Style);
                if (HasMarker) canvas.Dot(middle, y, 8, Color, IsSquare);
                break;
            case LegendSample.Band:
                canvas.Line(x, y, x + SampleWidth, y, Color, MarkerSize);
                break;
            case LegendSample.Cross:
                canvas.Line(middle - 5, y - 5, middle + 5, y + 5, Color, LineWidth);
                canvas.Line(middle - 5, y + 5, middle + 5, y - 5, Color, LineWidth);
                break;
            case LegendSample.Class:
                ClassMarker.Draw(canvas, middle, y, MarkerSize, Class);
                break;
        }

        canvas.Text(Text, x + SampleWidth + 8, y + (size * FigureCanvas.HalfDigit), size, FigureCanvas.Ink);
    }
}
