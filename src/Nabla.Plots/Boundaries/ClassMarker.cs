using SkiaSharp;

namespace Nabla.Plots;

/// <summary>The marker of a point, whose shape and color both show the class.</summary>
internal static class ClassMarker
{
    private const float Rim = 1.2f;

    /// <summary>Draws a disc, square, triangle or diamond with a white rim.</summary>
    internal static void Draw(FigureCanvas canvas, float x, float y, float size, int pointClass)
    {
        using var rim = new SKPaint { Color = SKColors.White, IsAntialias = true, IsStroke = true, StrokeWidth = 2 * Rim, StrokeJoin = SKStrokeJoin.Round };
        using var fill = new SKPaint { Color = FigureCanvas.ToSkia(FigurePalette.Of(pointClass)), IsAntialias = true };
        foreach (var paint in new[] { rim, fill }) DrawShape(canvas.Canvas, x, y, size / 2, pointClass % 4, paint);
    }

    /// <summary>Draws a shape. All have about the same area. Discs and squares are not drawn as paths, which makes SVG files much smaller.</summary>
    private static void DrawShape(SKCanvas canvas, float x, float y, float radius, int kind, SKPaint paint)
    {
        if (kind == 0)
        {
            canvas.DrawCircle(x, y, radius, paint);
            return;
        }

        if (kind == 1)
        {
            var side = radius * 1.78f;
            canvas.DrawRect(x - (side / 2), y - (side / 2), side, side, paint);
            return;
        }

        var reach = radius * 1.25f;
        SKPoint[] corners = kind == 2
            ? [new(x, y - reach), new(x + reach, y + (radius * 0.85f)), new(x - reach, y + (radius * 0.85f))]
            : [new(x, y - reach), new(x + reach, y), new(x, y + reach), new(x - reach, y)];
        using var shape = new SKPath();
        shape.AddPoly(corners);
        canvas.DrawPath(shape, paint);
    }
}
