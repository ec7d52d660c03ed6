using System.Runtime.CompilerServices;

namespace Nabla.Vectors;

/// <summary>The natural logarithm.</summary>
/// <remarks>
/// See <see cref="Logarithm"/>. What is not a normal, positive number is rare, and looked at only where there is one: subnormal numbers
/// are made normal first, which lowers k; −∞ for ±0, NaN below; ∞ and NaN pass.
/// Error: at most 0.95 units of the last place in float32, 1.2 in float64.
/// </remarks>
internal readonly struct VectorLog : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Run<TSimd, TVector>(TVector x)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        var infinity = TSimd.Number(double.PositiveInfinity);
        var least = TSimd.Bits(0x0080_0000, 0x0010_0000_0000_0000);
        var ordinary = TSimd.All(TSimd.And(TSimd.LessOrEqual(least, x), TSimd.Less(x, infinity)));
        var normal = x;
        if (!ordinary) normal = TSimd.Select(TSimd.Less(x, least), TSimd.Multiply(x, TSimd.Number(1L << 54)), x);
        var moved = Logarithm.Moved<TSimd, TVector>(normal);
        var k = Logarithm.Exponent<TSimd, TVector>(moved);
        if (!ordinary) k = TSimd.Select(TSimd.Less(x, least), TSimd.Subtract(k, TSimd.Number(54)), k);
        var y = Logarithm.Sum<TSimd, TVector>(k, Logarithm.Fraction<TSimd, TVector>(moved));
        if (ordinary) return y;
        var zero = TSimd.Number(0);
        y = TSimd.Select(TSimd.Less(x, infinity), y, x);
        var outside = TSimd.Select(TSimd.Equal(x, zero), TSimd.Negate(infinity), TSimd.Number(double.NaN));
        return TSimd.Select(TSimd.LessOrEqual(x, zero), outside, y);
    }
}
