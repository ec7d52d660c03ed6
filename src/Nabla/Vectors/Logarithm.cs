using System.Runtime.CompilerServices;

namespace Nabla.Vectors;

/// <summary>What the logarithms share: x = 2ᵏ · m with ⅔ ≤ m &lt; 4/3, log x = k · ln 2 + log(1 + f), f = m − 1.</summary>
/// <remarks>
/// The fields of x are parted as whole numbers: with the bits of ⅔ subtracted and those of 1 added, the exponent's field holds k.
/// </remarks>
internal static class Logarithm
{
    private const double LargeSingle = 1 << 23;
    private const double LargeDouble = 1L << 52;

    /// <summary>The bits of positive, normal x, moved so that the exponent's field is k + bias.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Moved<TSimd, TVector>(TVector x)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged =>
        TSimd.AddBits(x, TSimd.Bits(0x3F80_0000 - 0x3F2A_AAAB, 0x3FF0_0000_0000_0000 - 0x3FE5_5555_5555_5555));

    /// <summary>The exponent's field alone: the bits of 2ᵏ.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Field<TSimd, TVector>(TVector moved)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged =>
        TSimd.And(moved, TSimd.Bits(0x7F80_0000, 0x7FF0_0000_0000_0000));

    /// <summary>f, without an error: what is left of the moved bits, moved back.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Fraction<TSimd, TVector>(TVector moved)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        var rest = TSimd.And(moved, TSimd.Bits(0x007F_FFFF, 0x000F_FFFF_FFFF_FFFF));
        return TSimd.Subtract(TSimd.AddBits(rest, TSimd.Bits(0x3F2A_AAAB, 0x3FE5_5555_5555_5555)), TSimd.Number(1));
    }

    /// <summary>k: the field, as the lowest bits of a number so large that its last bit is worth one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Exponent<TSimd, TVector>(TVector moved)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        var bits = TSimd.Or(TSimd.ShiftRight(moved, TSimd.IsDouble ? 52 : 23), TSimd.Number(TSimd.IsDouble ? LargeDouble : LargeSingle));
        return TSimd.Subtract(bits, TSimd.Number(TSimd.IsDouble ? LargeDouble + 1023 : LargeSingle + 127));
    }

    /// <summary>k · ln 2 + log(1 + f); multiply-add does not round the product with the leading part of ln 2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Sum<TSimd, TVector>(TVector k, TVector f)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged =>
        TSimd.IsDouble ? Double<TSimd, TVector>(k, f) : Single<TSimd, TVector>(k, f);

    // f + f² · q(f): q of degree 8, with the least largest error relative to log(1 + f), 2^-27 (Remez exchange, coefficients then rounded).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Single<TSimd, TVector>(TVector k, TVector f)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        var q = TSimd.Number(-0.129488856);
        q = TSimd.MultiplyAdd(q, f, TSimd.Number(0.140047565));
        q = TSimd.MultiplyAdd(q, f, TSimd.Number(-0.121671744));
        q = TSimd.MultiplyAdd(q, f, TSimd.Number(0.140011609));
        q = TSimd.MultiplyAdd(q, f, TSimd.Number(-0.166823044));
        q = TSimd.MultiplyAdd(q, f, TSimd.Number(0.20010747));
        q = TSimd.MultiplyAdd(q, f, TSimd.Number(-0.249997169));
        q = TSimd.MultiplyAdd(q, f, TSimd.Number(0.333332092));
        q = TSimd.MultiplyAdd(q, f, TSimd.Number(-0.5));
        var y = TSimd.MultiplyAdd(TSimd.Multiply(f, f), q, TSimd.MultiplyAdd(k, TSimd.Number(-1.90465421e-09), f));
        return TSimd.MultiplyAdd(k, TSimd.Number(0.693147182), y);
    }

    // With s = f / (2 + f), log(1 + f) = 2s + s · R(s²) = f − s · (f − R): half the degree for a division.
    // R / s² is of degree 7, error 2^-62 (Remez exchange).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Double<TSimd, TVector>(TVector k, TVector f)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        var s = TSimd.Divide(f, TSimd.Add(TSimd.Number(2), f));
        var z = TSimd.Multiply(s, s);
        var q = TSimd.Number(0.13840852393678235);
        q = TSimd.MultiplyAdd(q, z, TSimd.Number(0.13173921934931823));
        q = TSimd.MultiplyAdd(q, z, TSimd.Number(0.15391092813539356));
        q = TSimd.MultiplyAdd(q, z, TSimd.Number(0.1818166645817537));
        q = TSimd.MultiplyAdd(q, z, TSimd.Number(0.22222224286849265));
        q = TSimd.MultiplyAdd(q, z, TSimd.Number(0.285714285559117));
        q = TSimd.MultiplyAdd(q, z, TSimd.Number(0.40000000000056346));
        q = TSimd.MultiplyAdd(q, z, TSimd.Number(0.666666666666666));
        var difference = TSimd.Subtract(TSimd.Multiply(z, q), f);
        var y = TSimd.MultiplyAdd(s, difference, TSimd.MultiplyAdd(k, TSimd.Number(2.3190468138462996e-17), f));
        return TSimd.MultiplyAdd(k, TSimd.Number(0.6931471805599453), y);
    }
}
