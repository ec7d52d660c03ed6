using Nabla.Core;

namespace Nabla;

public sealed partial class Tensor
{
    /// <summary>The logarithm to any base.</summary>
    /// <param name="newBase">Positive, and not 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The base is not positive, not finite, or 1.</exception>
    /// <exception cref="OperationException">The elements are not floats.</exception>
    public Tensor Log(double newBase) => newBase > 0 && newBase != 1 && double.IsFinite(newBase)
        ? Log() / Math.Log(newBase)
        : throw new ArgumentOutOfRangeException(nameof(newBase), InvariantText.Of(newBase), "log: the base must be positive, finite and not 1.");

    /// <summary>x · 2ⁿ at every position.</summary>
    /// <param name="n">The power of two.</param>
    /// <exception cref="OperationException">The elements are not floats.</exception>
    public Tensor ScaleB(int n)
    {
        ShapeRules.RequireFloat("scale-b", [Type]);
        // In steps whose factors are finite in both types.
        const int Most = 126;
        var y = this;
        for (n = Math.Clamp(n, -20 * Most, 20 * Most); Math.Abs(n) > Most; n -= Math.Sign(n) * Most) y *= Math.ScaleB(1, Math.Sign(n) * Most);
        return y * Math.ScaleB(1, n);
    }

    /// <summary>
    /// The exponent of x, the integer n with 2ⁿ ≤ |x| &lt; 2ⁿ⁺¹, as int32. As in <see cref="Math.ILogB(double)"/>, int.MinValue for 0, int.MaxValue for ±∞ and
    /// NaN. There is no derivative.
    /// </summary>
    /// <exception cref="OperationException">The elements are not floats.</exception>
    public Tensor ILogB()
    {
        ShapeRules.RequireFloat("ilogb", [Type]);
        var size = StopGradient().Abs();
        // The logarithm is rounded, so it may have reached the next integer.
        var rough = size.Log2().Floor();
        var exact = Where(rough.Exp2() > size, rough - 1, rough).To(ElementType.Int32);
        return Where(size < double.PositiveInfinity, exact, Constant(int.MaxValue, ElementType.Int32));
    }
}
