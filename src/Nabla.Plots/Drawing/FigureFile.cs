using System.Security;
using System.Text;
using Nabla.Learning;
using SkiaSharp;

namespace Nabla.Plots;

/// <summary>The output file of a figure: checks the format and size, and writes the file.</summary>
internal static class FigureFile
{
    private const int Largest = 16_000;

    /// <summary>Throws if <see cref="Draw"/> would fail because of the file's extension or folder, or a missing font.</summary>
    /// <param name="figure">The name of the figure, which starts every message.</param>
    /// <param name="path">The output file.</param>
    internal static void ThrowIfCannotDraw(string figure, string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!IsVector(path) && !HasEnding(path, ".png"))
            throw new ArgumentException($"{figure}: '{path}' must end in .png or .svg; the extension selects the format.", nameof(path));
        FigureFont.ThrowIfNone(figure);
        AtomicFile.ThrowIfCannotWrite(path);
    }

    internal static bool IsVector(string path) => HasEnding(path, ".svg");

    /// <summary>Throws if the requested width or height is not between the figure's minimum and the common maximum.</summary>
    internal static void ThrowIfOutside(string figure, int size, int smallest, string name)
    {
        if (size < smallest || size > Largest)
            throw new ArgumentOutOfRangeException(name, size, $"{figure}: the {name} must be {smallest} to {Largest} pixels.");
    }

    /// <summary>Draws the figure in memory, then writes the whole file. On failure, an existing file is left untouched.</summary>
    internal static void Draw(string figure, string path, int width, int height, Action<SKCanvas> draw)
    {
        var picture = IsVector(path) ? Encoding.UTF8.GetBytes(DrawVector(width, height, draw)) : DrawPixels(figure, width, height, draw);
        AtomicFile.Write(path, stream => stream.Write(picture));
    }

    /// <summary>The figure as the text of an SVG document.</summary>
    internal static string DrawVector(int width, int height, Action<SKCanvas> draw)
    {
        using var stream = new MemoryStream();
        // Disposing the canvas writes the end of the document.
        using (var canvas = SKSvgCanvas.Create(SKRect.Create(width, height), stream)) draw(canvas);
        var text = Encoding.UTF8.GetString(stream.ToArray());
        // The viewer's machine may lack the font.
        var family = SecurityElement.Escape(FigureFont.Regular.FamilyName);
        return text.Replace($"font-family=\"{family}\"", $"font-family=\"{family}, sans-serif\"", StringComparison.Ordinal);
    }

    private static bool HasEnding(string path, string ending) => Path.GetExtension(path).Equals(ending, StringComparison.OrdinalIgnoreCase);

    private static byte[] DrawPixels(string figure, int width, int height, Action<SKCanvas> draw)
    {
        using var surface = SKSurface.Create(new SKImageInfo(width, height))
            ?? throw new InsufficientMemoryException($"{figure}: not enough memory for a picture of {width} x {height} pixels.");
        draw(surface.Canvas);
        using var image = surface.Snapshot();
        using var png = image.Encode(SKEncodedImageFormat.Png, quality: 100);
        return png.ToArray();
    }
}
