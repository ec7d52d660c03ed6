namespace Nabla.Vectors;

/// <summary>Vectors whose lanes are pairs of neighbors: lanes 0 and 1, 2 and 3, and so on.</summary>
internal unsafe interface IPairSimd<TVector> : ISimd<TVector>
    where TVector : unmanaged
{
    /// <summary>Each lane gets the value of its neighbor.</summary>
    static abstract TVector SwapPairs(TVector a);

    /// <summary>The first lane of each pair from one vector, the second from another.</summary>
    static abstract TVector Blend(TVector first, TVector second);

    /// <summary>Half a vector of elements, each in both lanes of a pair.</summary>
    static abstract TVector LoadTwice(void* source);

    /// <summary>Stores the first lane of each pair: half a vector of elements.</summary>
    static abstract void StoreFirsts(TVector x, void* target);
}
