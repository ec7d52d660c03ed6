using System.Runtime.CompilerServices;

namespace Nabla.Vectors;

/// <summary>Multiply-add for where the processor has no fused one.</summary>
internal static class NearlyFused
{
    /// <summary>a · b + c, to which the rounding error of the product is added at the end.</summary>
    /// <remarks>After Dekker, "A floating-point technique for extending the available precision" (1971): products of halves of the digits are exact.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector MultiplyAdd<TSimd, TVector>(TVector a, TVector b, TVector c)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        var product = TSimd.Multiply(a, b);
        var aHigh = High<TSimd, TVector>(a);
        var aLow = TSimd.Subtract(a, aHigh);
        var bHigh = High<TSimd, TVector>(b);
        var bLow = TSimd.Subtract(b, bHigh);
        var rest = TSimd.Subtract(TSimd.Multiply(aHigh, bHigh), product);
        rest = TSimd.Add(rest, TSimd.Multiply(aHigh, bLow));
        rest = TSimd.Add(rest, TSimd.Multiply(aLow, bHigh));
        rest = TSimd.Add(rest, TSimd.Multiply(aLow, bLow));
        return TSimd.Add(TSimd.Add(c, product), rest);
    }

    /// <summary>The upper half of the digits. The lower one has one more in float64; what the product of two of them loses is too small to matter.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector High<TSimd, TVector>(TVector x)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged => TSimd.And(x, TSimd.Bits(0xFFFF_F000, 0xFFFF_FFFF_F800_0000));
}
