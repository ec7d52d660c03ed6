namespace Nabla.Learning;

/// <summary>Smooth curves through given points.</summary>
internal static class Splines
{
    /// <summary>
    /// Samples the Catmull-Rom spline through the control points: it passes through each of them and is smooth except at corners.
    /// </summary>
    /// <param name="controls">The control points, at least two.</param>
    /// <param name="isCorner">The control points where the direction may jump.</param>
    /// <param name="points">Receives the first control point, then as many points for each span between two control points.</param>
    internal static void Through(ReadOnlySpan<(double X, double Y)> controls, ReadOnlySpan<bool> isCorner, Span<(double X, double Y)> points)
    {
        int spans = controls.Length - 1, pointsPerSpan = (points.Length - 1) / spans;
        points[0] = controls[0];
        for (int span = 0, next = 1; span < spans; span++)
        {
            (double X, double Y) b = controls[span], c = controls[span + 1];
            bool startsHere = span == 0 || isCorner[span], endsHere = span == spans - 1 || isCorner[span + 1];
            // At an end, the missing neighbor is the other one mirrored, so the curve leaves the end straight.
            (double X, double Y) a = startsHere ? (2 * b.X - c.X, 2 * b.Y - c.Y) : controls[span - 1];
            (double X, double Y) d = endsHere ? (2 * c.X - b.X, 2 * c.Y - b.Y) : controls[span + 2];
            for (int i = 1; i <= pointsPerSpan; i++)
            {
                double t = (double)i / pointsPerSpan;
                points[next++] = (Blend(a.X, b.X, c.X, d.X, t), Blend(a.Y, b.Y, c.Y, d.Y, t));
            }
        }
    }

    /// <summary>Catmull and Rom, "A class of local interpolating splines", 1974, with tension 1/2; passes through b at t = 0 and c at t = 1.</summary>
    private static double Blend(double a, double b, double c, double d, double t) =>
        b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
}
