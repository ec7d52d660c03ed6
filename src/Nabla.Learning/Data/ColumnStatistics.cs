using System.Globalization;
using System.Numerics;

namespace Nabla.Learning;

/// <summary>Statistics of a column, computed in float64; all NaN if a value is not finite.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="StandardDeviation">The population standard deviation (divided by n).</param>
/// <param name="Minimum">The minimum.</param>
/// <param name="Maximum">The maximum.</param>
public readonly record struct ColumnStatistics(double Mean, double StandardDeviation, double Minimum, double Maximum)
{
    /// <summary>The members, in the same form in every culture.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"ColumnStatistics {{ Mean = {Mean}, StandardDeviation = {StandardDeviation}, Least = {Minimum}, Most = {Maximum} }}");

    /// <summary>
    /// Computes the statistics in two passes, because E[x²] − E[x]² loses all digits if the mean is large. The second pass corrects the rounding of the mean.
    /// Values are scaled by a power of two, so that neither their sum nor a square overflows or underflows.
    /// </summary>
    /// <param name="numbers">Row-major values.</param>
    /// <param name="start">The index of the first value of the column.</param>
    /// <param name="step">The distance between consecutive values of the column.</param>
    /// <param name="mayLack">True to leave out values that are NaN, which are missing; without any, all statistics are 0.</param>
    internal static ColumnStatistics Of<T>(ReadOnlySpan<T> numbers, int start, int step, bool mayLack = false)
        where T : unmanaged, INumber<T>
    {
        var (least, most, count) = (double.PositiveInfinity, double.NegativeInfinity, 0);
        for (int i = start; i < numbers.Length; i += step)
        {
            double number = double.CreateTruncating(numbers[i]);
            if (mayLack && double.IsNaN(number)) continue;
            count++;
            (least, most) = (Math.Min(least, number), Math.Max(most, number));
        }
        if (mayLack && count == 0) return default;
        double size = Math.Max(Math.Abs(least), Math.Abs(most));
        if (!double.IsFinite(size)) return new(double.NaN, double.NaN, double.NaN, double.NaN);
        if (least == most) return new(least, 0, least, most);

        // The scaled values sum to less than 1. The power of two itself may be out of range, so it is applied in two halves.
        int growth = (int)Math.Ceiling(Math.Log2(count)), exponent = -Math.ILogB(size) - 1 - growth;
        double half = Math.ScaleB(1, exponent / 2), rest = Math.ScaleB(1, exponent - exponent / 2), many = Math.ScaleB(1, growth);
        double sum = 0;
        for (int i = start; i < numbers.Length; i += step)
            if (!mayLack || !T.IsNaN(numbers[i])) sum += double.CreateTruncating(numbers[i]) * half * rest;
        double mean = sum / count, squares = 0, left = 0;
        for (int i = start; i < numbers.Length; i += step)
        {
            if (mayLack && T.IsNaN(numbers[i])) continue;
            double difference = (double.CreateTruncating(numbers[i]) * half * rest - mean) * many;
            left += difference;
            squares += difference * difference;
        }
        double correction = left / count, variance = Math.Max(0, squares / count - correction * correction);
        return new(Math.ScaleB(mean + correction / many, -exponent), Math.ScaleB(Math.Sqrt(variance), -exponent - growth), least, most);
    }
}
