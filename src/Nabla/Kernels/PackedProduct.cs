using System.Numerics;
using System.Runtime.CompilerServices;

namespace Nabla.Kernels;

/// <summary>
/// The matrix product for all but small sizes, after Goto and van de Geijn, "Anatomy of high-performance matrix multiplication" (2008):
/// blocks of both matrices are copied into panels that the micro-kernel reads straight through.
/// </summary>
/// <remarks>
/// An element of C is a sum of blocks along the inner dimension, each block a chain of fused multiply-adds. The blocks depend on the
/// inner dimension only, so the bits of C do not depend on how C was split among threads, nor on whether a tile was cut by an edge.
/// </remarks>
internal static unsafe class PackedProduct<T, TKernel>
    where T : unmanaged, INumber<T>
    where TKernel : struct, IMicroKernel<T>
{
    // A panel of B (depth × two vectors) stays in the first-level cache, or near it, while a block of A (rows × depth) in the second-level
    // cache passes by; the block of B (depth × columns) comes from the third.
    private static int MaximumDepth => 2048 / sizeof(T);

    private const int MaximumRows = 120;
    private const int MaximumColumns = 2048;

    /// <summary>c = a · b, where row i of c starts at c + i · stride. Nothing may be empty.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(MatrixView<T> a, MatrixView<T> b, T* c, nint stride, int rows, int columns, int inner)
    {
        // Equal blocks: 784 becomes 392 + 392, not 512 + 272.
        var depthBlocks = (inner + MaximumDepth - 1) / MaximumDepth;
        var depthBlock = (inner + depthBlocks - 1) / depthBlocks;
        var rowBlock = Math.Min(MaximumRows, RoundUp(rows, TKernel.Rows));
        var columnBlock = Math.Min(MaximumColumns, RoundUp(columns, TKernel.Columns));

        var tileSize = TKernel.Rows * TKernel.Columns;
        var memory = (T*)PackingBuffer.Rent(((nint)columnBlock * depthBlock + tileSize + (nint)rowBlock * depthBlock) * sizeof(T));
        var packedB = memory;
        var tile = packedB + (nint)columnBlock * depthBlock;
        var packedA = tile + tileSize;

        for (var column = 0; column < columns; column += columnBlock)
        {
            var blockColumns = Math.Min(columnBlock, columns - column);
            for (var p = 0; p < inner; p += depthBlock)
            {
                var depth = Math.Min(depthBlock, inner - p);
                var source = b.At(p, column);
                Packing.Panels(source.Pointer, source.ColumnStride, source.RowStride, packedB, TKernel.Columns, blockColumns, depth);
                for (var row = 0; row < rows; row += rowBlock)
                {
                    var blockRows = Math.Min(rowBlock, rows - row);
                    source = a.At(row, p);
                    Packing.Panels(source.Pointer, source.RowStride, source.ColumnStride, packedA, TKernel.Rows, blockRows, depth);
                    Tiles(packedA, packedB, tile, c + row * stride + column, stride, blockRows, blockColumns, depth, add: p > 0);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tiles(T* packedA, T* packedB, T* tile, T* c, nint stride, int rows, int columns, int depth, bool add)
    {
        for (var j = 0; j < columns; j += TKernel.Columns, packedB += TKernel.Columns * depth)
        {
            var panelA = packedA;
            var tileColumns = Math.Min(TKernel.Columns, columns - j);
            for (var i = 0; i < rows; i += TKernel.Rows, panelA += TKernel.Rows * depth)
            {
                var target = c + i * stride + j;
                var tileRows = Math.Min(TKernel.Rows, rows - i);
                if (tileRows == TKernel.Rows && tileColumns == TKernel.Columns)
                {
                    TKernel.Run(depth, panelA, packedB, target, stride, add);
                    continue;
                }

                TKernel.Run(depth, panelA, packedB, tile, TKernel.Columns, add: false);
                CopyTile(tile, target, stride, tileRows, tileColumns, add);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CopyTile(T* tile, T* target, nint stride, int rows, int columns, bool add)
    {
        for (var i = 0; i < rows; i++, tile += TKernel.Columns, target += stride)
        {
            if (add)
                for (var j = 0; j < columns; j++) target[j] += tile[j];
            else
                for (var j = 0; j < columns; j++) target[j] = tile[j];
        }
    }

    private static int RoundUp(int size, int unit) => (size + unit - 1) / unit * unit;
}
