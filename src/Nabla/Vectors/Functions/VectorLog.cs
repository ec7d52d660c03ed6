using System.Runtime.CompilerServices;

namespace Nabla.Vectors;

/// <summary>The natural logarithm.</summary>
/// <remarks>
/// See <see cref="Logarithm"/>: −∞ for ±0, NaN for negative values; ∞ for ∞, NaN for NaN.
/// Error: at most 0.95 units in the last place in float32, 1.2 in float64.
/// </remarks>
internal readonly struct VectorLog : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Run<TSimd, TVector>(TVector x)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged => Logarithm.Run<TSimd, TVector>(x, Logarithm.Base.E);
}
