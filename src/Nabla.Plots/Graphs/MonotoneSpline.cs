namespace Nabla.Plots;

/// <summary>
/// A smooth curve through vertically ordered points. It starts and ends vertically and never overshoots the points sideways.
/// </summary>
internal static class MonotoneSpline
{
    // Long handles at vertical ends make the curve leave a box straight.
    private const double VerticalHandle = 0.5;
    private const double Handle = 1.0 / 3;

    internal static CurvePiece[] Through(IReadOnlyList<ScenePoint> points)
    {
        var lean = Lean(points);
        var pieces = new CurvePiece[points.Count - 1];
        for (var index = 0; index < pieces.Length; index++)
        {
            var (from, to) = (points[index], points[index + 1]);
            var height = to.Y - from.Y;
            var first = height * (lean[index] == 0 ? VerticalHandle : Handle);
            var second = height * (lean[index + 1] == 0 ? VerticalHandle : Handle);
            pieces[index] = new(
                new(from.X + (lean[index] * first), from.Y + first),
                new(to.X - (lean[index + 1] * second), to.Y - second),
                to);
        }

        return pieces;
    }

    /// <summary>The slope of the curve at every point, as sideways movement per unit down.</summary>
    private static double[] Lean(IReadOnlyList<ScenePoint> points)
    {
        var lean = new double[points.Count];
        for (var index = 1; index + 1 < points.Count; index++)
        {
            var (before, here, after) = (points[index - 1], points[index], points[index + 1]);
            var (height, next) = (here.Y - before.Y, after.Y - here.Y);
            var (slope, nextSlope) = ((here.X - before.X) / height, (after.X - here.X) / next);
            // The weighted harmonic mean of Fritsch and Butland, which is small next to a flat neighbor, so the curve cannot overshoot.
            if (slope * nextSlope <= 0) continue;
            var (weight, nextWeight) = ((2 * next) + height, next + (2 * height));
            lean[index] = (weight + nextWeight) / ((weight / slope) + (nextWeight / nextSlope));
        }

        return lean;
    }
}
