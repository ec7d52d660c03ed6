using System.Runtime.CompilerServices;

namespace Nabla.Vectors;

/// <summary>The logarithm to base 2.</summary>
/// <remarks>
/// See <see cref="Logarithm"/>: −∞ for ±0, NaN for negative values; ∞ for ∞, NaN for NaN. Exact for powers of 2.
/// Error: at most 2.1 units in the last place in float32, 2 in float64.
/// </remarks>
internal readonly struct VectorLog2 : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Run<TSimd, TVector>(TVector x)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged => Logarithm.Run<TSimd, TVector>(x, Logarithm.Base.Two);
}
