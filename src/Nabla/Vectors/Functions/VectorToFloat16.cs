using System.Runtime.CompilerServices;

namespace Nabla.Vectors;

/// <summary>The float16 nearest to a float32, ties to even, as the low half of a lane; the high half is zero.</summary>
/// <remarks>
/// Normal results are rounded by adding half of the last bit that remains, or a little less if that bit is even. Subnormal results are multiples of 2⁻²⁴,
/// the last bit of ½: adding ½ rounds them. Numbers from 65520 on become infinite. NaN becomes quiet and keeps the high bits of its payload.
/// </remarks>
internal readonly struct VectorToFloat16 : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Run<TSimd, TVector>(TVector x)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        var sign = TSimd.ShiftRight(TSimd.And(x, TSimd.Bits(0x80000000, 0)), 16);
        var magnitude = TSimd.And(x, TSimd.Bits(0x7FFFFFFF, 0));
        // 2¹⁶ is rounded to the infinity of float16, and everything above has to be.
        var bounded = TSimd.AtMost(TSimd.Bits(0x47800000, 0), magnitude);
        var odd = TSimd.And(TSimd.ShiftRight(bounded, 13), TSimd.Bits(1, 0));
        // 112 less in the exponent, as the bias of float16 is smaller, and a half less one.
        var normal = TSimd.ShiftRight(TSimd.AddBits(TSimd.AddBits(bounded, odd), TSimd.Bits(0xC8000FFF, 0)), 13);
        var half = TSimd.Bits(0x3F000000, 0);
        var subnormal = TSimd.SubtractBits(TSimd.Add(bounded, half), half);
        var number = TSimd.Select(TSimd.Less(bounded, TSimd.Bits(0x38800000, 0)), subnormal, normal);
        var notANumber = TSimd.Or(TSimd.And(TSimd.ShiftRight(magnitude, 13), TSimd.Bits(0x3FF, 0)), TSimd.Bits(0x7E00, 0));
        return TSimd.Or(sign, TSimd.Select(TSimd.Equal(x, x), number, notANumber));
    }
}
