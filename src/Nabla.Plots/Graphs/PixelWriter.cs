using ScottPlot;
using SkiaSharp;

namespace Nabla.Plots;

/// <summary>Renders a picture to pixels, with the same result as <see cref="SvgWriter"/>.</summary>
internal static class PixelWriter
{
    private const double LargestSide = 16_000;
    private const double LargestArea = 120_000_000;

    /// <summary>The picture as PNG.</summary>
    internal static byte[] Write(GraphScene scene, double scale)
    {
        var (width, height) = (Math.Ceiling(scene.Width * scale), Math.Ceiling(scene.Height * scale));
        if (!Fits(width, height))
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"graph drawing: a picture of {width} x {height} pixels would be too large; choose a smaller scale than {scale}, or save as .svg."));
        }

        using var surface = SKSurface.Create(new SKImageInfo((int)width, (int)height))
            ?? throw new InsufficientMemoryException(
                FormattableString.Invariant($"graph drawing: not enough memory for a picture of {width} x {height} pixels."));
        surface.Canvas.Scale((float)scale);
        Draw(scene, surface.Canvas);
        using var image = surface.Snapshot();
        using var png = image.Encode(SKEncodedImageFormat.Png, quality: 100);
        return png.ToArray();
    }

    /// <summary>The largest scale at which the picture fits, up to the requested one.</summary>
    internal static double LargestScale(GraphScene scene, double wanted)
    {
        var bySide = LargestSide / (Math.Max(scene.Width, scene.Height) + 1);
        var byArea = Math.Sqrt(LargestArea / ((scene.Width + 2) * (scene.Height + 2)));
        return Math.Min(wanted, Math.Min(bySide, byArea) * 0.999);
    }

    private static bool Fits(double width, double height) => Math.Max(width, height) <= LargestSide && width * height <= LargestArea;

    private static void Draw(GraphScene scene, SKCanvas target)
    {
        target.Clear(Skia(SceneStyle.Paper));
        // Emphasized arrows are the widest and are drawn on top.
        foreach (var arrow in scene.Arrows.OrderBy(arrow => arrow.Width)) Arrow(arrow, target);
        foreach (var plate in scene.Plates) Box(new(plate, GraphScene.PlateCorner, SceneStyle.Paper, SceneStyle.PlateBorder, 1), target);
        foreach (var box in scene.Boxes) Box(box, target);
        var canvas = new FigureCanvas(target);
        foreach (var text in scene.Texts)
        {
            var align = text.IsCentered ? SKTextAlign.Center : SKTextAlign.Left;
            canvas.Text(text.Text, (float)text.X, (float)text.Baseline, text.Size, text.Color, align, text.IsBold);
        }
    }

    private static void Arrow(SceneArrow arrow, SKCanvas target)
    {
        using var curve = new SKPath();
        curve.MoveTo(Skia(arrow.Path.Start));
        foreach (var piece in arrow.Path.Pieces) curve.CubicTo(Skia(piece.First), Skia(piece.Second), Skia(piece.End));
        using var stroke = Stroke(arrow.Color, arrow.Width);
        target.DrawPath(curve, stroke);

        using var head = new SKPath();
        head.AddPoly([.. GraphScene.Head(arrow).Select(Skia)], close: true);
        using var fill = new SKPaint { Color = Skia(arrow.Color), IsAntialias = true };
        target.DrawPath(head, fill);
    }

    private static void Box(SceneBox box, SKCanvas target)
    {
        var (place, corner) = (Skia(box.Place), (float)box.Corner);
        using var fill = new SKPaint { Color = Skia(box.Fill), IsAntialias = true };
        target.DrawRoundRect(place, corner, corner, fill);
        using var stroke = Stroke(box.Stroke, box.StrokeWidth);
        using var effect = box.IsDashed ? SKPathEffect.CreateDash([5, 4], 0) : null;
        stroke.PathEffect = effect;
        target.DrawRoundRect(place, corner, corner, stroke);
    }

    private static SKPaint Stroke(Color color, double width) =>
        new() { Color = Skia(color), IsAntialias = true, IsStroke = true, StrokeWidth = (float)width };

    private static SKPoint Skia(ScenePoint point) => new((float)point.X, (float)point.Y);

    private static SKRect Skia(SceneRectangle place) => SKRect.Create((float)place.Left, (float)place.Top, (float)place.Width, (float)place.Height);

    private static SKColor Skia(Color color) => new(color.R, color.G, color.B, color.A);
}
