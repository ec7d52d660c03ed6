using System.Numerics;

namespace Nabla.Kernels;

/// <summary>The innermost loop of the packed matrix product: one tile of C, kept in registers while the inner dimension runs by.</summary>
internal unsafe interface IMicroKernel<T>
    where T : unmanaged, INumber<T>
{
    /// <summary>Rows of the tile.</summary>
    static abstract int Rows { get; }

    /// <summary>Columns of the tile: a whole number of vectors.</summary>
    static abstract int Columns { get; }

    /// <summary>
    /// Tile = Σₚ a[p · Rows + i] · b[p · Columns + j] for p below <paramref name="depth"/>, in this order, by fused multiply-add;
    /// then written to <paramref name="c"/>, or added to what is there.
    /// </summary>
    static abstract void Run(nint depth, T* a, T* b, T* c, nint stride, bool add);
}
