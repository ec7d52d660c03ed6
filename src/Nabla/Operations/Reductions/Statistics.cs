using Nabla.Core;

namespace Nabla;

public sealed partial class Tensor
{
    /// <summary>The mean squared deviation from the mean along the given axes, or of all elements.</summary>
    /// <param name="axes">The axes, or all if none are given.</param>
    /// <param name="keepAxes">True to keep the reduced axes, with size 1.</param>
    /// <param name="correction">The value subtracted from the count in the divisor: 1 for the unbiased estimate.
    /// If nothing is left of the divisor, the result is ∞, or NaN if all elements are equal.</param>
    /// <remarks>Computed in two passes, the mean first. Float32 is computed in float64 and rounded once.</remarks>
    /// <exception cref="OperationException">The axis does not exist, or the elements are not floats.</exception>
    public Tensor Variance(int[]? axes = null, bool keepAxes = false, double correction = 0)
    {
        ShapeRules.RequireFloat("variance", [Type]);
        axes ??= [];
        var squares = Deviations(axes).Square().Sum(axes, keepAxes);
        return (squares / Divisor(axes, correction)).To(ElementType);
    }

    /// <inheritdoc cref="Variance(int[], bool, double)"/>
    public Tensor Variance(int axis, bool keepAxes = false, double correction = 0) => Variance([axis], keepAxes, correction);

    /// <summary>The square root of the variance, without intermediate overflow. Its derivative is 0 if all elements are equal.</summary>
    /// <inheritdoc cref="Variance(int[], bool, double)"/>
    public Tensor StandardDeviation(int[]? axes = null, bool keepAxes = false, double correction = 0)
    {
        ShapeRules.RequireFloat("standard-deviation", [Type]);
        axes ??= [];
        var divisor = Divisor(axes, correction);
        if (ElementType == ElementType.Float32) return Deviations(axes).ScaledNorm(axes, keepAxes, 2, divisor).To(ElementType);
        // Halved, because the difference of two elements may overflow.
        return (this * 0.5).Deviations(axes).ScaledNorm(axes, keepAxes, 2, divisor) * 2;
    }

    /// <inheritdoc cref="StandardDeviation(int[], bool, double)"/>
    public Tensor StandardDeviation(int axis, bool keepAxes = false, double correction = 0) => StandardDeviation([axis], keepAxes, correction);

    /// <summary>The p-norm (Σ|x|ᵖ)^(1/p) along the given axes, or of all elements; the maximum of |x| for p = ∞. The derivative at 0 is 0.</summary>
    /// <param name="axes">The axes, or all if none are given.</param>
    /// <param name="keepAxes">True to keep the reduced axes, with size 1.</param>
    /// <param name="order">p, at least 1.</param>
    /// <remarks>Very large and very small elements are scaled before powers are taken, so that nothing overflows and the largest does not vanish.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The order is below 1.</exception>
    /// <exception cref="OperationException">The axis does not exist, or the elements are not floats.</exception>
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
                    throw new ShapeException("norm", $"axis {axis} of {Shape} is empty and has no maximum.", [Type]);
            }
            return Abs().Max(axes, keepAxes);
        }
        return ScaledNorm(axes, keepAxes, order);
    }

    /// <inheritdoc cref="Norm(int[], bool, double)"/>
    public Tensor Norm(int axis, bool keepAxes = false, double order = 2) => Norm([axis], keepAxes, order);

    /// <summary>The norm of a finite order, computed from scaled elements.</summary>
    private Tensor ScaledNorm(int[] axes, bool keepAxes, double order, double divisor = 1)
    {
        // The norm does not depend on the scale, so the scale is constant for derivatives. Empty axes need none.
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
    /// The scale to divide elements by before powers are taken, with the axes kept: the largest magnitude, limited so that it and its reciprocal are normal
    /// numbers; 1 if it is 0, and for squares if it is neither very large nor very small.
    /// </summary>
    private Tensor Scale(int[] axes, double order)
    {
        var isSingle = ElementType == ElementType.Float32;
        var (least, most) = isSingle ? (1 / (double)float.MaxValue * 4, float.MaxValue) : (1 / double.MaxValue * 4, double.MaxValue);
        var size = Abs().Max(axes, keepAxes: true).StopGradient();
        var isOne = Equal(size, 0);
        if (order == 2)
        {
            // Within these bounds even third powers, which second derivatives contain, stay in range.
            var bound = Math.ScaleB(1, isSingle ? 40 : 300);
            isOne |= (size >= 1 / bound) & (size <= bound);
        }
        return Where(isOne, 1, size.Clip(least, most));
    }

    /// <summary>The deviations from the mean, in float64, corrected for the rounding error of the mean.</summary>
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
