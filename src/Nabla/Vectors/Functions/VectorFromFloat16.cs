using System.Runtime.CompilerServices;

namespace Nabla.Vectors;

/// <summary>The float32 that equals a float16, whose bits are the low half of a lane.</summary>
/// <remarks>
/// Every float16 is a float32, so that nothing is rounded. Exponent and fraction are shifted to their places, and the bias of the exponent is adjusted.
/// Subnormal numbers are fractions of 2⁻¹⁴: with the exponent of that number they are 2⁻¹⁴ too large. NaN keeps its payload and becomes quiet.
/// </remarks>
internal readonly struct VectorFromFloat16 : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Run<TSimd, TVector>(TVector x)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        var smallest = TSimd.Bits(0x38800000, 0);
        var magnitude = TSimd.ShiftLeft(TSimd.And(x, TSimd.Bits(0x7FFF, 0)), 13);
        var sign = TSimd.ShiftLeft(TSimd.And(x, TSimd.Bits(0x8000, 0)), 16);
        // The difference of the biases is 112. The result is positive and normal, so that comparing it is as good as comparing exponents.
        var normal = TSimd.AddBits(magnitude, TSimd.Bits(0x38000000, 0));
        var subnormal = TSimd.Subtract(TSimd.AddBits(magnitude, smallest), smallest);
        var infinite = TSimd.Or(normal, TSimd.Bits(0x7F800000, 0));
        // What lies above the infinity of float16, 2¹⁶ here, is NaN.
        var quiet = TSimd.And(TSimd.Less(TSimd.Bits(0x47800000, 0), normal), TSimd.Bits(0x00400000, 0));
        var finite = TSimd.Select(TSimd.Less(normal, smallest), subnormal, normal);
        return TSimd.Or(sign, TSimd.Select(TSimd.Less(normal, TSimd.Bits(0x47800000, 0)), finite, TSimd.Or(infinite, quiet)));
    }
}
