using SkiaSharp;

namespace Nabla.Plots;

/// <summary>Draws an example as a picture within a page.</summary>
internal static class ReportImage
{
    /// <summary>Returns the address of a PNG with the pixels of an example, from its least to its largest value; null if it is not an image.</summary>
    /// <param name="shape">[height, width] or [1 or 3 channels, height, width].</param>
    /// <param name="values">The pixels.</param>
    public static string? Address(IReadOnlyList<int> shape, IReadOnlyList<float> values)
    {
        if (shape is not ([_, _] or [1 or 3, _, _])) return null;
        var (channels, height, width) = (shape.Count == 3 ? shape[0] : 1, shape[^2], shape[^1]);
        var (least, most) = (values.Min(), values.Max());
        byte Pixel(int channel, int place)
        {
            var value = values[(channels == 3 ? channel : 0) * height * width + place];
            return (byte)Math.Clamp(Math.Round((value - least) / Math.Max(most - least, 1e-30) * 255), 0, 255);
        }

        using var bitmap = new SKBitmap(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        for (var place = 0; place < width * height; place++)
            bitmap.SetPixel(place % width, place / width, new(Pixel(0, place), Pixel(1, place), Pixel(2, place)));
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return $"data:image/png;base64,{Convert.ToBase64String(data.Span)}";
    }
}
