namespace Nabla.Learning;

/// <summary>
/// A step length along a direction that satisfies the strong Wolfe conditions: the value falls by at least a fraction of what the slope promises, and the slope
/// shrinks (Nocedal and Wright 2006, algorithms 3.5 and 3.6).
/// </summary>
/// <param name="evaluate">Returns value and slope at a step length.</param>
/// <param name="curvature">The fraction to which the slope must shrink: 0.9 for quasi-Newton methods, 0.1 for conjugate gradients.</param>
internal sealed class LineSearch(Func<double, (double Value, double Slope)> evaluate, double curvature)
{
    private const double Decrease = 1e-4;
    private const int MostEvaluations = 40;
    private int evaluations;

    /// <summary>Returns the step length and the value there; null if none lowers the value.</summary>
    public (double Length, double Value)? Find(double value, double slope, double first)
    {
        var (before, low) = ((Length: 0.0, Value: value, Slope: slope), (Length: 0.0, Value: value, Slope: slope));
        var length = first;
        while (evaluations < MostEvaluations)
        {
            var now = At(length);
            if (!double.IsFinite(now.Value) || !double.IsFinite(now.Slope))
            {
                // Out of the domain: closer to the last point that was inside.
                length = before.Length + (length - before.Length) / 4;
                continue;
            }
            var isHigh = now.Value > value + Decrease * length * slope + Rounding(value);
            if (isHigh || (before.Length > 0 && now.Value >= before.Value)) return Zoom(before, now, value, slope);
            if (Math.Abs(now.Slope) <= -curvature * slope) return (length, now.Value);
            if (now.Slope >= 0) return Zoom(now, before, value, slope);
            (before, low) = (now, now);
            length *= 2;
        }
        return low.Length > 0 ? (low.Length, low.Value) : null;
    }

    private (double Length, double Value)? Zoom(
        (double Length, double Value, double Slope) low, (double Length, double Value, double Slope) high, double value, double slope)
    {
        while (evaluations < MostEvaluations)
        {
            var width = high.Length - low.Length;
            if (Math.Abs(width) <= 1e-14 * Math.Max(1, Math.Abs(low.Length))) break;
            var now = At(Between(low, high));
            var isLow = now.Value <= value + Decrease * now.Length * slope + Rounding(value) && now.Value < low.Value + Rounding(value);
            if (!isLow) high = now;
            else
            {
                if (Math.Abs(now.Slope) <= -curvature * slope) return (now.Length, now.Value);
                if (now.Slope * width >= 0) high = low;
                low = now;
            }
        }
        return low.Length > 0 && low.Value < value + Rounding(value) ? (low.Length, low.Value) : null;
    }

    /// <summary>Near a minimum, the value changes by less than its rounding, and the slope decides.</summary>
    private static double Rounding(double value) => 1e-15 * Math.Abs(value);

    /// <summary>The minimum of the cubic through both ends, or the middle if it is too close to one of them.</summary>
    private static double Between((double Length, double Value, double Slope) a, (double Length, double Value, double Slope) b)
    {
        var width = b.Length - a.Length;
        var first = a.Slope + b.Slope - 3 * (a.Value - b.Value) / (a.Length - b.Length);
        var root = Math.Sign(width) * Math.Sqrt(first * first - a.Slope * b.Slope);
        var length = b.Length - width * (b.Slope + root - first) / (b.Slope - a.Slope + 2 * root);
        var (near, far) = (Math.Min(a.Length, b.Length) + 0.1 * Math.Abs(width), Math.Max(a.Length, b.Length) - 0.1 * Math.Abs(width));
        return length >= near && length <= far ? length : a.Length + width / 2;
    }

    private (double Length, double Value, double Slope) At(double length)
    {
        evaluations++;
        var (value, slope) = evaluate(length);
        return (length, value, slope);
    }
}
