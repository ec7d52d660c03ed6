namespace Nabla.Kernels;

/// <summary>A strided matrix: element (i, j) is at Pointer + i · RowStride + j · ColumnStride. One of the strides is 1.</summary>
internal readonly unsafe struct MatrixView<T>(T* pointer, nint rowStride, nint columnStride)
    where T : unmanaged
{
    public readonly T* Pointer = pointer;
    public readonly nint RowStride = rowStride;
    public readonly nint ColumnStride = columnStride;

    public MatrixView<T> At(nint row, nint column) => new(Address(row, column), RowStride, ColumnStride);

    public T* Address(nint row, nint column) => Pointer + row * RowStride + column * ColumnStride;
}
