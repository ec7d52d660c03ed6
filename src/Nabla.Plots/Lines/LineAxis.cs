using System.Globalization;

namespace Nabla.Plots;

/// <summary>An axis of a line panel: its range and its ticks. Coordinates of a logarithmic axis are powers of ten.</summary>
internal sealed class LineAxis
{
    // A double cannot label larger powers of ten.
    private const double LargestPower = 307;

    // A smaller span has no steps that a double can represent.
    private const double SmallestSpan = 1e-300;

    private readonly bool isWhole;
    private readonly bool isPercent;

    private readonly IReadOnlyList<string> categories = [];

    private LineAxis(bool isLogarithmic, bool isWhole, double low, double high, bool isPercent = false)
    {
        IsLogarithmic = isLogarithmic;
        this.isWhole = isWhole;
        this.isPercent = isPercent;
        Low = low;
        High = high;
    }

    private LineAxis(IReadOnlyList<string> categories)
        : this(isLogarithmic: false, isWhole: true, -0.5, categories.Count - 0.5) => this.categories = categories;

    internal bool IsLogarithmic { get; }

    internal double Low { get; }

    internal double High { get; }

    /// <summary>True if zero lies strictly inside the axis range.</summary>
    internal bool HasZeroInside => !IsLogarithmic && Low < 0 && High > 0;

    /// <summary>The horizontal axis. It ends with the curves, unless markers would be cut in half there.</summary>
    internal static LineAxis Horizontal(double[] positions, bool isLogarithmic, bool hasMarkers)
    {
        return For(positions, isLogarithmic, isHorizontal: true, hasMarkers || positions.Length == 1 ? 0.025 : 0);
    }

    /// <summary>A horizontal axis with a name at 0, 1, 2 and so on.</summary>
    internal static LineAxis Categorical(IReadOnlyList<string> names) => new(names);

    /// <summary>The vertical axis, with a margin so that lines at its ends are not clipped.</summary>
    /// <param name="values">The finite values to show.</param>
    /// <param name="isLogarithmic">True for a logarithmic axis.</param>
    /// <param name="low">The lower end; if null, a little below the values.</param>
    /// <param name="high">The upper end; if null, a little above the values.</param>
    /// <param name="isPercent">True if the labels are percentages.</param>
    /// <param name="headroom">The part of the axis to keep free above the values if no upper end is given.</param>
    internal static LineAxis Vertical(
        double[] values, bool isLogarithmic, double? low, double? high, bool isPercent = false, double headroom = 0)
    {
        const double margin = 0.06;
        var axis = For(values, isLogarithmic, isHorizontal: false, margin);
        var end = axis.High;
        // Little room is needed above 100 %, even if all values are equal.
        if (isPercent && !isLogarithmic && values.All(value => value <= 1)) end = Math.Min(end, 1 + (margin * (1 - axis.Low)));
        var above = end + (headroom / (1 - headroom) * (end - axis.Low));
        if (isLogarithmic) above = Math.Min(above, LargestPower);
        var (bottom, top) = (low is null ? axis.Low : axis.Coordinate(low.Value), high is null ? above : axis.Coordinate(high.Value));
        // A given end may lie beyond all values; the other end is then moved past it.
        if (bottom >= top) (bottom, top) = low is null ? (top - Math.Max(1, Math.Abs(top)), top) : (bottom, bottom + Math.Max(1, Math.Abs(bottom)));
        return new(isLogarithmic, isWhole: false, bottom, top, isPercent);
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
        if (categories.Count > 0) return new([.. categories.Select((name, index) => ((double)index, name.ReplaceLineEndings(" ")))], []);
        var ticks = TicksFor(target);
        for (var more = target + 1; ticks.Major.Count < 3 && more < 3 * target; more++) ticks = TicksFor(more);
        return ticks;
    }

    private AxisTicks TicksFor(int target) => IsLogarithmic ? LogarithmicTicks(target)
        : isWhole ? AxisTicks.Whole(Low, High, target)
        : isPercent ? PercentTicks(target)
        : AxisTicks.Linear(Low, High, target);

