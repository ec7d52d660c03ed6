using System.Runtime.CompilerServices;

namespace Nabla.Vectors;

/// <summary>The float32 that equals a bfloat16, whose bits are the low half of a lane: it is the high half of that float32. NaN becomes quiet.</summary>
internal readonly struct VectorFromBfloat16 : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Run<TSimd, TVector>(TVector x)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        var wide = TSimd.ShiftLeft(x, 16);
        return TSimd.Select(TSimd.Equal(wide, wide), wide, TSimd.Or(wide, TSimd.Bits(0x00400000, 0)));
    }
}
