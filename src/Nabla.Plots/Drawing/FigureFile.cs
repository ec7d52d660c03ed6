using System.Security;
using System.Text;
using Nabla.Learning;
using SkiaSharp;

namespace Nabla.Plots;

/// <summary>The file of a figure: which kind of picture its ending asks for, which sizes are allowed, and how it is written.</summary>
internal static class FigureFile
{
    private const int Largest = 16_000;

    /// <summary>Throws what <see cref="Draw"/> would throw for the file's ending, its folder or the machine.</summary>
    /// <param name="figure">The name of the figure, with which every message begins.</param>
    /// <param name="path">The picture.</param>
    internal static void ThrowIfCannotDraw(string figure, string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!IsVector(path) && !HasEnding(path, ".png"))
            throw new ArgumentException($"{figure}: '{path}' must end in .png or .svg, which says what kind of picture to draw.", nameof(path));
        FigureFont.ThrowIfNone(figure);
        AtomicFile.ThrowIfCannotWrite(path);
    }

    internal static bool IsVector(string path) => HasEnding(path, ".svg");

    /// <summary>Throws if the width or height asked for is not between the smallest of this figure and the largest of all.</summary>
    internal static void ThrowIfOutside(string figure, int size, int smallest, string name)
    {
        if (size < smallest || size > Largest)
            throw new ArgumentOutOfRangeException(name, size, $"{figure}: the {name} must be {smallest} to {Largest} pixels.");
    }

    /// <summary>Draws the picture in memory and then writes the whole file, or leaves what was there untouched.</summary>
    internal static void Draw(string figure, string path, int width, int height, Action<SKCanvas> draw)
    {
        var picture = IsVector(path) ? Encoding.UTF8.GetBytes(DrawVector(width, height, draw)) : DrawPixels(figure, width, height, draw);
        AtomicFile.Write(path, stream => stream.Write(picture));
    }

    /// <summary>The picture as the text of an SVG document.</summary>
    internal static string DrawVector(int width, int height, Action<SKCanvas> draw)
    {
        using var stream = new MemoryStream();
        // The end of the document is written when the canvas is disposed.
        using (var canvas = SKSvgCanvas.Create(SKRect.Create(width, height), stream)) draw(canvas);
        var text = Encoding.UTF8.GetString(stream.ToArray());
        // Where the picture is looked at, the font may be missing.
        var family = SecurityElement.Escape(FigureFont.Regular.FamilyName);
        return text.Replace($"font-family=\"{family}\"", $"font-family=\"{family}, sans-serif\"", StringComparison.Ordinal);
    }

    private static bool HasEnding(string path, string ending) => Path.GetExtension(path).Equals(ending, StringComparison.OrdinalIgnoreCase);

    private static byte[] DrawPixels(string figure, int width, int height, Action<SKCanvas> draw)
    {
        using var surface = SKSurface.Create(new SKImageInfo(width, height))
            ?? throw new InsufficientMemoryException($"{figure}: no memory for a picture of {width} x {height} pixels.");
        draw(surface.Canvas);
        using var image = surface.Snapshot();
        using var png = image.Encode(SKEncodedImageFormat.Png, quality: 100);
        return png.ToArray();
    }
}
