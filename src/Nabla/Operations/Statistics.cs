namespace Nabla;

public sealed partial class Tensor
{
    /// <summary>The smallest number that is at least <paramref name="low"/>, the largest that is at most <paramref name="high"/>. The derivative is 1 between them, 0 outside, and half at a bound.</summary>
    /// <exception cref="ArgumentException">The bounds are the wrong way round.</exception>
    public Tensor Clip(double low, double high) => low <= high
        ? Minimum(Maximum(this, Number(low)), Number(high))
        : throw new ArgumentException($"clip: the lower bound {low} is above the upper bound {high}.", nameof(low));

    /// <summary>The mean squared distance from the mean along the axes named, or of all numbers.</summary>
    /// <param name="axes">The axes; all if none are named.</param>
    /// <param name="keepAxes">Whether they stay, with size 1.</param>
    /// <param name="correction">How much less than the count the sum is divided by: 1 for the estimate from a sample.</param>
    /// <exception cref="ShapeException">There is no such axis, or the numbers are not floats.</exception>
    public Tensor Variance(int[]? axes = null, bool keepAxes = false, double correction = 0)
    {
        Rules.RequireFloat("variance", [Type]);
        axes ??= [];
        var squares = (this - Mean(axes, keepAxes: true)).Square().Sum(axes, keepAxes);
        return squares / (squares.Count == 0 ? 1 : (double)Count / squares.Count - correction);
    }

    /// <summary>The square root of the variance. Where all numbers are equal its derivative is taken as 0, as that of <see cref="Norm"/> is.</summary>
    /// <inheritdoc cref="Variance"/>
    public Tensor StandardDeviation(int[]? axes = null, bool keepAxes = false, double correction = 0) => Apply(Nabla.Sqrt.Length, Variance(axes, keepAxes, correction));

    /// <summary>(Σ|x|ᵖ)^(1/p) along the axes named, or of all numbers: the length for p = 2, the sum of sizes for 1, the largest size for ∞. The derivative of 0 is 0.</summary>
    /// <param name="axes">The axes; all if none are named.</param>
    /// <param name="keepAxes">Whether they stay, with size 1.</param>
    /// <param name="order">p, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The order is below 1.</exception>
    /// <exception cref="ShapeException">There is no such axis, or the numbers are not floats.</exception>
    public Tensor Norm(int[]? axes = null, bool keepAxes = false, double order = 2)
    {
        Rules.RequireFloat("norm", [Type]);
        if (!(order >= 1)) throw new ArgumentOutOfRangeException(nameof(order), order, "norm: the order must be at least 1.");
        axes ??= [];
        if (order == 1) return Abs().Sum(axes, keepAxes);
        if (double.IsPositiveInfinity(order)) return Abs().Max(axes, keepAxes);
        var powers = (order == 2 ? Square() : Abs().Pow(order)).Sum(axes, keepAxes);
        var isZero = Equal(powers, 0);
        var positive = Where(isZero, 1, powers);
        return Where(isZero, 0, order == 2 ? positive.Sqrt() : positive.Pow(1 / order));
    }
}
