using SkiaSharp;

namespace Nabla.Tests.Learning.Data.Images;

/// <summary>Writes images for tests.</summary>
internal static class Pictures
{
    /// <summary>An image of a format whose color at (x, y) is given.</summary>
    internal static byte[] Encode(
        int width, int height, Func<int, int, SKColor> color, SKEncodedImageFormat format = SKEncodedImageFormat.Png, bool isGray = false)
    {
        using var bitmap = isGray
            ? new SKBitmap(width, height, SKColorType.Gray8, SKAlphaType.Opaque)
            : new SKBitmap(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        for (int y = 0; y < height; y++)
            for (int x = 0; x < width; x++)
                bitmap.SetPixel(x, y, color(x, y));
        using var data = bitmap.Encode(format, 90);
        return data.ToArray();
    }

    /// <summary>A gray PNG file whose values grow by <paramref name="step"/> from pixel to pixel.</summary>
    internal static byte[] Gray(int width, int height, int step = 1) => Encode(
        width, height, (x, y) => Level((byte)(step * (y * width + x))), isGray: true);

    internal static SKColor Level(byte level) => new(level, level, level);

    /// <summary>An uncompressed BMP file of 24 bits, rows from bottom to top.</summary>
    internal static byte[] Bmp(int width, int height, Func<int, int, SKColor> color)
    {
        int row = (width * 3 + 3) / 4 * 4;
        var file = new byte[54 + row * height];
        using var writer = new BinaryWriter(new MemoryStream(file));
        writer.Write("BM"u8);
        foreach (int number in (int[])[file.Length, 0, 54, 40, width, height]) writer.Write(number);
        writer.Write((short)1);
        writer.Write((short)24);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                var pixel = color(x, y);
                ((byte[])[pixel.Blue, pixel.Green, pixel.Red]).CopyTo(file, 54 + (height - 1 - y) * row + 3 * x);
            }
        }
        return file;
    }
}
