using System.Runtime.CompilerServices;

namespace Nabla.Vectors;

/// <summary>The angle in radians from the direction (1, 0) to (x, y); with x = 1 the arctangent of y.</summary>
/// <remarks>
/// With a the smaller and b the larger of |x| and |y|: atan(a / b), or, for a / b ≥ tan(π/8), π/4 + atan((a − b) / (a + b)), so that the argument t
/// stays below √2 − 1, where atan t = t + t³ · p(t²). By octant, the result is π/2 minus it if |y| is larger and π minus it if x is negative, with
/// the sign of y. Like <see cref="Math.Atan2"/>: ±0 or ±π if y is ±0, multiples of π/4 for two infinities, NaN for NaN. Error: at most 1.9 units in
/// the last place in float32, 1.6 in float64.
/// </remarks>
internal readonly struct VectorAtan2 : IBinaryVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Run<TSimd, TVector>(TVector y, TVector x)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        var (height, width) = (TSimd.Absolute(y), TSimd.Absolute(x));
        var (a, b) = (TSimd.Minimum(height, width), TSimd.Maximum(height, width));
        // The sum of the largest values would overflow. Scaling by a power of two is exact, except for bits of the smaller value too small to matter.
        var isHuge = TSimd.Less(TSimd.Number(TSimd.IsDouble ? 4.4e307 : 8.5e37), b);
        if (!TSimd.All(VectorChoices.Not<TSimd, TVector>(isHuge)))
        {
            var quarter = TSimd.Select(isHuge, TSimd.Number(0.25), TSimd.Number(1));
            (a, b) = (TSimd.Multiply(a, quarter), TSimd.Multiply(b, quarter));
        }
        // The difference and quotient of two infinities are NaN, and so is the quotient of two zeros.
        var zero = TSimd.Number(0);
        var isEqual = TSimd.And(TSimd.Equal(a, b), TSimd.Less(zero, b));
        var isSteep = TSimd.Or(isEqual, TSimd.Less(TSimd.Multiply(b, TSimd.Number(0.41421356237309503)), a));
        var numerator = TSimd.Select(isSteep, TSimd.Select(isEqual, zero, TSimd.Subtract(a, b)), a);
        var denominator = TSimd.Select(isSteep, TSimd.Add(a, b), TSimd.Select(TSimd.Equal(b, zero), TSimd.Number(1), b));
        var t = TSimd.Divide(numerator, denominator);
        var z = TSimd.Multiply(t, t);
        var p = TSimd.IsDouble ? Double<TSimd, TVector>(z) : Single<TSimd, TVector>(z);
        var tail = TSimd.Multiply(TSimd.Multiply(z, t), p);

        // base ± (t + tail), where the base is a multiple of π/4 in two parts.
        var isUpper = TSimd.Less(width, height);
        var isLeft = Exponent.IsNegative<TSimd, TVector>(x);
        var turn = TSimd.Select(isUpper, TSimd.Number(2), TSimd.Select(isLeft, TSimd.Number(4), zero));
        var isTurned = TSimd.ExclusiveOr(isUpper, isLeft);
        var eighth = TSimd.Select(isSteep, TSimd.Number(1), zero);
        turn = TSimd.Add(turn, TSimd.Select(isTurned, TSimd.Negate(eighth), eighth));
        var sign = TSimd.And(isTurned, TSimd.Bits(0x8000_0000, 0x8000_0000_0000_0000));
        var low = TSimd.MultiplyAdd(turn, TSimd.Number(TSimd.IsDouble ? 3.061616997868383e-17 : -2.18556941e-08), TSimd.ExclusiveOr(tail, sign));
        var middle = TSimd.Add(TSimd.ExclusiveOr(t, sign), low);
        var high = TSimd.FusedMultiplyAdd(turn, TSimd.Number(TSimd.IsDouble ? 0.7853981633974483 : 0.785398185), middle);
        return Exponent.CopySign<TSimd, TVector>(high, y);
    }

    // p for float32: degree 4, error relative to the arctangent 2^-30 (Remez exchange, coefficients then rounded).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Single<TSimd, TVector>(TVector z)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        var p = TSimd.Number(-0.0607799068);
        p = TSimd.MultiplyAdd(p, z, TSimd.Number(0.105937272));
        p = TSimd.MultiplyAdd(p, z, TSimd.Number(-0.142435223));
        p = TSimd.MultiplyAdd(p, z, TSimd.Number(0.199984714));
        p = TSimd.MultiplyAdd(p, z, TSimd.Number(-0.333333164));
        return p;
    }

    // p for float64: degree 10, error 2^-59.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Double<TSimd, TVector>(TVector z)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        var p = TSimd.Number(-0.017903548654308606);
        p = TSimd.MultiplyAdd(p, z, TSimd.Number(0.0380608047726059));
        p = TSimd.MultiplyAdd(p, z, TSimd.Number(-0.05039138973228016));
        p = TSimd.MultiplyAdd(p, z, TSimd.Number(0.058478481141163136));
        p = TSimd.MultiplyAdd(p, z, TSimd.Number(-0.06663097708530452));
        p = TSimd.MultiplyAdd(p, z, TSimd.Number(0.07692059589552368));
        p = TSimd.MultiplyAdd(p, z, TSimd.Number(-0.09090897718288383));
        p = TSimd.MultiplyAdd(p, z, TSimd.Number(0.1111111078192156));
        p = TSimd.MultiplyAdd(p, z, TSimd.Number(-0.1428571428016209));
        p = TSimd.MultiplyAdd(p, z, TSimd.Number(0.19999999999953205));
        p = TSimd.MultiplyAdd(p, z, TSimd.Number(-0.333333333333332));
        return p;
    }
}
