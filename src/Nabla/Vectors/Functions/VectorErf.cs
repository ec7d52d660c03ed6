using System.Runtime.CompilerServices;

namespace Nabla.Vectors;

/// <summary>The error function, 2/√π times the integral of e^(−t²) from 0 to x.</summary>
/// <remarks>
/// Up to 1: x + x · p(x²). Beyond: 1 − erfc |x|, where erfc needs less accuracy: e^(−x · q(x)) in float32, e^(−x²) · q((x − 3) / (x + 3)) in
/// float64, with the exponential of <see cref="Exponent"/>; |x| is clamped where the result is 1. ±0 for ±0, ±1 for ±∞, NaN for NaN.
/// Error: at most 1.2 units in the last place in float32, 1.0 in float64.
/// </remarks>
internal readonly struct VectorErf : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Run<TSimd, TVector>(TVector x)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        var size = TSimd.AtMost(TSimd.Number(TSimd.IsDouble ? 5.95 : 3.95), TSimd.Absolute(x));
        var z = TSimd.Multiply(size, size);
        var p = TSimd.IsDouble ? SmallDouble<TSimd, TVector>(z) : SmallSingle<TSimd, TVector>(z);
        var small = TSimd.MultiplyAdd(size, p, size);
        TVector a, q;
        if (TSimd.IsDouble)
        {
            var three = TSimd.Number(3);
            a = TSimd.Negate(z);
            q = LargeDouble<TSimd, TVector>(TSimd.Divide(TSimd.Subtract(size, three), TSimd.Add(size, three)));
        }
        else
        {
            a = TSimd.Negate(TSimd.Multiply(size, LargeSingle<TSimd, TVector>(size)));
            q = TSimd.Number(1);
        }
        // The power of two is normal: the exponent is above −36.
        var n = Exponent.Whole<TSimd, TVector>(a);
        var e = TSimd.Add(TSimd.Number(1), Exponent.ExpM1<TSimd, TVector>(Exponent.Rest<TSimd, TVector>(a, n)));
        var negative = TSimd.Negate(TSimd.Multiply(e, Exponent.PowerOfTwo<TSimd, TVector>(n)));
        var large = TSimd.MultiplyAdd(negative, q, TSimd.Number(1));
        return Exponent.CopySign<TSimd, TVector>(TSimd.Select(TSimd.Less(size, TSimd.Number(1)), small, large), x);
    }

    // p for float32: degree 6, error relative to erf 2^-29 (Remez exchange, coefficients then rounded).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector SmallSingle<TSimd, TVector>(TVector z)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        var p = TSimd.Number(7.85386073e-05);
        p = TSimd.MultiplyAdd(p, z, TSimd.Number(-0.000801019371));
        p = TSimd.MultiplyAdd(p, z, TSimd.Number(0.00518832775));
        p = TSimd.MultiplyAdd(p, z, TSimd.Number(-0.0268538129));
        p = TSimd.MultiplyAdd(p, z, TSimd.Number(0.112835854));
        p = TSimd.MultiplyAdd(p, z, TSimd.Number(-0.37612626));
        p = TSimd.MultiplyAdd(p, z, TSimd.Number(0.128379166));
        return p;
    }

    // p for float64: degree 11, error 2^-56.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector SmallDouble<TSimd, TVector>(TVector z)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        var p = TSimd.Number(-7.779476959021801e-10);
        p = TSimd.MultiplyAdd(p, z, TSimd.Number(1.3710985174885618e-08));
        p = TSimd.MultiplyAdd(p, z, TSimd.Number(-1.6206314918418694e-07));
        p = TSimd.MultiplyAdd(p, z, TSimd.Number(1.644713172985184e-06));
        p = TSimd.MultiplyAdd(p, z, TSimd.Number(-1.492471231540805e-05));
        p = TSimd.MultiplyAdd(p, z, TSimd.Number(0.00012055293577623624));
        p = TSimd.MultiplyAdd(p, z, TSimd.Number(-0.0008548325929339361));
        p = TSimd.MultiplyAdd(p, z, TSimd.Number(0.005223977606119001));
        p = TSimd.MultiplyAdd(p, z, TSimd.Number(-0.02686617064311153));
        p = TSimd.MultiplyAdd(p, z, TSimd.Number(0.11283791670944185));
        p = TSimd.MultiplyAdd(p, z, TSimd.Number(-0.3761263890318352));
        p = TSimd.MultiplyAdd(p, z, TSimd.Number(0.12837916709551256));
        return p;
    }

    // q for float32, −log(erfc x) / x on [1, 3.95]: degree 7, error relative to erf 2^-32.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector LargeSingle<TSimd, TVector>(TVector x)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        var q = TSimd.Number(3.64320067e-06);
        q = TSimd.MultiplyAdd(q, x, TSimd.Number(-2.95070022e-05));
        q = TSimd.MultiplyAdd(q, x, TSimd.Number(-0.000133170281));
        q = TSimd.MultiplyAdd(q, x, TSimd.Number(0.0031662425));
        q = TSimd.MultiplyAdd(q, x, TSimd.Number(-0.0230654813));
        q = TSimd.MultiplyAdd(q, x, TSimd.Number(0.105643593));
        q = TSimd.MultiplyAdd(q, x, TSimd.Number(0.635423601));
        q = TSimd.MultiplyAdd(q, x, TSimd.Number(1.12859654));
        return q;
    }

    // q for float64, erfc(x) · e^(x²) on [1, 5.95]: degree 12, error relative to erf 2^-61. The fraction spreads the curvature evenly.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector LargeDouble<TSimd, TVector>(TVector t)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        var q = TSimd.Number(-6.553860709553429e-06);
        q = TSimd.MultiplyAdd(q, t, TSimd.Number(-6.358741161284115e-06));
        q = TSimd.MultiplyAdd(q, t, TSimd.Number(7.174010650339177e-05));
        q = TSimd.MultiplyAdd(q, t, TSimd.Number(5.031278901814247e-05));
        q = TSimd.MultiplyAdd(q, t, TSimd.Number(-0.0005949517081843738));
        q = TSimd.MultiplyAdd(q, t, TSimd.Number(0.0007083217745896433));
        q = TSimd.MultiplyAdd(q, t, TSimd.Number(0.0042692362547927225));
        q = TSimd.MultiplyAdd(q, t, TSimd.Number(-0.02439248950181893));
        q = TSimd.MultiplyAdd(q, t, TSimd.Number(0.0716658374705877));
        q = TSimd.MultiplyAdd(q, t, TSimd.Number(-0.15011593654599353));
        q = TSimd.MultiplyAdd(q, t, TSimd.Number(0.24560380170763926));
        q = TSimd.MultiplyAdd(q, t, TSimd.Number(-0.32623356004317056));
        q = TSimd.MultiplyAdd(q, t, TSimd.Number(0.17900115118138993));
        return q;
    }
}
