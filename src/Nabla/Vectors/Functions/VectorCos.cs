using System.Runtime.CompilerServices;

namespace Nabla.Vectors;

/// <summary>The cosine of an angle in radians.</summary>
/// <remarks>
/// cos x = sin(|x| + π/2): the sine shifted by one quadrant (<see cref="Quadrant"/>). 1 for ±0, NaN for ±∞ and NaN.
/// Error: at most 1.6 units in the last place in float32, 1.5 in float64.
/// </remarks>
internal readonly struct VectorCos : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Run<TSimd, TVector>(TVector x)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        var size = TSimd.Absolute(x);
        var n = Quadrant.Number<TSimd, TVector>(size);
        var y = Quadrant.Sine<TSimd, TVector>(size, n, TSimd.AddBits(n, TSimd.Bits(1, 1)));
        if (!Quadrant.Within<TSimd, TVector>(size)) y = Quadrant.Beyond<TSimd, TVector>(x, y, true);
        return y;
    }
}
