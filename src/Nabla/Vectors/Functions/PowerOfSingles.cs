using System.Runtime.CompilerServices;

namespace Nabla.Vectors;

/// <summary>xʸ for float64 values converted from float32, rounded to float32 afterward: an error of 2⁻³³ is small enough.</summary>
/// <remarks>
/// log |x| as in <see cref="Logarithm"/>, by s = f / (2 + f); values converted from float32 are never subnormal. R / s² is of degree 4, error 2^-42,
/// and (eʳ − 1 − r) / r² of degree 5, error 2^-34 (Remez exchange).
/// </remarks>
internal readonly struct PowerOfSingles : IBinaryVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Run<TSimd, TVector>(TVector x, TVector y)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        var a = TSimd.Absolute(x);
        var moved = Logarithm.Moved<TSimd, TVector>(a);
        var f = Logarithm.Fraction<TSimd, TVector>(moved);
        var k = Logarithm.Exponent<TSimd, TVector>(moved);
        var s = TSimd.Divide(f, TSimd.Add(TSimd.Number(2), f));
        var z = TSimd.Multiply(s, s);
        var p = TSimd.Number(0.20123904045760774);
        p = TSimd.MultiplyAdd(p, z, TSimd.Number(0.2213498860008942));
        p = TSimd.MultiplyAdd(p, z, TSimd.Number(0.28573188371308966));
        p = TSimd.MultiplyAdd(p, z, TSimd.Number(0.39999984569075975));
        p = TSimd.MultiplyAdd(p, z, TSimd.Number(0.6666666671053197));
        var logarithm = TSimd.MultiplyAdd(s, TSimd.Subtract(TSimd.Multiply(z, p), f), f);
        logarithm = TSimd.MultiplyAdd(k, TSimd.Number(0.6931471805599453), logarithm);

        // Beyond 200 the result is out of range for float32 in any case.
        var exponent = TSimd.AtMost(TSimd.Number(200), TSimd.AtLeast(TSimd.Number(-200), TSimd.Multiply(y, logarithm)));
        var n = Exponent.Whole<TSimd, TVector>(exponent);
        var r = TSimd.MultiplyAdd(n, TSimd.Number(-0.6931471805599453), exponent);
        var q = TSimd.Number(0.0001991839245257211);
        q = TSimd.MultiplyAdd(q, r, TSimd.Number(0.001394607218925966));
        q = TSimd.MultiplyAdd(q, r, TSimd.Number(0.008333264340541296));
        q = TSimd.MultiplyAdd(q, r, TSimd.Number(0.041666269962535016));
        q = TSimd.MultiplyAdd(q, r, TSimd.Number(0.16666666860768128));
        q = TSimd.MultiplyAdd(q, r, TSimd.Number(0.5000000077896017));
        q = TSimd.MultiplyAdd(q, r, TSimd.Number(1));
        q = TSimd.MultiplyAdd(q, r, TSimd.Number(1));
        return VectorPower.Special<TSimd, TVector>(x, y, TSimd.Multiply(q, Exponent.PowerOfTwo<TSimd, TVector>(n)));
    }
}
