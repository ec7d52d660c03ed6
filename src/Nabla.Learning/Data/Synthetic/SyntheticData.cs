using System.Globalization;

namespace Nabla.Learning;

/// <summary>Small classification problems in the plane that are not linearly separable, for lessons and tests.</summary>
public static class SyntheticData
{
    private static readonly string[] Plane = ["x", "y"];

    /// <summary>Two interleaved half circles.</summary>
    /// <param name="count">Number of points, at least 2; the class sizes differ by at most one.</param>
    /// <param name="noise">Standard deviation added to both coordinates; the half circles have radius 1. 0.1 is usual.</param>
    /// <param name="random">Determines the points; advanced by the call.</param>
    /// <returns>Points [count, 2] of the classes "upper" and "lower".</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> or <paramref name="noise"/> is out of range.</exception>
    public static Dataset Moons(int count, double noise, HostRandom random) =>
        Scatter("moons", count, noise, random, ["upper", "lower"], (row, label) =>
        {
            (double sin, double cos) = Math.SinCos(Math.PI * random.NextDouble());
            return label == 0 ? (cos, sin) : (1 - cos, 0.5 - sin);
        });

    /// <summary>Spiral arms around one center, each making three quarters of a turn on its way to radius 1.</summary>
    /// <param name="count">Number of points, at least one per arm; the class sizes differ by at most one.</param>
    /// <param name="noise">Standard deviation added to both coordinates. 0.03 is usual for three arms.</param>
    /// <param name="random">Determines the points; advanced by the call.</param>
    /// <param name="classes">Number of arms, at least 2.</param>
    /// <returns>Points [count, 2] of the classes "arm 1", "arm 2", …</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static Dataset Spirals(int count, double noise, HostRandom random, int classes = 3)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 2);
        return Scatter("spirals", count, noise, random, Dataset.NumberedNames("arm ", classes), (row, label) =>
        {
            double radius = 0.05 + 0.95 * random.NextDouble();
            (double sin, double cos) = Math.SinCos(2 * Math.PI * label / classes + 1.5 * Math.PI * radius);
            return (radius * cos, radius * sin);
        });
    }

    /// <summary>Points around the corners (±1, ±1) of a square: "same" if the signs agree, "different" if they do not.</summary>
    /// <param name="count">Number of points, at least 2, distributed evenly over the four corners.</param>
    /// <param name="noise">Standard deviation around a corner; 0 puts every point on its corner.</param>
    /// <param name="random">Determines the points; advanced by the call.</param>
    /// <returns>Points [count, 2] of the classes "same" and "different".</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> or <paramref name="noise"/> is out of range.</exception>
    public static Dataset Xor(int count, double noise, HostRandom random) =>
        Scatter("xor", count, noise, random, ["same", "different"], static (row, label) =>
        {
            double x = row % 4 < 2 ? 1 : -1;
            return (x, label == 0 ? x : -x);
        });

    private static Dataset Scatter(
        string name, int count, double noise, HostRandom random, string[] classNames, Func<int, int, (double X, double Y)> place)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, classNames.Length);
        ArgumentNullException.ThrowIfNull(random);
        if (!double.IsFinite(noise) || noise < 0)
            throw new ArgumentOutOfRangeException(nameof(noise), NumberText.Of(noise), "Noise is a standard deviation: 0 or more, and finite.");

        var points = HostMemory.Allocate<float>(2L * count, string.Create(CultureInfo.InvariantCulture, $"{name}: {count} points"));
        var labels = new int[count];
        for (int row = 0; row < count; row++)
        {
            labels[row] = row % classNames.Length;
            (double x, double y) = place(row, labels[row]);
            points[2 * row] = (float)(x + noise * random.NextNormal());
            points[2 * row + 1] = (float)(y + noise * random.NextNormal());
        }
        return Dataset.Adopt(name, new NumberTable(points, 2), [2], labels, classNames, Plane);
    }
}
