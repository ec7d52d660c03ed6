using System.Runtime.CompilerServices;

namespace Nabla.Vectors;

/// <summary>eˣ for x ≤ 0 in sums that contain 1: results below the normal numbers are replaced by the smallest of them, which such sums absorb.</summary>
/// <remarks>
/// Without subnormal results and overflow, 2ⁿ is one shift, and two thirds of the instructions of <see cref="VectorExp"/> are enough. Adding x / ln 2 to
/// a number so large that its last bit is worth one rounds it and puts n into the lowest bits. NaN for NaN. Errors are those of <see cref="VectorExp"/>.
/// </remarks>
internal readonly struct VectorExpUpToOne : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Run<TSimd, TVector>(TVector x)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        var large = TSimd.Number(TSimd.IsDouble ? 6755399441055744 + 1023 : 12582912 + 127);
        x = TSimd.AtLeast(TSimd.Number(TSimd.IsDouble ? -708 : -87), x);
        var sum = TSimd.MultiplyAdd(x, TSimd.Number(1.4426950408889634), large);
        var power = TSimd.ShiftLeft(sum, TSimd.IsDouble ? 52 : 23);
        var p = Exponent.ExpM1<TSimd, TVector>(Exponent.Rest<TSimd, TVector>(x, TSimd.Subtract(sum, large)));
        return TSimd.MultiplyAdd(p, power, power);
    }
}
