namespace Nabla.Vectors;

/// <summary>Vectors of float32 whose lanes are loaded from, and stored as, elements of 16 bits.</summary>
internal unsafe interface IHalfWidthSimd<TVector> : ISimd<TVector>
    where TVector : unmanaged
{
    /// <summary>An element of 16 bits in the low half of each lane, and zeros in the high half.</summary>
    static abstract TVector LoadHalves(void* source);

    /// <summary>Stores the low half of each lane. The high half must be zero.</summary>
    static abstract void StoreHalves(TVector x, void* target);
}
