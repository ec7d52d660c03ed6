namespace Nabla.Plots;

/// <summary>The vertical axis of a panel: linear or logarithmic, as the values ask for, and how far it reaches.</summary>
internal sealed class ValueAxis
{
    private readonly bool percent;

    private ValueAxis(bool isLogarithmic, bool percent, double low, double high)
    {
        IsLogarithmic = isLogarithmic;
        this.percent = percent;
        Low = low;
        High = high;
    }

    internal bool IsLogarithmic { get; }

    /// <summary>The lower end in the axis' own coordinates (powers of ten if logarithmic).</summary>
    internal double Low { get; }

    /// <summary>The upper end in the axis' own coordinates.</summary>
    internal double High { get; }

    /// <summary>Chooses an axis for finite values.</summary>
    /// <param name="values">The values; may be empty.</param>
    /// <param name="allowLogarithm">Whether the axis may be logarithmic: a loss may, an accuracy not.</param>
    /// <param name="percent">Whether labels are in per cent.</param>
    /// <param name="headroom">The part of the axis to be kept free above the values.</param>
    internal static ValueAxis For(double[] values, bool allowLogarithm, bool percent, double headroom)
    {
        // A twentyfold span is where a linear axis begins to press the interesting end flat.
        const double spanOfLogarithm = 20;
        var (low, high) = values.Length == 0 ? (0, 1) : (values.Min(), values.Max());
        var isLogarithmic = allowLogarithm && values.Length > 0 && low > 0 && high / low >= spanOfLogarithm;
        if (isLogarithmic) (low, high) = (Math.Log10(low), Math.Log10(high));

        var startsAtZero = !isLogarithmic && low >= 0 && low < 0.3 * high;
        if (high - low <= 1e-9 * Math.Abs(high)) (low, high) = Widen(low);
        // One epoch has a point or two: at the very ends of the axis they would seem to be cut off.
        var margin = (values.Length <= 2 ? 0.3 : 0.06) * (high - low);
        var bottom = startsAtZero ? 0 : low - margin;
        return new(isLogarithmic, percent, bottom, high + margin + (headroom * (high - low)));
    }

    internal double Coordinate(double value) => IsLogarithmic ? Math.Log10(value) : value;

    internal AxisTicks Ticks(int target)
    {
        if (IsLogarithmic) return AxisTicks.Logarithmic(Low, High, target, percent);
        var ticks = AxisTicks.Linear(Low, High, target, percent);
        // The margin above 100 % is there for the line's width, not for a label.
        return percent && Low >= 0 && High < 1.2 ? ticks with { Major = [.. ticks.Major.Where(tick => tick.Position <= 1 + 1e-9)] } : ticks;
    }

    private static (double Low, double High) Widen(double value)
    {
        var half = value == 0 ? 0.5 : 0.1 * Math.Abs(value);
        return (value - half, value + half);
    }
}