    private AxisTicks PercentTicks(int target)
    {
        var ticks = AxisTicks.Linear(Low, High, target, percent: true);
        // Parts of a whole end at 100 %; the margin above gets no label.
        var arePartsOfWhole = Low >= 0 && High < 1.2;
        return arePartsOfWhole ? ticks with { Major = [.. ticks.Major.Where(tick => tick.Position <= 1 + 1e-9)] } : ticks;
    }

    private AxisTicks LogarithmicTicks(int target)
    {
        const int mostMinor = 60;
        const double longestPower = 4;
        var ticks = AxisTicks.Logarithmic(Low, High, target, isPercent);
        // Over hundreds of decades the minor ticks would merge into a black bar.
        if (ticks.Minor.Count > mostMinor) ticks = ticks with { Minor = [] };
        var arePowers = ticks.Major.All(tick => tick.Position == Math.Round(tick.Position));
        return !isPercent && arePowers && ticks.Major.Any(tick => Math.Abs(tick.Position) > longestPower)
            ? ticks with { Major = [.. ticks.Major.Select(tick => (tick.Position, PowerOfTen((int)tick.Position)))] }
            : ticks;
    }

    private static string PowerOfTen(int power)
    {
        const string digits = "⁰¹²³⁴⁵⁶⁷⁸⁹";
        var exponent = Math.Abs(power).ToString(CultureInfo.InvariantCulture).Select(digit => digits[digit - '0']);
        return power == 0 ? "1" : "10" + (power < 0 ? "⁻" : "") + string.Concat(exponent);
    }

    /// <summary>Extends a range of powers of ten to 1, 2 or 5 times a power of ten; a range of equal ends in both directions.</summary>
    private static (double Low, double High) WithRoundEnds(double low, double high)
    {
        const double slack = 1e-9;
        double[] steps = [-1, Math.Log10(0.2), Math.Log10(0.5), 0, Math.Log10(2), Math.Log10(5), 1, Math.Log10(20)];
        var ends = (
            steps.Select(step => Math.Floor(low) + step).Last(end => end <= low + slack),
            steps.Select(step => Math.Floor(high) + step).First(end => end >= high - slack));
        return ends.Item1 < ends.Item2 - slack ? ends : (ends.Item1 - Math.Log10(2.5), ends.Item2 + Math.Log10(2.5));
    }

    private static LineAxis For(double[] values, bool isLogarithmic, bool isHorizontal, double margin)
    {
        var isWhole = isHorizontal && values.All(value => value == Math.Floor(value));
        var (low, high) = values.Length == 0 ? (isLogarithmic ? (1, 10) : (0, 1)) : (values.Min(), values.Max());
        if (isLogarithmic)
        {
            (low, high) = (Math.Clamp(Math.Log10(low), -LargestPower, LargestPower), Math.Clamp(Math.Log10(high), -LargestPower, LargestPower));
            // A range of less than a decade may contain no number to label.
            if (high - low < 1) (low, high) = isHorizontal ? WithRoundEnds(low, high) : (Math.Floor(low), Math.Max(Math.Floor(low) + 1, Math.Ceiling(high)));
            var room = margin * (high - low);
            return new(isLogarithmic, isWhole: false, Math.Max(low - room, -LargestPower), Math.Min(high + room, LargestPower));
        }

        if (high - low <= Math.Max(SmallestSpan, 1e-9 * Math.Max(Math.Abs(low), Math.Abs(high))))
        {
            var half = Math.Abs(low) <= SmallestSpan ? 1 : isWhole ? Math.Max(1, Math.Abs(low) * 1e-3) : 0.1 * Math.Abs(low);
            (low, high, margin) = (low - half, high + half, 0);
        }

        return new(isLogarithmic, isWhole, low - (margin * (high - low)), high + (margin * (high - low)));
    }
}
