using System.Runtime.CompilerServices;

namespace Nabla.Vectors;

/// <summary>x to the power y.</summary>
/// <remarks>
/// |x|ʸ = e^(y · log |x|), through float64 for float32 (<see cref="PowerOfSingles"/>), with a two-part logarithm for float64
/// (<see cref="PowerOfDoubles"/>). Special cases follow <see cref="Math.Pow"/>: 1 for y = 0 and for x = 1, even if the other is NaN; for negative x,
/// odd y gives a negative result and a non-integer y gives NaN.
/// Error: at most 0.51 units in the last place in float32, 2.5 in float64.
/// </remarks>
internal readonly struct VectorPower : IBinaryVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Run<TSimd, TVector>(TVector x, TVector y)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged =>
        TSimd.IsDouble ? PowerOfDoubles.Run<TSimd, TVector>(x, y) : TSimd.InDouble<PowerOfSingles>(x, y);

    /// <summary>The special cases of xʸ, given the power of |x| for positive, finite |x| and finite y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Special<TSimd, TVector>(TVector x, TVector y, TVector power)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        var zero = TSimd.Number(0);
        var one = TSimd.Number(1);
        var infinity = TSimd.Number(double.PositiveInfinity);
        var a = TSimd.Absolute(x);
        var nan = TSimd.Number(double.NaN);

        // 0 and infinity: the result depends on whether |x| is above 1 and on the sign of y.
        var direction = TSimd.Select(TSimd.Less(one, a), y, TSimd.Negate(y));
        var end = TSimd.Select(TSimd.Less(zero, direction), infinity, zero);
        var atEnd = TSimd.Or(TSimd.Equal(TSimd.Absolute(y), infinity), TSimd.Or(TSimd.Equal(a, zero), TSimd.Equal(a, infinity)));
        power = TSimd.Select(atEnd, end, power);

        // For negative x: y must be an integer, which is odd if half of it is not an integer. All large values are even.
        var whole = TSimd.Equal(TSimd.Round(y), y);
        var half = TSimd.Multiply(y, TSimd.Number(0.5));
        var even = TSimd.Equal(TSimd.Round(half), half);
        var sign = TSimd.And(x, TSimd.Bits(0x8000_0000, 0x8000_0000_0000_0000));
        power = TSimd.Select(even, power, TSimd.Select(whole, TSimd.Or(power, sign), power));
        var negative = TSimd.And(TSimd.Less(x, zero), TSimd.Less(a, infinity));
        power = TSimd.Select(negative, TSimd.Select(whole, power, nan), power);

        // NaN propagates except for the two rules with 1; −1 to an infinite power is 1 as well.
        var numbers = TSimd.And(TSimd.Equal(x, x), TSimd.Equal(y, y));
        power = TSimd.Select(numbers, power, nan);
        var endless = TSimd.And(TSimd.Equal(a, one), TSimd.Equal(TSimd.Absolute(y), infinity));
        var always = TSimd.Or(TSimd.Equal(x, one), TSimd.Or(TSimd.Equal(y, zero), endless));
        return TSimd.Select(always, one, power);
    }
}
