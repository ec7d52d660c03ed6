using System.Runtime.CompilerServices;

namespace Nabla.Vectors;

/// <summary>Lane operations beyond single instructions: the sign, and truth values as masks.</summary>
internal static class VectorChoices
{
    /// <summary>−1, 0 or 1; NaN for NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Sign<TSimd, TVector>(TVector x)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        var zero = TSimd.Number(0);
        var atMost = TSimd.Select(TSimd.Less(x, zero), TSimd.Number(-1), TSimd.Select(TSimd.Equal(x, zero), zero, x));
        return TSimd.Select(TSimd.Less(zero, x), TSimd.Number(1), atMost);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector NotEqual<TSimd, TVector>(TVector a, TVector b)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged => Not<TSimd, TVector>(TSimd.Equal(a, b));

    /// <summary>The complement of a mask.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Not<TSimd, TVector>(TVector mask)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged => TSimd.ExclusiveOr(mask, TSimd.Bits(uint.MaxValue, ulong.MaxValue));

    /// <summary>1 where a mask is set, else 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector ToNumber<TSimd, TVector>(TVector mask)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged => TSimd.And(mask, TSimd.Number(1));

    /// <summary>A mask that is set where a value is not 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector ToTruth<TSimd, TVector>(TVector x)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged => NotEqual<TSimd, TVector>(x, TSimd.Number(0));
}
