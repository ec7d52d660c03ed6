using System.Runtime.CompilerServices;

namespace Nabla.Vectors;

/// <summary>eˣ.</summary>
/// <remarks>
/// eˣ = 2ⁿ · eʳ (<see cref="Exponent"/>). x is clamped to the bounds beyond which the result is 0 or infinite; NaN for NaN. Subnormal results are
/// correctly scaled, since the power of two comes last.
/// Error: at most 1.05 units in the last place in float32, 1.0 in float64.
/// </remarks>
internal readonly struct VectorExp : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Run<TSimd, TVector>(TVector x)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        x = TSimd.AtMost(TSimd.Number(TSimd.IsDouble ? 710 : 89), TSimd.AtLeast(TSimd.Number(TSimd.IsDouble ? -746 : -104), x));
        var n = Exponent.Whole<TSimd, TVector>(x);
        var p = Exponent.ExpM1<TSimd, TVector>(Exponent.Rest<TSimd, TVector>(x, n));
        return TSimd.Scale(TSimd.Add(TSimd.Number(1), p), n);
    }
}
