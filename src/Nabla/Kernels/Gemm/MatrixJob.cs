using System.Numerics;

namespace Nabla.Kernels;

/// <summary>One matrix product: chooses a kernel by the full sizes, then splits C into a grid with one block per thread.</summary>
internal readonly unsafe struct MatrixJob<T>
    where T : unmanaged, INumber<T>
{
    // The time of a multiplication of vectors with the packing that goes with it, and of reading a byte of b, about.
    private const double VectorNanoseconds = 0.15;
    private const double ByteNanoseconds = 0.01;

    // The time of fetching a byte of a or c from the cache of another thread; larger ones are not found there.
    private const double FetchNanoseconds = 0.1;
    private const double MostFetched = 1 << 16;

    // Up to this size, b is read in place from the L2 cache.
    private const int DirectBytes = 1 << 18;

    // Reducing the lanes of an inner product costs as much as packing this many of its elements for one more row.
    private const int InnerProductOverhead = 32;
    private const int InnerProductRows = 24;

    // Each element of b is used once per row: up to this many rows, packing b costs more than transposing c.
    private const int TurnedRows = 64;

    // Longer chains of additions are split.
    private const int LongestChain = 1024;

    // Blocks start at multiples of these: tiles of at least four rows keep the processor busy, and only the last panel is partial.
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

    // All of b, packed; or null.
    private readonly T* packed;

    public MatrixJob(MatrixView<T> a, MatrixView<T> b, T* c, int rows, int columns, int inner, int width, T* packed = null)
    {
        (this.a, this.b, this.rows, this.columns, this.inner) = (a, b, rows, columns, inner);
        this.c = c;
        this.packed = packed;
        this.width = typeof(T) == typeof(float) || typeof(T) == typeof(double) ? width : 0;
        way = packed is not null ? Way.Prepacked : Choose();
    }

    /// <summary>True if b is packed for every product, so that products with the same b gain by packing it once.</summary>
    public bool PacksB => way is Way.Packed or Way.Turned or Way.InnerProducts;

    private double Work => (double)rows * columns * inner;

    private enum Way
    {
        Direct,
        InnerProducts,
        Packed,
        Prepacked,

        /// <summary>Packed with a and b swapped, which gives the transpose of c.</summary>
        Turned,
    }

    /// <summary>Chooses by the full sizes, so that every block uses the same method.</summary>
    private Way Choose()
    {
        if (b.ColumnStride == 1) return rows <= 4 || inner == 1 || (long)columns * inner * sizeof(T) <= DirectBytes ? Way.Direct : Way.Packed;
        if (a.ColumnStride != 1) return Way.Packed;
        var fewRows = rows == 1 || rows <= Math.Min(InnerProductRows, inner / InnerProductOverhead);
        if (fewRows || (columns <= 4 && inner >= InnerProductOverhead)) return Way.InnerProducts;
        // Packing transposes columns, which is expensive, so the smaller matrix is packed. The sums are bitwise the same.
        return rows <= TurnedRows && 2 * rows <= columns ? Way.Turned : Way.Packed;
    }

    public void Run(int threads)
    {
        var parts = HandOver.Threads(Nanoseconds(), threads);
        if (parts == 1)
        {
            Block(0, 0, rows, columns);
            return;
        }

        RunInParallel(parts);
    }

    /// <summary>The time that threads can share, about: that of the product on one thread, without what moves between their caches.</summary>
    private double Nanoseconds()
    {
        var compute = Math.Max(Work * VectorNanoseconds / Strip<T>.Lanes(width), (double)inner * columns * sizeof(T) * ByteNanoseconds);
        return compute - Math.Min(MostFetched, (double)rows * (inner + columns) * sizeof(T)) * FetchNanoseconds;
    }

    private void RunInParallel(int parts)
    {
        var (gridRows, gridColumns) = Grid(parts);
        Workers.For(gridRows * gridColumns, parts, new Blocks(this, gridRows, gridColumns));
    }

    private readonly struct Blocks(MatrixJob<T> job, int gridRows, int gridColumns) : IPieces
    {
        public double Work(int piece)
        {
            var (row, column) = Math.DivRem(piece, gridColumns);
            double blockRows = Start(job.rows, gridRows, RowUnit, row + 1) - Start(job.rows, gridRows, RowUnit, row);
            double blockColumns = Start(job.columns, gridColumns, ColumnUnit, column + 1) - Start(job.columns, gridColumns, ColumnUnit, column);
            return Cost(blockRows, blockColumns);
        }

        public void Run(int piece)
        {
            var (row, column) = Math.DivRem(piece, gridColumns);
            var (firstRow, endRow) = (Start(job.rows, gridRows, RowUnit, row), Start(job.rows, gridRows, RowUnit, row + 1));
            var (firstColumn, endColumn) = (Start(job.columns, gridColumns, ColumnUnit, column), Start(job.columns, gridColumns, ColumnUnit, column + 1));
            if (firstRow < endRow && firstColumn < endColumn) job.Block(firstRow, firstColumn, endRow - firstRow, endColumn - firstColumn);
        }
    }

    /// <summary>The grid whose largest block is cheapest, counting its multiplications and the packing of its share of a and b.</summary>
    private (int Rows, int Columns) Grid(int parts)
    {
        var (best, bestCost) = ((1, 1), double.PositiveInfinity);
        for (var gridRows = 1; gridRows <= parts; gridRows++)
        {
            var gridColumns = parts / gridRows;
            var cost = Cost(LargestBlock(rows, gridRows, RowUnit), LargestBlock(columns, gridColumns, ColumnUnit));
            // Ties go to contiguous rows: the next pass over c is split the same way and finds its elements in this thread's cache.
            if (cost <= bestCost) (best, bestCost) = ((gridRows, gridColumns), cost);
        }

        return best;
    }

    /// <summary>The cost of a block per depth, in multiplications: its products and the packing of its share of a and b.</summary>
    private static double Cost(double blockRows, double blockColumns)
    {
        const double PackingCost = 16; // per element
        return blockRows * blockColumns + PackingCost * (blockRows + blockColumns);
    }

    /// <summary>The start of a block. Blocks are as equal as whole units allow; the last unit may be partial and goes to one of the larger blocks.</summary>
    private static int Start(int size, int blocks, int unit, int block) =>
        block == blocks ? size : (int)((long)block * ((size + unit - 1) / unit) / blocks) * unit;

    private static int LargestBlock(int size, int blocks, int unit) =>
        Math.Min(size, ((size + unit - 1) / unit + blocks - 1) / blocks * unit);

    private void Block(int row, int column, int blockRows, int blockColumns)
    {
        var (x, y) = (a.At(row, 0), b.At(0, column));
        var z = c + (nint)row * columns + column;
        if (way == Way.Prepacked) PackedGemm<T>.MultiplyPacked(x, packed, columns, column, z, columns, blockRows, blockColumns, inner, width);
        else if (way == Way.Packed) PackedGemm<T>.Multiply(x, y, z, columns, blockRows, blockColumns, inner, width);
        else if (way == Way.Turned) Turned(x, y, z, blockRows, blockColumns);
        else if (inner > LongestChain) InChains(row, column, z, blockRows, blockColumns);
        else Chain(x, y, z, columns, blockRows, blockColumns, inner);
    }

    /// <summary>Computes each element as one chain of additions.</summary>
    private void Chain(MatrixView<T> x, MatrixView<T> y, T* z, nint stride, int blockRows, int blockColumns, int length)
    {
        if (way == Way.Direct) SmallGemm.Multiply(x, y, z, stride, blockRows, blockColumns, length, width);
        else InnerProducts<T>.Multiply(x, y, z, stride, blockRows, blockColumns, length, width);
    }

    /// <summary>Computes each element as a sum of chains, in float64, so that long sums do not lose their last terms.</summary>
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

    /// <summary>Computes a block of c through its transpose.</summary>
    private void Turned(MatrixView<T> x, MatrixView<T> y, T* z, int blockRows, int blockColumns)
    {
        var turned = (T*)PackingBuffer.RentOther((nint)blockRows * blockColumns * sizeof(T));
        PackedGemm<T>.Multiply(
            new MatrixView<T>(y.Pointer, y.ColumnStride, y.RowStride),
            new MatrixView<T>(x.Pointer, x.ColumnStride, x.RowStride),
            turned,
            blockRows,
            blockColumns,
            blockRows,
            inner,
            width);
        PlaneCopy.Copy(turned, z, new StridedAxis(blockRows, 1, columns), new StridedAxis(blockColumns, blockRows, 1));
    }
}
