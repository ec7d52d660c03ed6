using System.Numerics;

namespace Nabla.Kernels;

/// <summary>One matrix product: chooses the kernel by the sizes of the whole, then cuts C into a grid of blocks, one for each thread.</summary>
internal readonly unsafe struct MatrixJob<T>
    where T : unmanaged, INumber<T>
{
    // Below this many multiplications for each thread, waking threads costs more than they save.
    private const double MinimumWork = 1 << 20;

    // Up to so many bytes, b is read where it lies, from the second-level cache.
    private const int DirectBytes = 1 << 18;

    // Adding up the lanes of an inner product takes as long as so many of its numbers take to be packed for one row more.
    private const int InnerProductOverhead = 32;
    private const int InnerProductRows = 24;

    // Blocks begin at multiples of these, which suit every micro-kernel.
    private const int RowUnit = 12;
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
    }

    /// <summary>By the sizes of the whole, so that every block goes the same way.</summary>
    private Way Choose()
    {
        if (b.ColumnStride == 1) return rows <= 4 || inner == 1 || (long)columns * inner * sizeof(T) <= DirectBytes ? Way.Direct : Way.Packed;
        if (a.ColumnStride != 1) return Way.Packed;
        var fewRows = rows == 1 || rows <= Math.Min(InnerProductRows, inner / InnerProductOverhead);
        return fewRows || (columns <= 4 && inner >= InnerProductOverhead) ? Way.InnerProducts : Way.Packed;
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
        Workers.For(gridRows * gridColumns, parts, new Blocks(this, BlockSize(rows, gridRows, RowUnit), BlockSize(columns, gridColumns, ColumnUnit), gridColumns));
    }

    private readonly struct Blocks(MatrixJob<T> job, int blockRows, int blockColumns, int gridColumns) : IPieces
    {
        public void Run(int piece)
        {
            var (row, column) = (piece / gridColumns * blockRows, piece % gridColumns * blockColumns);
            if (row < job.rows && column < job.columns)
                job.Block(row, column, Math.Min(blockRows, job.rows - row), Math.Min(blockColumns, job.columns - column));
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
            double blockRows = BlockSize(rows, gridRows, RowUnit);
            double blockColumns = BlockSize(columns, gridColumns, ColumnUnit);
            var cost = blockRows * blockColumns + PackingCost * (blockRows + blockColumns);
            if (cost < bestCost) (best, bestCost) = ((gridRows, gridColumns), cost);
        }

        return best;
    }

    private static int BlockSize(int size, int blocks, int unit)
    {
        var each = (size + blocks - 1) / blocks;
        return blocks == 1 ? size : (each + unit - 1) / unit * unit;
    }

    private void Block(int row, int column, int blockRows, int blockColumns)
    {
        var (x, y) = (a.At(row, 0), b.At(0, column));
        var z = c + (nint)row * columns + column;
        if (way == Way.Direct) DirectProduct.Multiply(x, y, z, columns, blockRows, blockColumns, inner, width);
        else if (way == Way.InnerProducts) InnerProducts<T>.Multiply(x, y, z, columns, blockRows, blockColumns, inner, width);
        else PackedProduct<T>.Multiply(x, y, z, columns, blockRows, blockColumns, inner, width);
    }
}
