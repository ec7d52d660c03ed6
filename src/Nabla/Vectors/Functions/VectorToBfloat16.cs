using System.Runtime.CompilerServices;

namespace Nabla.Vectors;

/// <summary>The bfloat16 nearest to a float32, ties to even, as the low half of a lane; the high half is zero.</summary>
/// <remarks>
/// Both types have the same exponents, so that subnormal numbers need no care. NaN becomes quiet and keeps the high bits of its payload.
/// </remarks>
internal readonly struct VectorToBfloat16 : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Run<TSimd, TVector>(TVector x)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        var odd = TSimd.And(TSimd.ShiftRight(x, 16), TSimd.Bits(1, 0));
        var number = TSimd.ShiftRight(TSimd.AddBits(TSimd.AddBits(x, odd), TSimd.Bits(0x7FFF, 0)), 16);
        var notANumber = TSimd.Or(TSimd.ShiftRight(x, 16), TSimd.Bits(0x40, 0));
        return TSimd.Select(TSimd.Equal(x, x), number, notANumber);
    }
}
