using System.Numerics;

namespace Nabla.Kernels;

/// <summary>The few instructions of which matrix products and reductions are made, so that their loops are written once for every vector width.</summary>
internal unsafe interface IRegister<T, TVector>
    where T : unmanaged, INumber<T>
    where TVector : unmanaged
{
    /// <summary>Lanes of a vector.</summary>
    static abstract int Count { get; }

    /// <summary>Whether the processor has 32 such registers, rather than 16: room for a tile of twelve rows by two vectors.</summary>
    static abstract bool HasMany { get; }

    static abstract TVector Load(T* source);

    /// <summary>So many numbers as there are lanes, of the same type or of one half as wide: float32 as float64, int32 as int64.</summary>
    static abstract TVector Widen<TInput>(TInput* source)
        where TInput : unmanaged, INumber<TInput>;

    /// <summary>One number in every lane.</summary>
    static abstract TVector Repeat(T* source);

    static abstract void Store(TVector x, T* target);

    static abstract TVector Add(TVector x, TVector y);

    static abstract TVector Multiply(TVector x, TVector y);

    /// <summary>The larger numbers; NaN where either is.</summary>
    static abstract TVector Maximum(TVector x, TVector y);

    /// <summary>The smaller numbers; NaN where either is.</summary>
    static abstract TVector Minimum(TVector x, TVector y);

    /// <summary>x · y + sum, rounded once where the processor can.</summary>
    static abstract TVector MultiplyAdd(TVector x, TVector y, TVector sum);

    /// <summary>The lanes added up.</summary>
    static abstract T Sum(TVector x);
}
