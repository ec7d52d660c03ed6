using System.Numerics;
using System.Runtime.CompilerServices;

namespace Nabla.Kernels;

/// <summary>
/// The matrix product for all but small sizes, after Goto and van de Geijn, "Anatomy of high-performance matrix multiplication" (2008): blocks of b
/// are packed into panels that the micro-kernel reads sequentially. Rows of a are read in place, since each of their cache lines serves many steps;
/// packing them as well would cost more than it saves.
/// </summary>
/// <remarks>
/// An element of C is a sum of blocks along the inner dimension, each a chain of multiply-adds. The blocks depend only on the inner dimension,
/// so results depend neither on how C was split among threads nor on partial tiles.
/// </remarks>
internal static unsafe class PackedGemm<T>
    where T : unmanaged, INumber<T>
{
    // A panel of b (depth × two vectors) stays in or near the L1 cache while a block of a (rows × depth) in L2 streams past; the block of b (depth ×
    // columns) is in L3.
    private static int MaximumDepth => 2048 / sizeof(T);

    private const int MaximumRows = 132;
    private const int MaximumColumns = 2048;

    // Rows a multiple of this distance apart map to few L1 cache sets and evict each other.
    private const int PageBytes = 4096;

    // Usually gives the rows of a copy an odd stride in cache lines.
    private const int PaddingBytes = 64;

    /// <summary>Packs all of b, for products that read it repeatedly: block by block along the inner dimension, panel by panel.</summary>
    public static void Pack(MatrixView<T> b, T* packed, int columns, int inner, int width)
    {
        var (depthBlock, panel) = (DepthBlock(inner), Panel(columns, width));
        for (var p = 0; p < inner; p += depthBlock)
        {
            var (source, depth) = (b.At(p, 0), Math.Min(depthBlock, inner - p));
            Packing.Panels(source.Pointer, source.ColumnStride, source.RowStride, packed + (nint)RoundUp(columns, panel) * p, panel, columns, depth);
        }
    }

    /// <summary>c = a · b for a part of the columns of a matrix b that <see cref="Pack"/> packed. The result is bitwise that of the other form.</summary>
    /// <param name="a">The left factor.</param>
    /// <param name="packed">The packed matrix, as a whole.</param>
    /// <param name="all">The number of its columns.</param>
    /// <param name="first">The first column of the part, a multiple of the panel width.</param>
    /// <param name="c">The result; row i starts at c + i · stride.</param>
    /// <param name="stride">The distance between rows of the result.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="columns">The number of columns of the part.</param>
    /// <param name="inner">The inner dimension.</param>
    /// <param name="width">The vector width in bits.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MultiplyPacked(
        MatrixView<T> a, T* packed, int all, int first, T* c, nint stride, int rows, int columns, int inner, int width)
    {
        var (depthBlock, panel, rowBlock) = (DepthBlock(inner), Panel(all, width), Math.Min(MaximumRows, rows));
        var tile = (T*)PackingBuffer.Rent((nint)rowBlock * panel * sizeof(T));
        for (var p = 0; p < inner; p += depthBlock)
        {
            var depth = Math.Min(depthBlock, inner - p);
            var panels = packed + (nint)RoundUp(all, panel) * p + (nint)first * depth;
            for (var row = 0; row < rows; row += rowBlock)
            {
                var source = a.At(row, p);
                for (var j = 0; j < columns; j += panel)
                {
                    var strip = new Strip<T>
                    {
                        A = source.Pointer,
                        Down = source.RowStride,
                        Along = source.ColumnStride,
                        B = panels + (nint)j * depth,
                        Next = panel,
                        Second = panel / 2,
                        C = c + row * stride + j,
                        Stride = stride,
                        Depth = depth,
                        Add = p > 0,
                    };
                    Rows(strip, tile, Math.Min(rowBlock, rows - row), Math.Min(panel, columns - j), width);
                }
            }
        }
    }

    /// <summary>c = a · b, where row i of c starts at c + i · stride. No dimension may be 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(MatrixView<T> a, MatrixView<T> b, T* c, nint stride, int rows, int columns, int inner, int width)
    {
        var depthBlock = DepthBlock(inner);
        var panel = Panel(columns, width);
        var rowBlock = Math.Min(MaximumRows, rows);
        // If all rows form one block, each panel is used right after packing, and the next reuses its buffer.
        var columnBlock = rows <= rowBlock ? panel : Math.Min(MaximumColumns, RoundUp(columns, panel));

        var copyA = (a.RowStride == 1 ? a.ColumnStride : a.RowStride) * sizeof(T) % PageBytes == 0 && columns > panel;
        var padding = PaddingBytes / sizeof(T);
        var sizeOfCopy = copyA ? (nint)(rowBlock + padding) * (depthBlock + padding) : 0;
        var packed = (T*)PackingBuffer.Rent(((nint)columnBlock * depthBlock + rowBlock * panel + sizeOfCopy) * sizeof(T));
        var tile = packed + (nint)columnBlock * depthBlock;
        var copy = tile + rowBlock * panel;

        for (var p = 0; p < inner; p += depthBlock)
        {
            var depth = Math.Min(depthBlock, inner - p);
            for (var column = 0; column < columns; column += columnBlock)
            {
                var blockColumns = Math.Min(columnBlock, columns - column);
                var source = b.At(p, column);
                Packing.Panels(source.Pointer, source.ColumnStride, source.RowStride, packed, panel, blockColumns, depth);
                for (var row = 0; row < rows; row += rowBlock)
                {
                    var blockRows = Math.Min(rowBlock, rows - row);
                    source = a.At(row, p);
                    if (copyA)
                    {
                        // A single block of rows is copied once for all columns.
                        var target = PlaceOfCopy(source, copy, blockRows, depth);
                        if (column == 0 || rows > rowBlock) Copy(source, target, blockRows, depth);
                        source = target;
                    }
                    for (var j = 0; j < blockColumns; j += panel)
                    {
                        var strip = new Strip<T>
                        {
                            A = source.Pointer,
                            Down = source.RowStride,
                            Along = source.ColumnStride,
                            B = packed + (nint)j * depth,
                            Next = panel,
                            Second = panel / 2,
                            C = c + row * stride + column + j,
                            Stride = stride,
                            Depth = depth,
                            Add = p > 0,
                        };
                        Rows(strip, tile, blockRows, Math.Min(panel, blockColumns - j), width);
                    }
                }
            }
        }
    }

    /// <summary>The depth of equal blocks: 784 becomes 392 + 392, not 512 + 272.</summary>
    public static int DepthBlock(int inner)
    {
        var blocks = (inner + MaximumDepth - 1) / MaximumDepth;
        return (inner + blocks - 1) / blocks;
    }

    /// <summary>Copies a block of a so that its rows (or columns) are closer together.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Copy(MatrixView<T> a, MatrixView<T> target, int rows, int depth)
    {
        var isByRows = a.ColumnStride == 1;
        var (runs, length) = isByRows ? (rows, depth) : (depth, rows);
        for (var i = 0; i < runs; i++)
        {
            var (row, column) = isByRows ? (i, 0) : (0, i);
            new Span<T>(a.Address(row, column), length).CopyTo(new Span<T>(target.Address(row, column), length));
        }
    }

    private static MatrixView<T> PlaceOfCopy(MatrixView<T> a, T* copy, int rows, int depth)
    {
        var padding = PaddingBytes / sizeof(T);
        return a.ColumnStride == 1 ? new MatrixView<T>(copy, depth + padding, 1) : new MatrixView<T>(copy, 1, rows + padding);
    }

    /// <summary>Runs the rows of one strip, through a temporary tile if the strip is wider than the rest of c.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows(Strip<T> strip, T* tile, int rows, int columns, int width)
    {
        var panel = (int)strip.Next;
        width = Narrowed(width, columns);
        var lanes = Strip<T>.Lanes(width);
        if (columns == 2 * lanes)
        {
            (strip with { Second = lanes }).Run(width, rows);
            return;
        }

        (strip with { Second = lanes, C = tile, Stride = panel, Add = false }).Run(width, rows);
        CopyTile(tile, panel, strip.C, strip.Stride, rows, columns, strip.Add);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CopyTile(T* tile, nint width, T* target, nint stride, int rows, int columns, bool add)
    {
        for (var i = 0; i < rows; i++, tile += width, target += stride)
        {
            if (add)
                for (var j = 0; j < columns; j++) target[j] += tile[j];
            else
                for (var j = 0; j < columns; j++) target[j] = tile[j];
        }
    }

    /// <summary>The narrowest vector width at which two vectors hold the columns.</summary>
    private static int Narrowed(int width, int columns)
    {
        while (width > 128 && columns <= Strip<T>.Lanes(width)) width /= 2;
        return width;
    }

    /// <summary>The number of columns of a panel: two vectors.</summary>
    private static int Panel(int columns, int width) => 2 * Strip<T>.Lanes(Narrowed(width, columns));

    private static int RoundUp(int size, int unit) => (size + unit - 1) / unit * unit;
}
