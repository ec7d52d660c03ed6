using System.Numerics;

namespace Nabla.Kernels;

/// <summary>One matrix product: chooses the kernel by the sizes of the whole, then cuts C into a grid of blocks, one for each thread.</summary>
internal readonly unsafe struct MatrixJob<T>
    where T : unmanaged, INumber<T>
{
    // Below this many multiplications for each thread, waking threads costs more than they save.
    private const double MinimumWork = 1 << 20;

    // Up to so many multiplications, packing costs more than it saves: 64 cubed, and less for inner products.
    private const double DirectRowsWork = 1 << 18;
    private const double DirectInnerProductsWork = 1 << 17;
    private const double DirectScalarWork = 1 << 12;

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
    private readonly bool direct;

    public MatrixJob(MatrixView<T> a, MatrixView<T> b, T* c, int rows, int columns, int inner, int width)
    {
        (this.a, this.b, this.rows, this.columns, this.inner) = (a, b, rows, columns, inner);
        this.c = c;
        this.width = typeof(T) == typeof(float) || typeof(T) == typeof(double) ? width : 0;
        direct = DirectProduct.Supports(a, b) && IsSmallOrSkinny();
    }

    private double Work => (double)rows * columns * inner;

    private bool IsSmallOrSkinny()
    {
        if (width == 0) return Work <= DirectScalarWork;
        if (rows <= 4 || inner == 1) return true;
        return b.ColumnStride == 1
            ? Work <= DirectRowsWork || columns <= 2 * Vector<T>.Count
            : Work <= DirectInnerProductsWork || columns <= 4;
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
        if (direct) DirectProduct.Multiply(x, y, z, columns, blockRows, blockColumns, inner, vectors: width != 0);
        else if (width == 512) PackedProduct<T, MicroKernel512<T>>.Multiply(x, y, z, columns, blockRows, blockColumns, inner);
        else if (width == 256) PackedProduct<T, MicroKernel256<T>>.Multiply(x, y, z, columns, blockRows, blockColumns, inner);
        else if (width == 128) PackedProduct<T, MicroKernel128<T>>.Multiply(x, y, z, columns, blockRows, blockColumns, inner);
        else PackedProduct<T, MicroKernelScalar<T>>.Multiply(x, y, z, columns, blockRows, blockColumns, inner);
    }
}
