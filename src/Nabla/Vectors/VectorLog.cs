using System.Runtime.CompilerServices;

namespace Nabla.Vectors;

/// <summary>The natural logarithm.</summary>
/// <remarks>
/// See <see cref="Logarithm"/>. Subnormal numbers are made normal first, which lowers k.
/// −∞ for ±0, NaN below; ∞ and NaN pass.
/// Error: at most 0.95 units of the last place in float32, 1.2 in float64.
/// </remarks>
internal readonly struct VectorLog : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Run<TSimd, TVector>(TVector x)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        var zero = TSimd.Number(0);
        var infinity = TSimd.Number(double.PositiveInfinity);
        var subnormal = TSimd.Less(x, TSimd.Bits(0x0080_0000, 0x0010_0000_0000_0000));
        var normal = TSimd.Select(subnormal, TSimd.Multiply(x, TSimd.Number(TSimd.IsDouble ? 18014398509481984 : 33554432)), x);
        var bias = TSimd.Select(
            subnormal, TSimd.Number(TSimd.IsDouble ? 1023 + 54 : 127 + 25), TSimd.Number(TSimd.IsDouble ? 1023 : 127));
        var moved = Logarithm.Moved<TSimd, TVector>(normal);
        var f = Logarithm.Fraction<TSimd, TVector>(normal, Logarithm.Field<TSimd, TVector>(moved));
        var k = TSimd.Subtract(Logarithm.Biased<TSimd, TVector>(moved), bias);
        var y = TSimd.Select(TSimd.Less(x, infinity), Logarithm.Sum<TSimd, TVector>(k, f), x);
        var outside = TSimd.Select(TSimd.Equal(x, zero), TSimd.Negate(infinity), TSimd.Number(double.NaN));
        return TSimd.Select(TSimd.LessOrEqual(x, zero), outside, y);
    }
}
