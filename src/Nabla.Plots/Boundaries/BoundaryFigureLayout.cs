using ScottPlot;
using SkiaSharp;

namespace Nabla.Plots;

/// <summary>Lays out a boundary figure: title, legend, and the frames, either side by side or stacked in one position.</summary>
internal sealed class BoundaryFigureLayout(DecisionBoundaryFigureData data)
{
    private const float LegendHeight = 30;

    private readonly BoundaryFrameDrawing drawing = new(data);

    /// <summary>Draws all frames.</summary>
    internal void Draw(SKCanvas target, int width, int height)
    {
        var (page, grid) = Begin(target, width, height, data.Frames.Count);
        for (var index = 0; index < data.Frames.Count; index++)
        {
            var frame = data.Frames[index];
            var place = grid.PlaceOf(index);
            drawing.DrawRegions(page.Canvas, frame, place, page.Scale);
            drawing.DrawBoundary(page.Canvas, frame, place);
            drawing.DrawPoints(page.Canvas, place);
            grid.DrawAxes(page.Canvas, index, page.Hairline);
            BoundaryGrid.DrawCaption(page.Canvas, frame.Caption, place);
        }
    }

    /// <summary>Draws the parts that stay the same in all frames and returns the rectangle that the frames share.</summary>
    /// <param name="target">The canvas to draw on.</param>
    /// <param name="width">The width of the image.</param>
    /// <param name="height">The height of the image.</param>
    /// <param name="drawPlaceholder">Draws the placeholder, below the points, that the frames will replace.</param>
    internal PixelRect DrawStill(SKCanvas target, int width, int height, Action<FigureCanvas, PixelRect> drawPlaceholder)
    {
        var (page, grid) = Begin(target, width, height, count: 1);
        var place = grid.PlaceOf(0);
        drawPlaceholder(page.Canvas, place);
        drawing.DrawPoints(page.Canvas, place);
        grid.DrawAxes(page.Canvas, 0, page.Hairline);
        return place;
    }

    private (FigurePage Page, BoundaryGrid Grid) Begin(SKCanvas target, int width, int height, int count)
    {
        var page = new FigurePage(target, width, height, FigurePage.ScaleByArea(width, height));
        var (left, right) = (FigurePage.Margin, page.Right - FigurePage.Margin);
        var top = data.Title.Trim().Length == 0 ? FigurePage.Margin + (LegendHeight / 2) : page.DrawTitle(data.Title);
        top = LegendItem.DrawAll(page.Canvas, Legend(), left, right, top, LegendHeight);
        return (page, new BoundaryGrid(data, count, new PixelRect(left, right, page.Bottom - (FigurePage.Margin / 2), top + 4)));
    }

    private IEnumerable<LegendItem> Legend()
    {
        var classes = data.Points.Select(point => point.Class)
            .Concat(data.Frames.SelectMany(frame => frame.Classes ?? [0, 1]))
            .Concat(Enumerable.Range(0, Math.Min(data.ClassNames.Count, FigurePalette.Count)));
        foreach (var one in classes.Distinct().Order())
        {
            var name = one < data.ClassNames.Count ? data.ClassNames[one].ReplaceLineEndings(" ") : $"class {one}";
            yield return new(LegendSample.Class, name, FigurePalette.Of(one)) { Class = one };
        }

        yield return new(LegendSample.Curve, "boundary", new Color(0x22, 0x22, 0x22)) { HasMarker = false };
    }
}
