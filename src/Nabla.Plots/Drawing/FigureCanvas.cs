using ScottPlot;
using SkiaSharp;

namespace Nabla.Plots;

/// <summary>Draws text and legend samples directly on the page, outside the panels.</summary>
internal sealed class FigureCanvas(SKCanvas canvas)
{
    /// <summary>Half the height of a digit relative to the text size; lowering the baseline by it centers text vertically on a point.</summary>
    internal const float HalfDigit = 0.36f;

    internal static readonly Color Ink = Color.FromHex("#333333");
    internal static readonly Color Faint = Color.FromHex("#777777");

    internal SKCanvas Canvas => canvas;

    internal static float Measure(string text, float size, bool bold = false)
    {
        using var font = Font(text, size, bold);
        return font.MeasureText(text);
    }

    /// <summary>The text, truncated with an ellipsis if it does not fit.</summary>
    internal static string Cut(string text, float size, float room, bool bold = false)
    {
        if (Measure(text, size, bold) <= room) return text;
        var kept = text.Length;
        while (kept > 0 && Measure(text[..kept] + "…", size, bold) > room) kept--;
        return text[..kept] + "…";
    }

    internal static SKColor ToSkia(Color color) => new(color.R, color.G, color.B, color.A);

    /// <summary>The lengths of the dashes and gaps of a broken line.</summary>
    internal static float[] Intervals(CurveStyle style) => style == CurveStyle.Dashed ? [5, 4] : [2, 3];

    /// <summary>Draws a line of text; <paramref name="y"/> is its baseline.</summary>
    internal void Text(string text, float x, float y, float size, Color color, SKTextAlign align = SKTextAlign.Left, bool bold = false)
    {
        using var font = Font(text, size, bold);
        using var paint = new SKPaint { Color = ToSkia(color), IsAntialias = true };
        canvas.DrawText(text, x, y, align, font, paint);
    }

    /// <summary>Draws text that reads upward; its baseline, at <paramref name="x"/>, is centered on <paramref name="y"/>.</summary>
    internal void UprightText(string text, float x, float y, float size, Color color)
    {
        canvas.Save();
        canvas.Translate(x, y);
        canvas.RotateDegrees(-90);
        Text(text, 0, 0, size, color, SKTextAlign.Center);
        canvas.Restore();
    }

    internal void Line(float x1, float y1, float x2, float y2, Color color, float width, CurveStyle style = CurveStyle.Solid)
    {
        using var paint = new SKPaint { Color = ToSkia(color), IsAntialias = true, IsStroke = true, StrokeWidth = width };
        using var effect = style == CurveStyle.Solid ? null : SKPathEffect.CreateDash(Intervals(style), 0);
        paint.PathEffect = effect;
        canvas.DrawLine(x1, y1, x2, y2, paint);
    }

    internal void Dot(float x, float y, float size, Color color, bool square)
    {
        using var paint = new SKPaint { Color = ToSkia(color), IsAntialias = true };
        if (square) canvas.DrawRect(x - (size / 2), y - (size / 2), size, size, paint);
        else canvas.DrawCircle(x, y, size / 2, paint);
    }

    private static SKFont Font(string text, float size, bool bold) =>
        new(FigureFont.WithGlyphsOf(bold ? FigureFont.Bold : FigureFont.Regular, text), size) { Subpixel = true, Hinting = SKFontHinting.None };
}
