using System.Runtime.CompilerServices;

namespace Nabla.Vectors;

/// <summary>The logistic function 1 / (1 + e⁻ˣ).</summary>
/// <remarks>
/// With t = e^−|x| (<see cref="Exponent"/>), which cannot overflow: 1 / (1 + t), and t / (1 + t) for negative x, which is accurate down to subnormal
/// results. A correction step with the rounding error of 1 + t makes the division nearly exact. ½ for ±0, 0 for −∞, 1 for ∞, NaN for NaN.
/// Error: at most 1.55 units in the last place in float32, 1.1 in float64.
/// </remarks>
internal readonly struct VectorSigmoid : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Run<TSimd, TVector>(TVector x)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        var a = TSimd.AtLeast(TSimd.Number(TSimd.IsDouble ? -746 : -104), TSimd.Negate(TSimd.Absolute(x)));
        var n = Exponent.Whole<TSimd, TVector>(a);
        var p = Exponent.ExpM1<TSimd, TVector>(Exponent.Rest<TSimd, TVector>(a, n));
        var one = TSimd.Number(1);
        var t = TSimd.Scale(TSimd.Add(one, p), n);
        var above = TSimd.Select(TSimd.Less(x, TSimd.Number(0)), t, one);
        var below = TSimd.Add(one, t);
        var rest = TSimd.Subtract(t, TSimd.Subtract(below, one));
        var inverse = TSimd.Divide(one, below);
        var y = TSimd.Multiply(above, inverse);
        var missing = TSimd.MultiplyAdd(TSimd.Negate(y), rest, TSimd.FusedMultiplyAdd(TSimd.Negate(y), below, above));
        return TSimd.MultiplyAdd(missing, inverse, y);
    }
}
