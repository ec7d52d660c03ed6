using System.Runtime.CompilerServices;

namespace Nabla.Vectors;

/// <summary>xʸ in float64. The exponent may reach 745, so the logarithm has ten more bits than a float64, in a second part.</summary>
/// <remarks>
/// log |x| = k · ln 2 + 2s + ⅔s³ + s⁵ · t(s²) with s = f / (2 + f) as in <see cref="Logarithm"/>. All but the last term have two parts; the second is
/// the rounding error of the first, computed by multiply-add. t is of degree 7, error relative to 2s 2^-69 (Remez exchange).
/// </remarks>
internal readonly struct PowerOfDoubles : IBinaryVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Run<TSimd, TVector>(TVector x, TVector y)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        var a = TSimd.Absolute(x);
        var subnormal = TSimd.Less(a, TSimd.Bits(0x0080_0000, 0x0010_0000_0000_0000));
        a = TSimd.Select(subnormal, TSimd.Multiply(a, TSimd.Number(1L << 54)), a);
        var lower = TSimd.Select(subnormal, TSimd.Number(54), TSimd.Number(0));
        var moved = Logarithm.Moved<TSimd, TVector>(a);
        var f = Logarithm.Fraction<TSimd, TVector>(moved);
        var k = TSimd.Subtract(Logarithm.Exponent<TSimd, TVector>(moved), lower);
        var logarithm = InParts<TSimd, TVector>(k, f, out var rest);

        // Beyond 800 the result is 0 or infinite, and the second part of the product may not be a number.
        var product = TSimd.Multiply(y, logarithm);
        var productRest = TSimd.MultiplyAdd(y, rest, TSimd.FusedMultiplyAdd(y, logarithm, TSimd.Negate(product)));
        productRest = TSimd.Select(TSimd.Less(TSimd.Absolute(product), TSimd.Number(800)), productRest, TSimd.Number(0));
        product = TSimd.AtMost(TSimd.Number(800), TSimd.AtLeast(TSimd.Number(-800), product));
        var n = Exponent.Whole<TSimd, TVector>(product);
        var r = TSimd.Add(Exponent.Rest<TSimd, TVector>(product, n), productRest);
        var power = TSimd.Scale(TSimd.Add(TSimd.Number(1), Exponent.ExpM1<TSimd, TVector>(r)), n);
        return VectorPower.Special<TSimd, TVector>(x, y, power);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector InParts<TSimd, TVector>(TVector k, TVector f, out TVector rest)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        // s = f / d, where d = 2 + f has a rounding error of its own.
        var d = TSimd.Add(TSimd.Number(2), f);
        var dRest = TSimd.Subtract(f, TSimd.Subtract(d, TSimd.Number(2)));
        var inverse = TSimd.Divide(TSimd.Number(1), d);
        var s = TSimd.Multiply(f, inverse);
        var minus = TSimd.Negate(s);
        var sRest = TSimd.Multiply(TSimd.MultiplyAdd(minus, dRest, TSimd.FusedMultiplyAdd(minus, d, f)), inverse);
        // z = s², c = s³, u = ⅔c.
        var z = TSimd.Multiply(s, s);
        var zRest = TSimd.MultiplyAdd(TSimd.Add(s, s), sRest, TSimd.FusedMultiplyAdd(s, s, TSimd.Negate(z)));
        var c = TSimd.Multiply(z, s);
        var cRest = TSimd.MultiplyAdd(zRest, s, TSimd.MultiplyAdd(z, sRest, TSimd.FusedMultiplyAdd(z, s, TSimd.Negate(c))));
        var twoThirds = TSimd.Number(0.6666666666666666);
        var u = TSimd.Multiply(c, twoThirds);
        var uRest = TSimd.FusedMultiplyAdd(c, twoThirds, TSimd.Negate(u));
        uRest = TSimd.MultiplyAdd(c, TSimd.Number(3.700743415417188e-17), TSimd.MultiplyAdd(cRest, twoThirds, uRest));
        var t = TSimd.Number(0.1257343674402768);
        t = TSimd.MultiplyAdd(t, z, TSimd.Number(0.11592035009676341));
        t = TSimd.MultiplyAdd(t, z, TSimd.Number(0.1334116589378042));
        t = TSimd.MultiplyAdd(t, z, TSimd.Number(0.15384405899703604));
        t = TSimd.MultiplyAdd(t, z, TSimd.Number(0.18181821540916424));
        t = TSimd.MultiplyAdd(t, z, TSimd.Number(0.22222222191082383));
        t = TSimd.MultiplyAdd(t, z, TSimd.Number(0.28571428571578256));
        t = TSimd.MultiplyAdd(t, z, TSimd.Number(0.39999999999999725));
        // The sum, largest part first. This part of ln 2 is short enough for an exact product with k.
        var whole = TSimd.Multiply(k, TSimd.Number(0.693147180559663));
        var twice = TSimd.Add(s, s);
        var first = TSimd.Add(whole, twice);
        var firstRest = TSimd.Subtract(twice, TSimd.Subtract(first, whole));
        var second = TSimd.Add(first, u);
        var secondRest = TSimd.Subtract(u, TSimd.Subtract(second, first));
        var small = TSimd.MultiplyAdd(TSimd.Multiply(z, c), t, TSimd.Add(TSimd.Add(sRest, sRest), uRest));
        small = TSimd.MultiplyAdd(k, TSimd.Number(2.8235290563031577e-13), small);
        small = TSimd.Add(TSimd.Add(firstRest, secondRest), small);
        var sum = TSimd.Add(second, small);
        rest = TSimd.Subtract(small, TSimd.Subtract(sum, second));
        return sum;
    }
}
