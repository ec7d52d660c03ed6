using System.Runtime.CompilerServices;

namespace Nabla.Vectors;

/// <summary>log(1 + x), accurate near zero.</summary>
/// <remarks>
/// 2ᵏ comes from u = 1 + x, whose rounding does not matter there; f = 2⁻ᵏ · x + (2⁻ᵏ − 1) is rounded once, and is x itself for small x. For
/// large x, where 2⁻ᵏ would soon underflow, u equals x in effect, and f is computed from it. The rest is in <see cref="Logarithm"/>. −∞ for −1,
/// NaN below, ±0 for ±0; ∞ for ∞, NaN for NaN.
/// Error: at most 1.6 units in the last place in float32, 1.75 in float64.
/// </remarks>
internal readonly struct VectorLogP1 : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Run<TSimd, TVector>(TVector x)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        var one = TSimd.Number(1);
        var minusOne = TSimd.Number(-1);
        var limit = TSimd.Number(1L << 60);
        var u = TSimd.Add(one, x);
        var moved = Logarithm.Moved<TSimd, TVector>(u);
        var inverse = TSimd.SubtractBits(TSimd.Bits(0x7F00_0000, 0x7FE0_0000_0000_0000), Logarithm.Field<TSimd, TVector>(moved));
        var f = TSimd.MultiplyAdd(x, inverse, TSimd.Subtract(inverse, one));
        var ordinary = TSimd.All(TSimd.And(TSimd.Less(minusOne, x), TSimd.Less(x, limit)));
        if (!ordinary) f = TSimd.Select(TSimd.Less(x, limit), f, Logarithm.Fraction<TSimd, TVector>(moved));
        var y = Logarithm.Sum<TSimd, TVector>(Logarithm.Exponent<TSimd, TVector>(moved), f);
        y = Exponent.CopySign<TSimd, TVector>(y, x);
        if (ordinary) return y;
        var infinity = TSimd.Number(double.PositiveInfinity);
        y = TSimd.Select(TSimd.Less(x, infinity), y, x);
        var outside = TSimd.Select(TSimd.Equal(x, minusOne), TSimd.Negate(infinity), TSimd.Number(double.NaN));
        return TSimd.Select(TSimd.LessOrEqual(x, minusOne), outside, y);
    }
}
