using SkiaSharp;

namespace Nabla.Plots;

/// <summary>The white page of a figure, laid out in pixels of a 1200 x 900 image and scaled to the actual size.</summary>
internal sealed class FigurePage
{
    internal const float Margin = 28;

    /// <summary>The text size of axes and legends.</summary>
    internal const float TextSize = 17;

    private const float TitleSize = 28;
    private const float SmallestTitleSize = 15;
    // Text is unreadable below this scale.
    private const float SmallestScale = 0.65f;

    internal FigurePage(SKCanvas target, int width, int height, float scale)
    {
        Scale = Math.Max(SmallestScale, scale);
        target.Clear(SKColors.White);
        target.Scale(Scale);
        Canvas = new FigureCanvas(target);
        (Right, Bottom) = (width / Scale, height / Scale);
    }

    internal FigureCanvas Canvas { get; }

    /// <summary>Image pixels per layout pixel.</summary>
    internal float Scale { get; }

    internal float Right { get; }

    internal float Bottom { get; }

    /// <summary>The width of grid and axis lines, at least one image pixel; the visibility of a thinner line would depend on its position.</summary>
    internal float Hairline => Math.Max(1, 1 / Scale);

    /// <summary>The scale at which the page has the area of 1200 x 900. It keeps text readable in figures that can be laid out wide or tall.</summary>
    internal static float ScaleByArea(int width, int height)
    {
        // Very elongated images still need room for title and axes.
        const float narrowest = 500;
        const float lowest = 400;
        return Math.Min(MathF.Sqrt((float)width * height / (1200 * 900)), Math.Min(width / narrowest, height / lowest));
    }

    /// <summary>Draws the title on one line, shrunk or truncated if it is long, and returns the middle of the first line below it.</summary>
    internal float DrawTitle(string text)
    {
        const float below = Margin + TitleSize + 24;
        var title = text.ReplaceLineEndings(" ").Trim();
        if (title.Length == 0) return below;
        var room = Right - (2 * Margin);
        var size = Math.Clamp(TitleSize * room / FigureCanvas.Measure(title, TitleSize, bold: true), SmallestTitleSize, TitleSize);
        Canvas.Text(FigureCanvas.Cut(title, size, room, bold: true), Margin, Margin + TitleSize - 4, size, FigureCanvas.Ink, bold: true);
        return below;
    }
}
