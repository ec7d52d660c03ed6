using System.Numerics;

namespace Nabla.Kernels;

/// <summary>One matrix product: chooses the kernel by the sizes of the whole, then cuts C into a grid of blocks, one for each thread.</summary>
internal readonly unsafe struct MatrixJob<T>
    where T : unmanaged, INumber<T>
{
    // Below this many multiplications for each thread, waking threads costs more than they save.
    private const double MinimumWork = 1 << 18;

    // Up to so many bytes, b is read where it lies, from the second-level cache.
    private const int DirectBytes = 1 << 18;

    // Adding up the lanes of an inner product takes as long as so many of its numbers take to be packed for one row more.
    private const int InnerProductOverhead = 32;
    private const int InnerProductRows = 24;

    // Each number of b is used once for every row: up to so many, packing b costs more than turning c does.
    private const int TurnedRows = 64;

    // So many products are added up one after the other; more, in parts.
    private const int LongestChain = 1024;

    // Blocks begin at multiples of these: tiles of four rows and more keep the processor busy, and no panel but the last is cut.
    private const int RowUnit = 4;
    private const int ColumnUnit = 32;

    private readonly MatrixView<T> a;
    private readonly MatrixView<T> b;
    private readonly T* c;
    private readonly int rows;
    private readonly int columns;
    private readonly int inner;
    private readonly int width;
    private readonly Way way;

    public MatrixJob(MatrixView<T> a, MatrixView<T> b, T* c, int rows, int columns, int inner, int width)
    {
        (this.a, this.b, this.rows, this.columns, this.inner) = (a, b, rows, columns, inner);
        this.c = c;
        this.width = typeof(T) == typeof(float) || typeof(T) == typeof(double) ? width : 0;
        way = Choose();
    }

    private double Work => (double)rows * columns * inner;

    private enum Way
    {
        Direct,
        InnerProducts,
        Packed,

        /// <summary>Packed, with a and b in each other's place: the transpose of c.</summary>
        Turned,
    }

    /// <summary>By the sizes of the whole, so that every block goes the same way.</summary>
    private Way Choose()
    {
        if (b.ColumnStride == 1) return rows <= 4 || inner == 1 || (long)columns * inner * sizeof(T) <= DirectBytes ? Way.Direct : Way.Packed;
        if (a.ColumnStride != 1) return Way.Packed;
        var fewRows = rows == 1 || rows <= Math.Min(InnerProductRows, inner / InnerProductOverhead);
        if (fewRows || (columns <= 4 && inner >= InnerProductOverhead)) return Way.InnerProducts;
        // Packing turns columns into rows, which is dear; so the smaller matrix is packed. The sums are the same, number by number.
        return rows <= TurnedRows && 2 * rows <= columns ? Way.Turned : Way.Packed;
    }

    public void Run(int threads)
    {
        var parts = (int)Math.Clamp(Work / MinimumWork, 1, Math.Max(threads, 1));
        if (parts == 1)
        {
            Block(0, 0, rows, columns);
            return;
        }

        RunInParallel(parts);
    }

    private void RunInParallel(int parts)
    {
        var (gridRows, gridColumns) = Grid(parts);
        Workers.For(gridRows * gridColumns, parts, new Blocks(this, gridRows, gridColumns));
    }

    private readonly struct Blocks(MatrixJob<T> job, int gridRows, int gridColumns) : IPieces
    {
        public void Run(int piece)
        {
            var (row, column) = Math.DivRem(piece, gridColumns);
            var (firstRow, endRow) = (Start(job.rows, gridRows, RowUnit, row), Start(job.rows, gridRows, RowUnit, row + 1));
            var (firstColumn, endColumn) = (Start(job.columns, gridColumns, ColumnUnit, column), Start(job.columns, gridColumns, ColumnUnit, column + 1));
            if (firstRow < endRow && firstColumn < endColumn) job.Block(firstRow, firstColumn, endRow - firstRow, endColumn - firstColumn);
        }
    }

    /// <summary>The grid whose largest block takes least: its multiplications, and the packing of its share of a and b.</summary>
    private (int Rows, int Columns) Grid(int parts)
    {
        const double PackingCost = 16; // of one number, in multiplications
        var (best, bestCost) = ((1, 1), double.PositiveInfinity);
        for (var gridRows = 1; gridRows <= parts; gridRows++)
        {
            var gridColumns = parts / gridRows;
            double blockRows = LargestBlock(rows, gridRows, RowUnit);
            double blockColumns = LargestBlock(columns, gridColumns, ColumnUnit);
            var cost = blockRows * blockColumns + PackingCost * (blockRows + blockColumns);
            // If in doubt by rows, which lie together: what runs over c next is cut like that, and finds numbers where this thread has left them.
            if (cost <= bestCost) (best, bestCost) = ((gridRows, gridColumns), cost);
        }

        return best;
    }

    /// <summary>Where a block begins: blocks are as equal as whole units allow, and the last unit, which may be cut off, goes to a block with one more.</summary>
    private static int Start(int size, int blocks, int unit, int block) =>
        block == blocks ? size : (int)((long)block * ((size + unit - 1) / unit) / blocks) * unit;

    private static int LargestBlock(int size, int blocks, int unit)
    {
        var largest = 0;
        for (var block = 0; block < blocks; block++) largest = Math.Max(largest, Start(size, blocks, unit, block + 1) - Start(size, blocks, unit, block));
        return largest;
    }

    private void Block(int row, int column, int blockRows, int blockColumns)
    {
        var (x, y) = (a.At(row, 0), b.At(0, column));
        var z = c + (nint)row * columns + column;
        if (way == Way.Packed) PackedGemm<T>.Multiply(x, y, z, columns, blockRows, blockColumns, inner, width);
        else if (way == Way.Turned) Turned(x, y, z, blockRows, blockColumns);
        else if (inner > LongestChain) InChains(row, column, z, blockRows, blockColumns);
        else Chain(x, y, z, columns, blockRows, blockColumns, inner);
    }

    /// <summary>Each element as one chain of additions.</summary>
    private void Chain(MatrixView<T> x, MatrixView<T> y, T* z, nint stride, int blockRows, int blockColumns, int length)
    {
        if (way == Way.Direct) SmallGemm.Multiply(x, y, z, stride, blockRows, blockColumns, length, width);
        else InnerProducts<T>.Multiply(x, y, z, stride, blockRows, blockColumns, length, width);
    }

    /// <summary>Each element as a sum of chains, in float64, so that the last of millions of numbers are not lost beside the sum of those before.</summary>
    private void InChains(int row, int column, T* z, int blockRows, int blockColumns)
    {
        var count = (nint)blockRows * blockColumns;
        var sums = (double*)PackingBuffer.RentOther(count * (sizeof(double) + sizeof(T)));
        var chain = (T*)(sums + count);
        for (var p = 0; p < inner; p += LongestChain)
        {
            Chain(a.At(row, p), b.At(p, column), chain, blockColumns, blockRows, blockColumns, Math.Min(LongestChain, inner - p));
            for (nint i = 0; i < count; i++) sums[i] = (p == 0 ? 0 : sums[i]) + double.CreateTruncating(chain[i]);
        }
        for (var i = 0; i < blockRows; i++)
        {
            for (var j = 0; j < blockColumns; j++) z[(nint)i * columns + j] = T.CreateTruncating(sums[(nint)i * blockColumns + j]);
        }
    }

    /// <summary>The transpose of a block of c, which is the product of the transposes, and then the block.</summary>
    private void Turned(MatrixView<T> x, MatrixView<T> y, T* z, int blockRows, int blockColumns)
    {
        var turned = (T*)PackingBuffer.RentOther((nint)blockRows * blockColumns * sizeof(T));
        PackedGemm<T>.Multiply(
            new MatrixView<T>(y.Pointer, y.ColumnStride, y.RowStride), new MatrixView<T>(x.Pointer, x.ColumnStride, x.RowStride), turned, blockRows, blockColumns, blockRows, inner, width);
        PlaneCopy.Copy(turned, z, new StridedAxis(blockRows, 1, columns), new StridedAxis(blockColumns, blockRows, 1));
    }
}
