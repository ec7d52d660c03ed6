namespace Nabla.Learning;

/// <summary>Draws soft-edged lines into a square grayscale image: the darkness of a pixel depends on its distance to the nearest stroke.</summary>
internal readonly ref struct Pen(Span<float> image, int side, double softness)
{
    private readonly Span<float> image = image;

    internal void Follow(ReadOnlySpan<InkPoint> points)
    {
        for (int i = 1; i < points.Length; i++)
            Line(points[i - 1], points[i]);
    }

    private void Line(InkPoint from, InkPoint to)
    {
        double reach = Math.Max(from.Radius, to.Radius) + softness / 2;
        // Pixel (row, column) has its center at (column + ½, row + ½).
        int left = Math.Max(0, (int)Math.Ceiling(Math.Min(from.X, to.X) - reach - 0.5));
        int right = Math.Min(side - 1, (int)Math.Floor(Math.Max(from.X, to.X) + reach - 0.5));
        int top = Math.Max(0, (int)Math.Ceiling(Math.Min(from.Y, to.Y) - reach - 0.5));
        int bottom = Math.Min(side - 1, (int)Math.Floor(Math.Max(from.Y, to.Y) + reach - 0.5));
        double alongX = to.X - from.X, alongY = to.Y - from.Y;
        double length2 = Math.Max(alongX * alongX + alongY * alongY, 1e-12);
        double perLength2 = 1 / length2, perSoftness = 1 / softness;

        for (int row = top; row <= bottom; row++)
        {
            double y = row + 0.5 - from.Y;
            for (int column = left; column <= right; column++)
            {
                double x = column + 0.5 - from.X;
                double t = Math.Clamp((x * alongX + y * alongY) * perLength2, 0, 1);
                double dx = x - t * alongX, dy = y - t * alongY;
                double radius = from.Radius + t * (to.Radius - from.Radius);
                double ink = Math.Min(1, (radius - Math.Sqrt(dx * dx + dy * dy)) * perSoftness + 0.5);
                ref float pixel = ref image[row * side + column];
                if (ink > pixel)
                    pixel = (float)ink;
            }
        }
    }
}
