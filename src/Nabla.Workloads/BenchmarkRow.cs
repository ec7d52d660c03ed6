using System.Globalization;

namespace Nabla.Workloads;

/// <summary>A measured workload on a page.</summary>
/// <param name="Name">The workload.</param>
/// <param name="Microseconds">The median time of a step.</param>
/// <param name="Low">The low end of the noise: the least median of a part of the measurement.</param>
/// <param name="High">The high end of the noise.</param>
/// <param name="LimitShare">The share of the time that the machine's limits would need.</param>
public sealed record BenchmarkRow(string Name, double Microseconds, double Low, double High, double LimitShare)
{
    /// <summary>The row of a measurement.</summary>
    public static BenchmarkRow Of(Measurement measured, double limitShare) =>
        new(measured.Name, measured.MedianMicroseconds, measured.Noise.Low, measured.Noise.High, limitShare);

    /// <summary>Reads a row of a table.</summary>
    /// <exception cref="FormatException">The row has other cells; the message names its line.</exception>
    internal static BenchmarkRow Parse(string line, int number)
    {
        var cells = line.Trim().Trim('|').Split('|', StringSplitOptions.TrimEntries);
        if (cells is not [var name, var median, var low, var high, var share]
            || !Number(median, out var a) || !Number(low, out var b) || !Number(high, out var c) || !Number(share.TrimEnd(' ', '%'), out var d)
            || !(a > 0 && b > 0 && c >= b))
            throw new FormatException($"line {number}: '{line}' must be a row of workload, median, low, high and limit.");
        return new(name, a, b, c, d / 100);

        static bool Number(string text, out double value) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>True if another measurement differs by more than the noise of both: their ranges do not meet.</summary>
    public bool Differs(BenchmarkRow other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return other.Low > High || other.High < Low;
    }

    /// <summary>The row as Markdown.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"| {Name} | {Microseconds:F1} | {Low:F1} | {High:F1} | {100 * LimitShare:F0} % |");
}
