using System.Numerics;

namespace Nabla.Kernels;

/// <summary>The few vector instructions behind matrix products and reductions, so that their loops are written once for all vector widths.</summary>
internal unsafe interface IRegister<T, TVector>
    where T : unmanaged, INumber<T>
    where TVector : unmanaged
{
    /// <summary>The number of lanes.</summary>
    static abstract int Count { get; }

    /// <summary>True if the processor has 32 such registers instead of 16: enough for a tile of twelve rows by two vectors.</summary>
    static abstract bool HasMany { get; }

    static abstract TVector Load(T* source);

    /// <summary>Loads a vector from elements of the same type or of half the width: float32 to float64, int32 to int64.</summary>
    static abstract TVector Widen<TInput>(TInput* source)
        where TInput : unmanaged, INumber<TInput>;

    /// <summary>The same value in every lane.</summary>
    static abstract TVector Repeat(T* source);

    static abstract void Store(TVector x, T* target);

    static abstract TVector Add(TVector x, TVector y);

    static abstract TVector Multiply(TVector x, TVector y);

    /// <summary>The lane-wise maximum; NaN if either is NaN.</summary>
    static abstract TVector Maximum(TVector x, TVector y);

    /// <summary>The lane-wise minimum; NaN if either is NaN.</summary>
    static abstract TVector Minimum(TVector x, TVector y);

    /// <summary>x · y + sum, rounded once if the processor has a fused multiply-add.</summary>
    static abstract TVector MultiplyAdd(TVector x, TVector y, TVector sum);

    /// <summary>The sum of the lanes.</summary>
    static abstract T Sum(TVector x);
}
