using System.Runtime.CompilerServices;

namespace Nabla.Vectors;

/// <summary>The common part of exponential functions: eˣ = 2ⁿ · eʳ, n = round(x / ln 2), |r| ≤ ½ ln 2.</summary>
internal static class Exponent
{
    /// <summary>n, an integer, for x within the range of exponents.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Whole<TSimd, TVector>(TVector x)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged =>
        TSimd.Round(TSimd.Multiply(x, TSimd.Number(1.4426950408889634)));

    /// <summary>
    /// r = x − n · ln 2. The leading part of ln 2 is subtracted without error, since multiply-add does not round the product, or the product is exact.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Rest<TSimd, TVector>(TVector x, TVector n)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        var r = TSimd.IsDouble
            ? TSimd.MultiplyAdd(n, TSimd.Number(TSimd.Fuses ? -0.6931471805599453 : -LogarithmOfTwo.ShortDouble), x)
            : TSimd.MultiplyAdd(n, TSimd.Number(TSimd.Fuses ? -0.693147182 : -LogarithmOfTwo.ShortSingle), x);
        return TSimd.IsDouble
            ? TSimd.MultiplyAdd(n, TSimd.Number(TSimd.Fuses ? -2.3190468138462996e-17 : -LogarithmOfTwo.RestOfDouble), r)
            : TSimd.MultiplyAdd(n, TSimd.Number(TSimd.Fuses ? 1.90465421e-09 : -LogarithmOfTwo.RestOfSingle), r);
    }

    /// <summary>eʳ − 1 = r + r² · q(r), accurate near zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector ExpM1<TSimd, TVector>(TVector r)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged =>
        TSimd.MultiplyAdd(TSimd.Multiply(r, r), Quotient<TSimd, TVector>(r), r);

    /// <summary>q(r), a minimax polynomial for the error relative to eʳ − 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Quotient<TSimd, TVector>(TVector r)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged =>
        TSimd.IsDouble ? Double<TSimd, TVector>(r) : Single<TSimd, TVector>(r);

    /// <summary>2ⁿ for normal results. Adding n to a number so large that its last bit is worth one puts n into the lowest bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector PowerOfTwo<TSimd, TVector>(TVector n)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged =>
        TSimd.IsDouble
            ? TSimd.ShiftLeft(TSimd.Add(n, TSimd.Number(6755399441055744 + 1023)), 52)
            : TSimd.ShiftLeft(TSimd.Add(n, TSimd.Number(12582912 + 127)), 23);

    /// <summary>x · 2ⁿ by two powers of two: only the second product can leave the normal range and be rounded.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector ScaleInTwo<TSimd, TVector>(TVector x, TVector n)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        var half = TSimd.Round(TSimd.Multiply(n, TSimd.Number(0.5)));
        var first = TSimd.Multiply(x, PowerOfTwo<TSimd, TVector>(half));
        return TSimd.Multiply(first, PowerOfTwo<TSimd, TVector>(TSimd.Subtract(n, half)));
    }

    /// <summary>The magnitude of a with the sign of b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector CopySign<TSimd, TVector>(TVector a, TVector b)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        var sign = TSimd.And(b, TSimd.Bits(0x8000_0000, 0x8000_0000_0000_0000));
        return TSimd.Or(TSimd.Absolute(a), sign);
    }

    /// <summary>A mask that is set where the sign bit is set, including −0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector IsNegative<TSimd, TVector>(TVector x)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged => TSimd.Less(CopySign<TSimd, TVector>(TSimd.Number(1), x), TSimd.Number(0));

    // q for float32: degree 4, error 2^-26 (Remez exchange, coefficients then rounded).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Single<TSimd, TVector>(TVector r)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        var q = TSimd.Number(0.00138825236);
        q = TSimd.MultiplyAdd(q, r, TSimd.Number(0.00836652052));
        q = TSimd.MultiplyAdd(q, r, TSimd.Number(0.0416672006));
        q = TSimd.MultiplyAdd(q, r, TSimd.Number(0.166665435));
        q = TSimd.MultiplyAdd(q, r, TSimd.Number(0.49999997));
        return q;
    }

    // q for float64: degree 9, error 2^-55.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Double<TSimd, TVector>(TVector r)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        var q = TSimd.Number(2.505377707319976e-08);
        q = TSimd.MultiplyAdd(q, r, TSimd.Number(2.762603781926257e-07));
        q = TSimd.MultiplyAdd(q, r, TSimd.Number(2.755740753598852e-06));
        q = TSimd.MultiplyAdd(q, r, TSimd.Number(2.4801505273986966e-05));
        q = TSimd.MultiplyAdd(q, r, TSimd.Number(0.00019841269719014627));
        q = TSimd.MultiplyAdd(q, r, TSimd.Number(0.0013888888931564694));
        q = TSimd.MultiplyAdd(q, r, TSimd.Number(0.008333333333389549));
        q = TSimd.MultiplyAdd(q, r, TSimd.Number(0.04166666666657676));
        q = TSimd.MultiplyAdd(q, r, TSimd.Number(0.16666666666666588));
        q = TSimd.MultiplyAdd(q, r, TSimd.Number(0.5000000000000006));
        return q;
    }
}
