using ScottPlot;
using SkiaSharp;

namespace Nabla.Plots;

/// <summary>Draws the contents of a frame: regions, boundary and points.</summary>
internal sealed class BoundaryFrameDrawing(DecisionBoundaryFigureData data)
{
    private const float LineWidth = 2;
    // The grid has no more detail than this.
    private const int LargestRaster = 1200;

    private static readonly SKColor LineColor = new(0x22, 0x22, 0x22);

    /// <summary>The regions of the classes as a PNG file of at most <paramref name="largest"/> pixels on its longer side.</summary>
    internal byte[] Regions(BoundaryFrame frame, PixelRect place, int largest)
    {
        using var picture = Raster(frame, place, 1, largest);
        using var png = picture.Encode(SKEncodedImageFormat.Png, quality: 100);
        return png.ToArray();
    }

    internal void DrawRegions(FigureCanvas canvas, BoundaryFrame frame, PixelRect place, float scale)
    {
        using var picture = Raster(frame, place, scale, LargestRaster);
        using var image = SKImage.FromBitmap(picture);
        canvas.Canvas.DrawImage(image, ToSkia(place), new SKSamplingOptions(SKFilterMode.Linear));
    }

    internal void DrawBoundary(FigureCanvas canvas, BoundaryFrame frame, PixelRect place)
    {
        using var path = new SKPath();
        foreach (var (x1, y1, x2, y2) in BoundaryField.Boundary(frame, data.Rows, data.Columns))
        {
            path.MoveTo(ToPage(x1, y1, place));
            path.LineTo(ToPage(x2, y2, place));
        }

        using var paint = new SKPaint { Color = LineColor, IsAntialias = true, IsStroke = true, StrokeWidth = LineWidth, StrokeCap = SKStrokeCap.Round };
        canvas.Canvas.DrawPath(path, paint);
    }

    /// <summary>The boundary as SVG path data, scaled to a rectangle of the image.</summary>
    internal string BoundaryPath(BoundaryFrame frame, PixelRect place) => string.Concat(BoundaryField.Boundary(frame, data.Rows, data.Columns).Select(piece =>
    {
        var (from, to) = (ToPage(piece.X1, piece.Y1, place), ToPage(piece.X2, piece.Y2, place));
        return FormattableString.Invariant($"M{from.X:0.##} {from.Y:0.##}L{to.X:0.##} {to.Y:0.##}");
    }));

    internal void DrawPoints(FigureCanvas canvas, PixelRect place)
    {
        var extent = data.Extent;
        canvas.Canvas.Save();
        canvas.Canvas.ClipRect(ToSkia(place));
        var size = PointSize(place);
        foreach (var point in data.Points)
        {
            var x = place.Left + (float)((point.X - extent.Left) / (extent.Right - extent.Left) * place.Width);
            var y = place.Bottom - (float)((point.Y - extent.Bottom) / (extent.Top - extent.Bottom) * place.Height);
            ClassMarker.Draw(canvas, x, y, size, point.Class);
        }

        canvas.Canvas.Restore();
    }

    /// <summary>The point size: large enough to show the marker's shape, small enough not to hide the regions.</summary>
    private float PointSize(PixelRect place)
    {
        const float covered = 0.1f;
        var share = MathF.Sqrt(covered * place.Width * place.Height / Math.Max(1, data.Points.Count));
        return Math.Clamp(share, 4, Math.Clamp(Math.Min(place.Width, place.Height) / 40, 6.5f, 12));
    }

    private SKBitmap Raster(BoundaryFrame frame, PixelRect place, float scale, int largest)
    {
        var reduction = Math.Min(scale, largest / Math.Max(place.Width, place.Height));
        var (width, height) = ((int)Math.Ceiling(place.Width * reduction), (int)Math.Ceiling(place.Height * reduction));
        return BoundaryRaster.Draw(frame, data.Rows, data.Columns, Math.Max(1, width), Math.Max(1, height));
    }

    private SKPoint ToPage(float column, float row, PixelRect place) =>
        new(place.Left + (column / (data.Columns - 1) * place.Width), place.Bottom - (row / (data.Rows - 1) * place.Height));

    private static SKRect ToSkia(PixelRect place) => new(place.Left, place.Top, place.Right, place.Bottom);
}
