using Nabla.Core;

namespace Nabla;

public sealed partial class Tensor
{
    /// <summary>Limits elements to <paramref name="low"/> … <paramref name="high"/>. The derivative is 1 inside, 0 outside, and ½ at a bound.</summary>
    /// <exception cref="OperationException">A bound does not fit the element type.</exception>
    /// <exception cref="ArgumentException">The lower bound is above the upper bound.</exception>
    public Tensor Clip(double low, double high) => low <= high
        ? Minimum(Maximum(this, Number(low, "clip")), Number(high, "clip"))
        : throw new ArgumentException($"clip: the lower bound {InvariantText.Of(low)} is above the upper bound {InvariantText.Of(high)}.", nameof(low));
}
