namespace Nabla;

public sealed partial class Tensor
{
    /// <summary>The smallest number that is at least <paramref name="low"/>, the largest that is at most <paramref name="high"/>. The derivative is 1 between them, 0 outside, and half at a bound.</summary>
    /// <exception cref="ArgumentException">The bounds are the wrong way round.</exception>
    public Tensor Clip(double low, double high) => low <= high
        ? Minimum(Maximum(this, Number(low)), Number(high))
        : throw new ArgumentException($"clip: the lower bound {low} is above the upper bound {high}.", nameof(low));

    /// <summary>The mean squared distance from the mean along the axes named, or of all numbers.</summary>
    /// <param name="axes">The axes; all if empty.</param>
    /// <param name="keepAxes">Whether they stay, with size 1.</param>
    /// <param name="correction">How much less than the count the sum is divided by: 1 for the estimate from a sample.</param>
    /// <exception cref="ShapeException">There is no such axis, or the numbers are not floats.</exception>
    public Tensor Variance(int[] axes, bool keepAxes = false, double correction = 0)
    {
        Rules.RequireFloat("variance", [Type]);
        var squares = (this - Mean(axes, keepAxes: true)).Square().Sum(axes, keepAxes);
        return squares / (squares.Count == 0 ? 1 : (double)Count / squares.Count - correction);
    }

    /// <summary>The square root of the variance. Its derivative is not defined where all numbers are equal.</summary>
    /// <inheritdoc cref="Variance"/>
    public Tensor StandardDeviation(int[] axes, bool keepAxes = false, double correction = 0) => Variance(axes, keepAxes, correction).Sqrt();

    /// <summary>The length √Σx² along the axes named, or of all numbers. The derivative of the length 0 is 0.</summary>
    /// <exception cref="ShapeException">There is no such axis, or the numbers are not floats.</exception>
    public Tensor Norm(int[] axes, bool keepAxes = false)
    {
        Rules.RequireFloat("norm", [Type]);
        var squares = Square().Sum(axes, keepAxes);
        var isZero = Equal(squares, 0);
        return Where(isZero, 0, Where(isZero, 1, squares).Sqrt());
    }
}
