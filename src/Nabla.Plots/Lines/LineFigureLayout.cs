using ScottPlot;
using SkiaSharp;

namespace Nabla.Plots;

/// <summary>Lays out a line figure: title, common legend, and rows of panels with aligned axes.</summary>
internal sealed class LineFigureLayout
{
    private const float Gap = 22;
    private const float LegendHeight = 30;

    private readonly LineFigureData data;
    private readonly string? xName;
    private readonly string? yName;

    internal LineFigureLayout(LineFigureData data)
    {
        this.data = data;
        xName = Common(data.Panels.Select(panel => panel.XName));
        yName = Common(data.Panels.Select(panel => panel.YName));
    }

    internal void Draw(SKCanvas target, int width, int height)
    {
        var page = new FigurePage(target, width, height, FigurePage.ScaleByArea(width, height));
        var (left, right) = (FigurePage.Margin, page.Right - FigurePage.Margin);
        var top = page.DrawTitle(data.Title);
        if (data.Title.Trim().Length == 0) top = FigurePage.Margin;
        var columns = data.Columns ?? ColumnsFor(right - left, page.Bottom - top, data.Panels.Count);
        var size = Math.Clamp((right - left) / columns / 18, 14, FigurePage.TextSize);
        var x = data.SharesX ? LineCurves.HorizontalOf(data.Panels) : null;
        LinePanelDrawing[] panels = [.. data.Panels.Select(panel => new LinePanelDrawing(panel, size, x))];

        var legend = panels.Length == 1 ? null : CommonLegend(panels);
        if (legend is { Length: > 0 }) top = LegendItem.DrawAll(page.Canvas, legend, left, right, top, LegendHeight) + (size / 2);
        else if (data.Title.Trim().Length > 0) top -= size / 2;
        var grid = new LineGrid(panels, columns, size, new PixelRect(left, right, page.Bottom - (FigurePage.Margin / 2), top), Gap)
        {
            HasOwnLegends = legend is null,
            HasName = panel => (NameOfX(panel, columns).Length > 0, NameOfY(panel, columns).Length > 0),
        };
        grid.Arrange();
        for (var index = 0; index < panels.Length; index++)
        {
            grid.Draw(page.Canvas, index, page.Hairline);
            DrawAxisNames(page.Canvas, grid, index, columns, size);
        }
    }

    /// <summary>The number of columns that brings the panels closest to an aspect ratio of 4:3.</summary>
    private static int ColumnsFor(float width, float height, int count)
    {
        const double shape = 4.0 / 3;
        return Enumerable.Range(1, count).MinBy(columns =>
        {
            var rows = (count + columns - 1) / columns;
            // Empty cells waste space.
            return Math.Abs(Math.Log(width / columns / (height / rows) / shape)) + (0.3 * ((rows * columns) - count) / columns);
        });
    }

    /// <summary>The entries of all panels, or null if a name has different styles in different panels.</summary>
    private static LegendItem[]? CommonLegend(LinePanelDrawing[] panels)
    {
        LegendItem[] items = [.. panels.SelectMany(panel => panel.Legend).Distinct().OrderBy(item => item.Sample == LegendSample.Cross)];
        return items.DistinctBy(item => item.Text).Count() == items.Length
            && items.DistinctBy(item => (item.Color, item.Style, item.HasMarker, item.IsSquare)).Count() == items.Length ? items : null;
    }

    private static string? Common(IEnumerable<string> names)
    {
        string[] different = [.. names.Distinct()];
        return different.Length == 1 ? different[0] : null;
    }

    private string NameOfX(int panel, int columns) => xName is not null && panel + columns < data.Panels.Count ? "" : data.Panels[panel].XName;

    private string NameOfY(int panel, int columns) => yName is not null && panel % columns > 0 ? "" : data.Panels[panel].YName;

    private void DrawAxisNames(FigureCanvas canvas, LineGrid grid, int index, int columns, float size)
    {
        var place = grid.DataOf(index);
        var x = FigureCanvas.Cut(NameOfX(index, columns).ReplaceLineEndings(" "), size, place.Width);
        canvas.Text(x, place.HorizontalCenter, place.Bottom + (size * 2.9f), size, FigureCanvas.Ink, SKTextAlign.Center);
        var y = FigureCanvas.Cut(NameOfY(index, columns).ReplaceLineEndings(" "), size, place.Height);
        canvas.UprightText(y, grid.LeftOf(index) + size, place.VerticalCenter, size, FigureCanvas.Ink);
    }
}
