using System.Runtime.CompilerServices;

namespace Nabla.Vectors;

/// <summary>The common part of logarithms: x = 2ᵏ · m with ⅔ ≤ m &lt; 4/3, log x = k · ln 2 + log(1 + f), f = m − 1.</summary>
/// <remarks>The fields of x are separated by integer arithmetic: after subtracting the bits of ⅔ and adding those of 1, the exponent field holds k.</remarks>
internal static class Logarithm
{
    private const double LargeSingle = 1 << 23;
    private const double LargeDouble = 1L << 52;

    /// <summary>The bases of the logarithms.</summary>
    public enum Base
    {
        E,
        Two,
        Ten,
    }

    /// <summary>The complete function.</summary>
    /// <remarks>
    /// Values that are not normal and positive are rare and are handled only if present. Subnormal values are made normal first, which lowers k.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Run<TSimd, TVector>(TVector x, Base to)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        var infinity = TSimd.Number(double.PositiveInfinity);
        var least = TSimd.Bits(0x0080_0000, 0x0010_0000_0000_0000);
        var ordinary = TSimd.All(TSimd.And(TSimd.LessOrEqual(least, x), TSimd.Less(x, infinity)));
        var normal = x;
        if (!ordinary) normal = TSimd.Select(TSimd.Less(x, least), TSimd.Multiply(x, TSimd.Number(1L << 54)), x);
        var moved = Moved<TSimd, TVector>(normal);
        var k = Exponent<TSimd, TVector>(moved);
        if (!ordinary) k = TSimd.Select(TSimd.Less(x, least), TSimd.Subtract(k, TSimd.Number(54)), k);
        var y = Sum<TSimd, TVector>(k, Fraction<TSimd, TVector>(moved), to);
        if (ordinary) return y;
        var zero = TSimd.Number(0);
        y = TSimd.Select(TSimd.Less(x, infinity), y, x);
        var outside = TSimd.Select(TSimd.Equal(x, zero), TSimd.Negate(infinity), TSimd.Number(double.NaN));
        return TSimd.Select(TSimd.LessOrEqual(x, zero), outside, y);
    }

    /// <summary>The bits of a positive, normal x, shifted so that the exponent field is k + bias.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Moved<TSimd, TVector>(TVector x)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged =>
        TSimd.AddBits(x, TSimd.Bits(0x3F80_0000 - 0x3F2A_AAAB, 0x3FF0_0000_0000_0000 - 0x3FE5_5555_5555_5555));

    /// <summary>The exponent field alone: the bits of 2ᵏ.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Field<TSimd, TVector>(TVector moved)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged =>
        TSimd.And(moved, TSimd.Bits(0x7F80_0000, 0x7FF0_0000_0000_0000));

    /// <summary>f, without error: the remaining shifted bits, shifted back.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Fraction<TSimd, TVector>(TVector moved)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        var rest = TSimd.And(moved, TSimd.Bits(0x007F_FFFF, 0x000F_FFFF_FFFF_FFFF));
        return TSimd.Subtract(TSimd.AddBits(rest, TSimd.Bits(0x3F2A_AAAB, 0x3FE5_5555_5555_5555)), TSimd.Number(1));
    }

    /// <summary>k: the exponent field in the lowest bits of a number so large that its last bit is worth one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Exponent<TSimd, TVector>(TVector moved)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        var bits = TSimd.Or(TSimd.ShiftRight(moved, TSimd.IsDouble ? 52 : 23), TSimd.Number(TSimd.IsDouble ? LargeDouble : LargeSingle));
        return TSimd.Subtract(bits, TSimd.Number(TSimd.IsDouble ? LargeDouble + 1023 : LargeSingle + 127));
    }

    /// <summary>k · ln 2 + log(1 + f); multiply-add does not round the product with the leading part of ln 2, or it is exact.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Sum<TSimd, TVector>(TVector k, TVector f)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged =>
        TSimd.IsDouble ? Double<TSimd, TVector>(k, f) : Single<TSimd, TVector>(k, f);

    /// <summary>The same for another base: k times the logarithm of 2 and log(1 + f) times a factor, each constant in two parts.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Sum<TSimd, TVector>(TVector k, TVector f, Base to)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        if (to == Base.E) return Sum<TSimd, TVector>(k, f);
        var y = Sum<TSimd, TVector>(TSimd.Number(0), f);
        if (to == Base.Two)
        {
            y = TSimd.FusedMultiplyAdd(
                y,
                TSimd.Number(TSimd.IsDouble ? 1.4426950408889634 : 1.44269502),
                TSimd.Multiply(y, TSimd.Number(TSimd.IsDouble ? 2.0355273740931033e-17 : 1.92596303e-08)));
            return TSimd.Add(k, y);
        }
        y = TSimd.FusedMultiplyAdd(
            y,
            TSimd.Number(TSimd.IsDouble ? 0.4342944819032518 : 0.434294492),
            TSimd.Multiply(y, TSimd.Number(TSimd.IsDouble ? 1.098319650216765e-17 : -1.010305e-08)));
        y = TSimd.MultiplyAdd(k, TSimd.Number(TSimd.IsDouble ? -2.8037281277851704e-18 : -1.43209888e-08), y);
        return TSimd.FusedMultiplyAdd(k, TSimd.Number(TSimd.IsDouble ? 0.3010299956639812 : 0.30103001), y);
    }

    // f + f² · q(f): minimax q of degree 8, error relative to log(1 + f) 2^-27 (Remez exchange, coefficients then rounded).
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
        var low = TSimd.MultiplyAdd(k, TSimd.Number(TSimd.Fuses ? -1.90465421e-09 : LogarithmOfTwo.RestOfSingle), f);
        var y = TSimd.MultiplyAdd(TSimd.Multiply(f, f), q, low);
        return TSimd.MultiplyAdd(k, TSimd.Number(TSimd.Fuses ? 0.693147182 : LogarithmOfTwo.ShortSingle), y);
    }

    // With s = f / (2 + f), log(1 + f) = 2s + s · R(s²) = f − s · (f − R): half the degree at the cost of a division.
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
        var low = TSimd.MultiplyAdd(k, TSimd.Number(TSimd.Fuses ? 2.3190468138462996e-17 : LogarithmOfTwo.RestOfDouble), f);
        var y = TSimd.MultiplyAdd(s, difference, low);
        return TSimd.MultiplyAdd(k, TSimd.Number(TSimd.Fuses ? 0.6931471805599453 : LogarithmOfTwo.ShortDouble), y);
    }
}
