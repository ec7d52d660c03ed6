namespace Nabla;

public sealed partial class Tensor
{
    /// <summary>The smallest number that is at least <paramref name="low"/>, the largest that is at most <paramref name="high"/>. The derivative is 1 between them, 0 outside, and half at a bound.</summary>
    /// <exception cref="ShapeException">A bound does not fit the element type.</exception>
    /// <exception cref="ArgumentException">The bounds are the wrong way round.</exception>
    public Tensor Clip(double low, double high) => low <= high
        ? Minimum(Maximum(this, Number(low, "clip")), Number(high, "clip"))
        : throw new ArgumentException($"clip: the lower bound {low} is above the upper bound {high}.", nameof(low));

    /// <summary>The mean squared distance from the mean along the axes named, or of all numbers.</summary>
    /// <param name="axes">The axes; all if none are named.</param>
    /// <param name="keepAxes">Whether they stay, with size 1.</param>
    /// <param name="correction">How much less than the count the sum is divided by: 1 for the estimate from a sample.</param>
    /// <remarks>In two passes: the mean first, then the distances from it. Float32 is computed in float64 and rounded once.</remarks>
    /// <exception cref="ShapeException">There is no such axis, or the numbers are not floats.</exception>
    public Tensor Variance(int[]? axes = null, bool keepAxes = false, double correction = 0)
    {
        Rules.RequireFloat("variance", [Type]);
        axes ??= [];
        var squares = Deviations(axes).Square().Sum(axes, keepAxes);
        return (squares / Divisor(squares, correction)).To(ElementType);
    }

    /// <summary>The square root of the variance, without overflow on the way. Its derivative is 0 where all numbers are equal, as that of <see cref="Norm"/> is.</summary>
    /// <inheritdoc cref="Variance"/>
    public Tensor StandardDeviation(int[]? axes = null, bool keepAxes = false, double correction = 0)
    {
        Rules.RequireFloat("standard-deviation", [Type]);
        axes ??= [];
        var norm = Deviations(axes).Norm(axes, keepAxes);
        return (norm / Math.Sqrt(Divisor(norm, correction))).To(ElementType);
    }

    /// <summary>(Σ|x|ᵖ)^(1/p) along the axes named, or of all numbers: the length for p = 2, the sum of sizes for 1, the largest size for ∞. The derivative of 0 is 0.</summary>
    /// <param name="axes">The axes; all if none are named.</param>
    /// <param name="keepAxes">Whether they stay, with size 1.</param>
    /// <param name="order">p, at least 1.</param>
    /// <remarks>Powers are those of the numbers divided by the largest of them, so that none overflows and the largest does not vanish.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The order is below 1.</exception>
    /// <exception cref="ShapeException">There is no such axis, or the numbers are not floats.</exception>
    public Tensor Norm(int[]? axes = null, bool keepAxes = false, double order = 2)
    {
        Rules.RequireFloat("norm", [Type]);
        if (!(order >= 1)) throw new ArgumentOutOfRangeException(nameof(order), order, "norm: the order must be at least 1.");
        axes ??= [];
        if (order == 1) return Abs().Sum(axes, keepAxes);
        if (double.IsPositiveInfinity(order)) return Abs().Max(axes, keepAxes);
        // The norm does not depend on the scale, so that it is a constant to derivatives of every order. Nothing has no largest number, and needs none.
        var scale = Count == 0 ? Constant(1, ElementType) : Scale(axes);
        var ratios = this / scale;
        var powers = (order == 2 ? ratios.Square() : ratios.Abs().Pow(order)).Sum(axes, keepAxes);
        var isZero = Equal(powers, 0);
        var positive = Where(isZero, 1, powers);
        return Where(isZero, 0, order == 2 ? positive.Sqrt() : positive.Pow(1 / order)) * (Count == 0 ? scale : scale.Reshape(powers.Shape));
    }

    /// <summary>The largest size along the axes, which stay; a normal number also where that is 0, subnormal or ∞, so that it and its reciprocal can be multiplied by.</summary>
    private Tensor Scale(int[] axes)
    {
        var (least, most) = ElementType == ElementType.Float32 ? (1 / (double)float.MaxValue * 4, float.MaxValue) : (1 / double.MaxValue * 4, double.MaxValue);
        return Abs().Max(axes, keepAxes: true).Clip(least, most).StopGradient();
    }

    /// <summary>The distances from the mean, in float64. The mean of float64 is rounded: what that leaves of it in the distances is taken away as well.</summary>
    private Tensor Deviations(int[] axes)
    {
        var wide = To(ElementType.Float64);
        var distances = wide - wide.Mean(axes, keepAxes: true);
        return ElementType == ElementType.Float64 ? distances - distances.Mean(axes, keepAxes: true) : distances;
    }

    private double Divisor(Tensor reduced, double correction) => reduced.Count == 0 ? 1 : (double)Count / reduced.Count - correction;
}
