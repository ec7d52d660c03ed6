using System.Runtime.CompilerServices;

namespace Nabla.Vectors;

/// <summary>The sine of an angle in radians.</summary>
/// <remarks>
/// sin x = sign(x) · sin |x| (<see cref="Quadrant"/>). ±0 for ±0, NaN for ±∞ and NaN.
/// Error: at most 1.6 units in the last place in float32, 1.5 in float64.
/// </remarks>
internal readonly struct VectorSin : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Run<TSimd, TVector>(TVector x)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        var size = TSimd.Absolute(x);
        var n = Quadrant.Number<TSimd, TVector>(size);
        var sign = TSimd.And(x, TSimd.Bits(0x8000_0000, 0x8000_0000_0000_0000));
        var y = TSimd.ExclusiveOr(Quadrant.Sine<TSimd, TVector>(size, n, n), sign);
        if (!Quadrant.Within<TSimd, TVector>(size)) y = Quadrant.Beyond<TSimd, TVector>(x, y, false);
        return y;
    }
}
