using System.Numerics;
using System.Runtime.CompilerServices;

namespace Nabla.Learning;

/// <summary>Draws soft-edged lines onto a square canvas: the darkness of a pixel depends on its distance to the nearest stroke.</summary>
/// <param name="canvas">Rows of pixels, 0 = paper, 1 = ink, each followed by <see cref="Margin"/> others that the pen may stain.</param>
/// <param name="side">The number of rows, and of pixels in each.</param>
/// <param name="softness">The width of the edge of a line, in pixels.</param>
internal readonly ref struct Pen(Span<double> canvas, int side, double softness)
{
    /// <summary>Vectors may go beyond the end of a row. No vector has more elements.</summary>
    internal const int Margin = 8;

    private readonly Span<double> canvas = canvas;

    /// <summary>Draws a straight line whose radius changes from that of one end to that of the other.</summary>
    // A canvas is drawn before much else has run, so there is no time to find out that this is worth optimizing.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void Line(InkPoint from, InkPoint to)
    {
        double reach = Math.Max(from.Radius, to.Radius) + softness / 2;
        // Pixel (row, column) has its center at (column + ½, row + ½).
        int left = Math.Max(0, (int)Math.Ceiling(Math.Min(from.X, to.X) - reach - 0.5));
        int right = Math.Min(side - 1, (int)Math.Floor(Math.Max(from.X, to.X) + reach - 0.5));
        int top = Math.Max(0, (int)Math.Ceiling(Math.Min(from.Y, to.Y) - reach - 0.5));
        int bottom = Math.Min(side - 1, (int)Math.Floor(Math.Max(from.Y, to.Y) + reach - 0.5));
        double alongX = to.X - from.X, alongY = to.Y - from.Y;
        double length2 = Math.Max(alongX * alongX + alongY * alongY, 1e-12);
        double perLength2 = 1 / length2, perSoftness = 1 / softness, widening = to.Radius - from.Radius;
        // The pixels of a vector beyond the line are out of its reach, and stay as they are.
        var steps = Vector<double>.Indices;
        for (int row = top; row <= bottom; row++)
        {
            double y = row + 0.5 - from.Y;
            for (int column = left; column <= right; column += Vector<double>.Count)
            {
                var x = steps + new Vector<double>(column + 0.5) - new Vector<double>(from.X);
                var t = Vector.Min(Vector.Max((x * alongX + new Vector<double>(y * alongY)) * perLength2, Vector<double>.Zero), Vector<double>.One);
                Vector<double> dx = x - t * alongX, dy = new Vector<double>(y) - t * alongY;
                var radius = new Vector<double>(from.Radius) + t * widening;
                var ink = (radius - Vector.SquareRoot(dx * dx + dy * dy)) * perSoftness + new Vector<double>(0.5);
                ref var pixels = ref Unsafe.As<double, Vector<double>>(ref canvas[row * (side + Margin) + column]);
                pixels = Vector.Max(Vector.Min(ink, Vector<double>.One), pixels);
            }
        }
    }
}
