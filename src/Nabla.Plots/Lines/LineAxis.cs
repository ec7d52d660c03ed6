using System.Globalization;

namespace Nabla.Plots;

/// <summary>An axis of a line panel: its range and its ticks. Coordinates of a logarithmic axis are powers of ten.</summary>
internal sealed class LineAxis
{
    // A double cannot label larger powers of ten.
    private const double LargestPower = 307;

    private readonly bool isWhole;

    private LineAxis(bool isLogarithmic, bool isWhole, double low, double high)
    {
        IsLogarithmic = isLogarithmic;
        this.isWhole = isWhole;
        Low = low;
        High = high;
    }

    internal bool IsLogarithmic { get; }

    internal double Low { get; }

    internal double High { get; }

    /// <summary>True if zero lies strictly inside the axis range.</summary>
    internal bool HasZeroInside => !IsLogarithmic && Low < 0 && High > 0;

    /// <summary>The horizontal axis. It ends with the curves, unless markers would be cut in half there.</summary>
    internal static LineAxis Horizontal(double[] positions, bool isLogarithmic, bool hasMarkers)
    {
        var isWhole = positions.All(position => position == Math.Floor(position));
        return For(positions, isLogarithmic, isWhole, hasMarkers || positions.Length == 1 ? 0.025 : 0);
    }

    /// <summary>The vertical axis, with a margin so that lines at its ends are not clipped.</summary>
    internal static LineAxis Vertical(double[] values, bool isLogarithmic, double? low, double? high)
    {
        var axis = For(values, isLogarithmic, isWhole: false, margin: 0.06);
        var (bottom, top) = (low is null ? axis.Low : axis.Coordinate(low.Value), high is null ? axis.High : axis.Coordinate(high.Value));
        // A given end may lie beyond all values; the other end is then moved past it.
        if (bottom >= top) (bottom, top) = low is null ? (top - Math.Max(1, Math.Abs(top)), top) : (bottom, bottom + Math.Max(1, Math.Abs(bottom)));
        return new(isLogarithmic, isWhole: false, bottom, top);
    }

    internal double Coordinate(double value) => IsLogarithmic ? Math.Clamp(Math.Log10(value), -LargestPower, LargestPower) : value;

    /// <summary>The coordinate, clamped so far outside the panel that a line to it looks the same; drawing cannot handle 1e300 pixels.</summary>
    internal double DrawnCoordinate(double value)
    {
        const double far = 50;
        var span = High - Low;
        return Math.Clamp(Coordinate(value), Low - (far * span), High + (far * span));
    }

    /// <summary>Returns about <paramref name="target"/> ticks, and at least three if possible: a single tick gives no scale.</summary>
    internal AxisTicks Ticks(int target)
    {
        var ticks = TicksFor(target);
        for (var more = target + 1; ticks.Major.Count < 3 && more < 3 * target; more++) ticks = TicksFor(more);
        return ticks;
    }

    private AxisTicks TicksFor(int target) => IsLogarithmic ? LogarithmicTicks(target)
        : isWhole ? AxisTicks.Whole(Low, High, target)
        : AxisTicks.Linear(Low, High, target);

    private AxisTicks LogarithmicTicks(int target)
    {
        const int mostMinor = 60;
        const double longestPower = 4;
        var ticks = AxisTicks.Logarithmic(Low, High, target);
        // Over hundreds of decades the minor ticks would merge into a black bar.
        if (ticks.Minor.Count > mostMinor) ticks = ticks with { Minor = [] };
        var arePowers = ticks.Major.All(tick => tick.Position == Math.Round(tick.Position));
        return arePowers && ticks.Major.Any(tick => Math.Abs(tick.Position) > longestPower)
            ? ticks with { Major = [.. ticks.Major.Select(tick => (tick.Position, PowerOfTen((int)tick.Position)))] }
            : ticks;
    }

    private static string PowerOfTen(int power)
    {
        const string digits = "⁰¹²³⁴⁵⁶⁷⁸⁹";
        var exponent = Math.Abs(power).ToString(CultureInfo.InvariantCulture).Select(digit => digits[digit - '0']);
        return power == 0 ? "1" : "10" + (power < 0 ? "⁻" : "") + string.Concat(exponent);
    }

    private static LineAxis For(double[] values, bool isLogarithmic, bool isWhole, double margin)
    {
        var (low, high) = values.Length == 0 ? (isLogarithmic ? (1, 10) : (0, 1)) : (values.Min(), values.Max());
        if (isLogarithmic)
        {
            (low, high) = (Math.Clamp(Math.Log10(low), -LargestPower, LargestPower), Math.Clamp(Math.Log10(high), -LargestPower, LargestPower));
            // A range of less than a decade may contain no power of ten to label.
            if (high - low < 1) (low, high) = (Math.Floor(low), Math.Max(Math.Floor(low) + 1, Math.Ceiling(high)));
            var room = margin * (high - low);
            return new(isLogarithmic, isWhole: false, Math.Max(low - room, -LargestPower), Math.Min(high + room, LargestPower));
        }

        if (high - low <= 1e-9 * Math.Max(Math.Abs(low), Math.Abs(high)))
        {
            var half = low == 0 ? 1 : isWhole ? Math.Max(1, Math.Abs(low) * 1e-3) : 0.1 * Math.Abs(low);
            (low, high, margin) = (low - half, high + half, 0);
        }

        return new(isLogarithmic, isWhole, low - (margin * (high - low)), high + (margin * (high - low)));
    }
}
