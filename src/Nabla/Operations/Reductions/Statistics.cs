using Nabla.Core;

namespace Nabla;

public sealed partial class Tensor
{
    /// <summary>The smallest number that is at least <paramref name="low"/>, the largest that is at most <paramref name="high"/>. The derivative is 1 between them, 0 outside, and half at a bound.</summary>
    /// <exception cref="OperationException">A bound does not fit the element type.</exception>
    /// <exception cref="ArgumentException">The bounds are the wrong way round.</exception>
    public Tensor Clip(double low, double high) => low <= high
        ? Minimum(Maximum(this, Number(low, "clip")), Number(high, "clip"))
        : throw new ArgumentException($"clip: the lower bound {InvariantText.Of(low)} is above the upper bound {InvariantText.Of(high)}.", nameof(low));

    /// <summary>The mean squared distance from the mean along the axes named, or of all numbers.</summary>
    /// <param name="axes">The axes; all if none are named.</param>
    /// <param name="keepAxes">Whether they stay, with size 1.</param>
    /// <param name="correction">How much less than the count the sum is divided by: 1 for the estimate from a sample.
    /// Where nothing is left the result is ∞, or NaN where all numbers are equal.</param>
    /// <remarks>In two passes: the mean first, then the distances from it. Float32 is computed in float64 and rounded once.</remarks>
    /// <exception cref="OperationException">There is no such axis, or the numbers are not floats.</exception>
    public Tensor Variance(int[]? axes = null, bool keepAxes = false, double correction = 0)
    {
        ShapeRules.RequireFloat("variance", [Type]);
        axes ??= [];
        var squares = Deviations(axes).Square().Sum(axes, keepAxes);
        return (squares / Divisor(axes, correction)).To(ElementType);
    }

    /// <inheritdoc cref="Variance(int[], bool, double)"/>
    public Tensor Variance(int axis, bool keepAxes = false, double correction = 0) => Variance([axis], keepAxes, correction);

    /// <summary>The square root of the variance, without overflow on the way. Its derivative is 0 where all numbers are equal, as that of <see cref="Norm(int[], bool, double)"/> is.</summary>
    /// <inheritdoc cref="Variance(int[], bool, double)"/>
    public Tensor StandardDeviation(int[]? axes = null, bool keepAxes = false, double correction = 0)
    {
        ShapeRules.RequireFloat("standard-deviation", [Type]);
        axes ??= [];
        var divisor = Divisor(axes, correction);
        if (ElementType == ElementType.Float32) return Deviations(axes).ScaledNorm(axes, keepAxes, 2, divisor).To(ElementType);
        // Halves, since the distance of two numbers may be twice the largest there is.
        return (this * 0.5).Deviations(axes).ScaledNorm(axes, keepAxes, 2, divisor) * 2;
    }

    /// <inheritdoc cref="StandardDeviation(int[], bool, double)"/>
    public Tensor StandardDeviation(int axis, bool keepAxes = false, double correction = 0) => StandardDeviation([axis], keepAxes, correction);

    /// <summary>(Σ|x|ᵖ)^(1/p) along the axes named, or of all numbers: the length for p = 2, the sum of sizes for 1, the largest size for ∞. The derivative of 0 is 0.</summary>
    /// <param name="axes">The axes; all if none are named.</param>
    /// <param name="keepAxes">Whether they stay, with size 1.</param>
    /// <param name="order">p, at least 1.</param>
    /// <remarks>Very large and very small numbers are divided by the largest of them before powers are taken, so that none overflows and the largest does not vanish.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The order is below 1.</exception>
    /// <exception cref="OperationException">There is no such axis, or the numbers are not floats.</exception>
    public Tensor Norm(int[]? axes = null, bool keepAxes = false, double order = 2)
    {
        ShapeRules.RequireFloat("norm", [Type]);
        if (!(order >= 1)) throw new ArgumentOutOfRangeException(nameof(order), InvariantText.Of(order), "norm: the order must be at least 1.");
        axes ??= [];
        if (order == 1) return Abs().Sum(axes, keepAxes);
        if (double.IsPositiveInfinity(order))
        {
            foreach (var axis in axes.Length == 0 ? [.. Enumerable.Range(0, Rank)] : axes)
            {
                if (Shape[ShapeRules.Axis("norm", axis, Type)] == 0)
                    throw new ShapeException("norm", $"axis {axis} of {Shape} is empty, and nothing has no largest size.", [Type]);
            }
            return Abs().Max(axes, keepAxes);
        }
        return ScaledNorm(axes, keepAxes, order);
    }

    /// <inheritdoc cref="Norm(int[], bool, double)"/>
    public Tensor Norm(int axis, bool keepAxes = false, double order = 2) => Norm([axis], keepAxes, order);

    /// <summary>The norm of an order below ∞, where the sum of powers is divided by a number first.</summary>
    private Tensor ScaledNorm(int[] axes, bool keepAxes, double order, double divisor = 1)
    {
        // The norm does not depend on the scale, so that it is a constant to derivatives of every order. Nothing has no largest number, and needs none.
        var scale = ElementCount == 0 ? Constant(1, ElementType) : Scale(axes, order);
        var ratios = this / scale;
        var powers = (order == 2 ? ratios.Square() : Apply(new SizePower(order, isOdd: false), ratios)).Sum(axes, keepAxes);
        var factor = ElementCount == 0 ? scale : scale.Reshape(powers.Shape);
        if (divisor != 1) powers /= divisor;
        if (order == 2) return Apply(Nabla.Sqrt.Length, powers) * factor;
        var isZero = Equal(powers, 0);
        return Where(isZero, 0, Where(isZero, 1, powers).Pow(1 / order)) * factor;
    }

    /// <summary>
    /// What to divide numbers by before powers of them are taken, for the axes, which stay: the largest size, as a normal number whose reciprocal is one as well; 1
    /// where that is 0, and for squares where it is neither very large nor very small.
    /// </summary>
    private Tensor Scale(int[] axes, double order)
    {
        var isSingle = ElementType == ElementType.Float32;
        var (least, most) = isSingle ? (1 / (double)float.MaxValue * 4, float.MaxValue) : (1 / double.MaxValue * 4, double.MaxValue);
        var size = Abs().Max(axes, keepAxes: true).StopGradient();
        var isOne = Equal(size, 0);
        if (order == 2)
        {
            // Between these even third powers, of which second derivatives are made, are far from the ends.
            var bound = Math.ScaleB(1, isSingle ? 40 : 300);
            isOne |= (size >= 1 / bound) & (size <= bound);
        }
        return Where(isOne, 1, size.Clip(least, most));
    }

    /// <summary>The distances from the mean, in float64. The mean of float64 is rounded: what that leaves of it in the distances is taken away as well.</summary>
    private Tensor Deviations(int[] axes)
    {
        var wide = To(ElementType.Float64);
        var distances = wide - wide.Mean(axes, keepAxes: true);
        return ElementType == ElementType.Float64 ? distances - distances.Mean(axes, keepAxes: true) : distances;
    }

    private double Divisor(int[] axes, double correction)
    {
        var count = 1.0;
        foreach (var axis in axes.Length == 0 ? [.. Enumerable.Range(0, Rank)] : axes) count *= Shape[ShapeRules.Axis("variance", axis, Type)];
        return Math.Max(0, count - correction);
    }
}
