using ScottPlot;

namespace Nabla.Plots;

/// <summary>What stands before the text of an entry in the legend.</summary>
internal enum LegendSample
{
    Curve,
    Dashes,
    Cross,
}

/// <summary>An entry of the legend, which stands in rows above the panels, where it hides no curve.</summary>
internal sealed record LegendItem(LegendSample Sample, string Text, Color Color, bool IsSquare = false)
{
    private const float SampleWidth = 34;
    private const float Distance = 30;

    /// <summary>Draws the entries from left to right, in as many rows as they need, and returns where the last row ends.</summary>
    internal static float DrawAll(FigureCanvas canvas, IEnumerable<LegendItem> items, float left, float right, float y, float rowHeight)
    {
        var x = left;
        foreach (var item in items)
        {
            var width = SampleWidth + 8 + FigureCanvas.Measure(item.Text, Panel.TextSize);
            if (x > left && x + width > right) (x, y) = (left, y + rowHeight);
            item.Draw(canvas, x, y);
            x += width + Distance;
        }

        return y + (rowHeight / 2);
    }

    private void Draw(FigureCanvas canvas, float x, float y)
    {
        var middle = x + (SampleWidth / 2);
        switch (Sample)
        {
            case LegendSample.Curve:
                canvas.Line(x, y, x + SampleWidth, y, Color, 2.5f);
                canvas.Dot(middle, y, 8, Color, IsSquare);
                break;
            case LegendSample.Dashes:
                canvas.Line(x, y, x + SampleWidth, y, Color, 1.5f, dashed: true);
                break;
            case LegendSample.Cross:
                canvas.Line(middle - 5, y - 5, middle + 5, y + 5, Color, 2.5f);
                canvas.Line(middle - 5, y + 5, middle + 5, y - 5, Color, 2.5f);
                break;
        }

        canvas.Text(Text, x + SampleWidth + 8, y + (Panel.TextSize * FigureCanvas.HalfDigit), Panel.TextSize, FigureCanvas.Ink);
    }
}
