namespace Nabla.Plots;

/// <summary>The ticks of an axis and their labels.</summary>
/// <param name="Major">The labeled ticks, in the coordinates of the axis.</param>
/// <param name="Minor">The ticks without a label.</param>
internal sealed record AxisTicks(IReadOnlyList<(double Position, string Label)> Major, IReadOnlyList<double> Minor)
{
    /// <summary>Returns about <paramref name="target"/> ticks at round numbers.</summary>
    internal static AxisTicks Linear(double low, double high, int target, bool percent = false)
    {
        var step = RoundStep((high - low) / target);
        return new([.. Multiples(low, high, step).Select(value => (value, NumberText.Tick(value, step, percent)))], []);
    }

    /// <summary>Returns at most about <paramref name="target"/> ticks at integers.</summary>
    internal static AxisTicks Whole(double low, double high, int target)
    {
        var step = Math.Max(1, RoundStep((high - low) / target));
        return new([.. Multiples(low, high, step).Select(value => (value, NumberText.Tick(value, step, percent: false)))], []);
    }

    /// <summary>Returns the ticks of a logarithmic axis whose coordinates are powers of ten.</summary>
    internal static AxisTicks Logarithmic(double low, double high, int target, bool percent = false)
    {
        var major = new List<(double, string)>();
        var minor = new List<double>();
        var decades = high - low;
        // Few decades leave room for 2 and 5 between the powers; many decades leave room only for every second or fifth power.
        var every = (int)Math.Max(1, RoundStep(decades / target));
        int[] labeled = decades * 3 <= target ? [1, 2, 5] : [1];
        for (var power = (int)Math.Floor(low); power <= high; power++)
        {
            var isLabeled = Math.Abs(power) % every == 0;
            for (var digit = 1; digit < 10 && (digit == 1 || decades <= 5); digit++)
            {
                var position = power + Math.Log10(digit);
                if (position < low || position > high) continue;
                if (isLabeled && labeled.Contains(digit)) major.Add((position, Power(digit, power, percent)));
                else minor.Add(position);
            }
        }

        return new(major, minor);
    }

    private static string Power(int digit, int power, bool percent)
    {
        var step = Math.Pow(10, power);
        return NumberText.Tick(digit * step, step, percent);
    }

    private static IEnumerable<double> Multiples(double low, double high, double step)
    {
        // Multiplies instead of accumulating steps, which would give 0.30000000000000004. The slack keeps a tick at the very end of the axis.
        const double slack = 1e-6;
        var first = Math.Ceiling((low / step) - slack);
        var count = (int)(Math.Floor((high / step) + slack) - first) + 1;
        return Enumerable.Range(0, Math.Max(0, count)).Select(index => (first + index) * step);
    }

    private static double RoundStep(double atLeast)
    {
        // (0.3004 - 0.3) / 4 is slightly more than 0.0001 and must be treated as equal.
        const double slack = 1e-9;
        var power = Math.Pow(10, Math.Floor(Math.Log10(atLeast)));
        var digit = atLeast / power;
        return power * (digit <= 1 + slack ? 1 : digit <= 2 + slack ? 2 : digit <= 5 + slack ? 5 : 10);
    }
}
