using ScottPlot;
using SkiaSharp;

namespace Nabla.Plots;

/// <summary>Renders the class regions as a bitmap in soft colors that fade to white where the network is undecided.</summary>
internal static class BoundaryRaster
{
    // The points must stand out from the regions.
    private const double Strongest = 0.45;

    private static readonly SKColor Unknown = new(0xBB, 0xBB, 0xBB);

    /// <summary>Draws a frame's regions; the top row of pixels is the top of the extent.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="rows">The rows of its grid.</param>
    /// <param name="columns">The columns of its grid.</param>
    /// <param name="width">The width of the bitmap in pixels.</param>
    /// <param name="height">The height of the bitmap in pixels.</param>
    internal static SKBitmap Draw(BoundaryFrame frame, int rows, int columns, int width, int height)
    {
        var picture = new SKBitmap(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        var pixels = new SKColor[width * height];
        Span<float> decisions = stackalloc float[FigurePalette.Count];
        for (var y = 0; y < height; y++)
        {
            // Samples at pixel centers; grid rows count from the bottom.
            var (row, up) = Split((1 - ((y + 0.5f) / height)) * (rows - 1), rows);
            for (var x = 0; x < width; x++)
            {
                var (column, right) = Split((x + 0.5f) / width * (columns - 1), columns);
                decisions.Clear();
                AddDecision(frame, (row * columns) + column, (1 - up) * (1 - right), decisions);
                AddDecision(frame, (row * columns) + column + 1, (1 - up) * right, decisions);
                AddDecision(frame, ((row + 1) * columns) + column, up * (1 - right), decisions);
                AddDecision(frame, ((row + 1) * columns) + column + 1, up * right, decisions);
                pixels[(y * width) + x] = ColorOf(decisions);
            }
        }

        picture.Pixels = pixels;
        return picture;
    }

    private static (int Whole, float Part) Split(float place, int count)
    {
        var whole = Math.Clamp((int)place, 0, count - 2);
        return (whole, Math.Clamp(place - whole, 0, 1));
    }

    private static void AddDecision(BoundaryFrame frame, int index, float weight, Span<float> decisions)
    {
        if (weight == 0) return;
        var (winner, decision) = BoundaryField.DecisionAt(frame, index);
        decisions[winner] += weight * decision;
    }

    private static SKColor ColorOf(ReadOnlySpan<float> decisions)
    {
        // The winner minus all others, so that the margin passes through zero between two classes.
        var (winner, best, all) = (0, 0f, 0f);
        for (var index = 0; index < decisions.Length; index++)
        {
            all += decisions[index];
            if (decisions[index] > best) (winner, best) = (index, decisions[index]);
        }

        if (float.IsNaN(all)) return Unknown;
        var strength = Math.Clamp((2 * best) - all, 0, 1);
        return FigureCanvas.ToSkia(FigurePalette.Mix(Colors.White, FigurePalette.Of(winner), Strongest * strength));
    }
}
