using System.Xml.Linq;
using SkiaSharp;

namespace Nabla.Tests.Plots;

/// <summary>Helpers that inspect drawn figures.</summary>
internal static class FigurePictures
{
    internal static readonly SKColor Blue = SKColor.Parse("#0072B2");
    internal static readonly SKColor Vermilion = SKColor.Parse("#D55E00");
    internal static readonly SKColor Green = SKColor.Parse("#009E73");

    internal static SKBitmap Decode(string path) => SKBitmap.Decode(File.ReadAllBytes(path));

    /// <summary>The positions of all pixels of exactly this color.</summary>
    internal static List<SKPointI> PixelsOf(SKBitmap picture, SKColor color)
    {
        // Reads all pixels at once; reading them one by one takes longer than drawing.
        var pixels = picture.Pixels;
        return
        [
            .. Enumerable.Range(0, pixels.Length)
                .Where(index => pixels[index] == color)
                .Select(index => new SKPointI(index % picture.Width, index / picture.Width)),
        ];
    }

    internal static int DarkPixels(SKBitmap picture) =>
        picture.Pixels.Count(pixel => pixel.Red + pixel.Green + pixel.Blue < 3 * 128);

    internal static List<string> Texts(XElement root) =>
        [.. root.Descendants().Where(element => element.Name.LocalName == "text").Select(element => element.Value.Trim())];
}
