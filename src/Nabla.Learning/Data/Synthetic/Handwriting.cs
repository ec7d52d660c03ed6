namespace Nabla.Learning;

/// <summary>
/// The handwriting of one digit: slant, size, position and tremor, drawn once per image and applied to each of its strokes.
/// Maps strokes from the unit square to pixels.
/// </summary>
internal sealed class Handwriting
{
    private const int PointsPerSpan = 6;
    private const double Center = DigitGenerator.Side / 2.0;

    private readonly HostRandom random;
    private readonly double xx, xy, yx, yy, shiftX, shiftY;
    private readonly double thickness, pressure, pressurePhase;
    private readonly Wave[] warp;

    internal Handwriting(HostRandom random)
    {
        this.random = random;
        double rotation = 0.08 * Normal();
        double shear = 0.23 * Normal();
        double scaleX = 27 * (0.76 + 0.34 * random.NextDouble());
        double scaleY = 23 * (0.85 + 0.22 * random.NextDouble());
        (double sin, double cos) = Math.SinCos(rotation);
        xx = scaleX * cos;
        xy = -scaleX * shear * cos - scaleY * sin;
        yx = scaleX * sin;
        yy = scaleY * cos - scaleX * shear * sin;
        shiftX = Center + 1.1 * Normal();
        shiftY = Center + 0.8 * Normal();
        thickness = 1.2 + 0.7 * random.NextDouble();
        pressure = 0.25 * random.NextDouble();
        pressurePhase = 2 * Math.PI * random.NextDouble();
        Softness = 1.0 + 0.8 * random.NextDouble();
        warp = [NextWave(1), NextWave(1), NextWave(2), NextWave(2)];
    }

    /// <summary>Width of the gray edge beside a stroke, in pixels: about 1 is antialiasing, more is blur.</summary>
    internal double Softness { get; }

    /// <summary>Draws a stroke.</summary>
    internal void Write(DigitTemplates.Stroke stroke, Pen pen)
    {
        // Arrays would be twice the memory of the image, and the time of a page fault each.
        Span<(double X, double Y)> controls = stackalloc (double, double)[stroke.Points.Length];
        Span<(double X, double Y)> points = stackalloc (double, double)[(controls.Length - 1) * PointsPerSpan + 1];
        for (int i = 0; i < controls.Length; i++)
            controls[i] = (stroke.Points[i].X + 0.018 * Normal(), stroke.Points[i].Y + 0.018 * Normal());
        Splines.Through(controls, stroke.IsCorner, points);
        Follow(points, pen);
    }

    /// <summary>Draws a short line that is not part of a digit.</summary>
    internal void WriteStrayStroke(Pen pen)
    {
        double x = random.NextDouble(), y = random.NextDouble(), angle = 2 * Math.PI * random.NextDouble();
        double length = 0.1 + 0.2 * random.NextDouble();
        Follow([(x, y), (x + length * Math.Cos(angle), y + length * Math.Sin(angle))], pen);
    }

    private void Follow(ReadOnlySpan<(double X, double Y)> points, Pen pen)
    {
        InkPoint last = Ink(points[0]);
        foreach ((double X, double Y) point in points[1..])
        {
            InkPoint next = Ink(point);
            pen.Line(last, next);
            last = next;
        }
    }

    /// <summary>The point in pixels, with the radius of the pen there.</summary>
    private InkPoint Ink((double X, double Y) point)
    {
        (double x, double y) = point;
        double dx = 0, dy = 0;
        foreach (Wave wave in warp)
        {
            double swing = Math.Sin(wave.AlongX * x + wave.AlongY * y + wave.Phase);
            dx += wave.PushX * swing;
            dy += wave.PushY * swing;
        }
        x += dx - 0.5;
        y += dy - 0.5;
        double radius = thickness * (1 + pressure * Math.Sin(5 * (x + y) + pressurePhase));
        return new(shiftX + xx * x + xy * y, shiftY + yx * x + yy * y, radius);
    }

    private Wave NextWave(int frequency)
    {
        double angle = 2 * Math.PI * random.NextDouble();
        double push = 0.035 / frequency;
        double rate = Math.PI * 1.5 * frequency;
        return new Wave(
            rate * Math.Cos(angle), rate * Math.Sin(angle), 2 * Math.PI * random.NextDouble(), push * Normal(), push * Normal());
    }

    // Beyond two and a half standard deviations a digit is hard to recognize.
    private double Normal() => Math.Clamp(random.NextNormal(), -2.5, 2.5);

    private readonly record struct Wave(double AlongX, double AlongY, double Phase, double PushX, double PushY);
}

/// <summary>A point on a stroke, in pixels, and the radius of the pen there.</summary>
internal readonly record struct InkPoint(double X, double Y, double Radius);
