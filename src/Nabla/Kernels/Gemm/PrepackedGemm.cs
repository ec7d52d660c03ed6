using System.Numerics;

namespace Nabla.Kernels;

/// <summary>Products of many matrices a with the same b, which is packed once: C = op(A) · op(B) as in <see cref="Gemm"/>.</summary>
internal readonly unsafe struct PrepackedGemm<T>(int rows, int columns, int inner, bool transposeA, bool transposeB)
    where T : unmanaged, INumber<T>
{
    // A bound for every vector width.
    private const int WidestPanel = 64;

    /// <summary>True if packing b once saves time: otherwise it is read in place.</summary>
    public bool Pays => rows > 0 && columns > 1 && inner > 1
        && new MatrixJob<T>(ViewA(null), ViewB(null), null, rows, columns, inner, VectorWidth.Current).PacksB;

    /// <summary>The number of elements of the packed matrix.</summary>
    public long PackedLength => (columns + WidestPanel - 1L) / WidestPanel * WidestPanel * inner;

    /// <summary>Packs b.</summary>
    public void Pack(T* b, T* packed) => PackedGemm<T>.Pack(ViewB(b), packed, columns, inner, VectorWidth.Current);

    /// <summary>Overwrites c with the product. The result is bitwise independent of the number of threads.</summary>
    public void Multiply(T* a, T* packed, T* c, int threads) =>
        new MatrixJob<T>(ViewA(a), default, c, rows, columns, inner, VectorWidth.Current, packed).Run(threads);

    // A single row has the layout of a column.
    private MatrixView<T> ViewA(T* a) => transposeA && rows > 1 ? new(a, 1, rows) : new(a, inner, 1);

    private MatrixView<T> ViewB(T* b) => transposeB ? new(b, 1, inner) : new(b, columns, 1);
}
