using System.Runtime.CompilerServices;

namespace Nabla.Vectors;

/// <summary>The hyperbolic tangent.</summary>
/// <remarks>
/// Up to 0.56: x + x³ · p(x²), which keeps all digits of small values. Beyond: 1 − 2 / (e^(2|x|) + 1), with the exponential of
/// <see cref="Exponent"/>; |x| is clamped where the result is 1. ±0 for ±0, NaN for NaN.
/// Error: at most 1.35 units in the last place in float32, 1.1 in float64.
/// </remarks>
internal readonly struct VectorTanh : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Run<TSimd, TVector>(TVector x)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        var size = TSimd.AtMost(TSimd.Number(TSimd.IsDouble ? 20 : 10), TSimd.Absolute(x));
        var z = TSimd.Multiply(size, size);
        var p = TSimd.IsDouble ? Double<TSimd, TVector>(z) : Single<TSimd, TVector>(z);
        var small = TSimd.MultiplyAdd(TSimd.Multiply(z, size), p, size);

        var a = TSimd.Add(size, size);
        var n = Exponent.Whole<TSimd, TVector>(a);
        var e = Exponent.ExpM1<TSimd, TVector>(Exponent.Rest<TSimd, TVector>(a, n));
        var one = TSimd.Number(1);
        var power = Exponent.PowerOfTwo<TSimd, TVector>(n);
        var below = TSimd.MultiplyAdd(power, e, TSimd.Add(power, one));
        var large = TSimd.Subtract(one, TSimd.Divide(TSimd.Number(2), below));
        return Exponent.CopySign<TSimd, TVector>(TSimd.Select(TSimd.Less(size, TSimd.Number(0.56)), small, large), x);
    }

    // p for float32: degree 4, error relative to tanh 2^-29 (Remez exchange, coefficients then rounded).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Single<TSimd, TVector>(TVector z)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        var p = TSimd.Number(-0.00612301612);
        p = TSimd.MultiplyAdd(p, z, TSimd.Number(0.0209674314));
        p = TSimd.MultiplyAdd(p, z, TSimd.Number(-0.0538278185));
        p = TSimd.MultiplyAdd(p, z, TSimd.Number(0.133323625));
        p = TSimd.MultiplyAdd(p, z, TSimd.Number(-0.333333105));
        return p;
    }

    // p for float64: degree 10, error 2^-59.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Double<TSimd, TVector>(TVector z)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        var p = TSimd.Number(-1.8553087646140786e-05);
        p = TSimd.MultiplyAdd(p, z, TSimd.Number(8.177277078133703e-05));
        p = TSimd.MultiplyAdd(p, z, TSimd.Number(-0.0002322918497868288));
        p = TSimd.MultiplyAdd(p, z, TSimd.Number(0.0005880112795939306));
        p = TSimd.MultiplyAdd(p, z, TSimd.Number(-0.001455436372381805));
        p = TSimd.MultiplyAdd(p, z, TSimd.Number(0.00359207531414444));
        p = TSimd.MultiplyAdd(p, z, TSimd.Number(-0.00886323092890301));
        p = TSimd.MultiplyAdd(p, z, TSimd.Number(0.021869488282711673));
        p = TSimd.MultiplyAdd(p, z, TSimd.Number(-0.053968253960120206));
        p = TSimd.MultiplyAdd(p, z, TSimd.Number(0.13333333333320288));
        p = TSimd.MultiplyAdd(p, z, TSimd.Number(-0.3333333333333326));
        return p;
    }
}
