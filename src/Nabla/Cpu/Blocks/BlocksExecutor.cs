using System.Numerics;
using Nabla.Compiler;
using Nabla.Kernels;

namespace Nabla.Cpu;

/// <summary>Runs loops tile by tile, with one SIMD loop per instruction and tile. Generates no code, so it runs everywhere .NET does.</summary>
internal sealed unsafe class BlocksExecutor : Executor
{
    public override Loop Prepare(LoopStep step) => new BlockLoop(step);

    public override void Reduce(ReductionStep step, ElementType type, byte* input, byte* output, int outer, int threads)
    {
        switch (type)
        {
            case ElementType.Float32: Reduce(step, (float*)input, (float*)output, outer, threads); break;
            case ElementType.Float64: Reduce(step, (double*)input, (double*)output, outer, threads); break;
            case ElementType.Int32 when step.Kind.ResultOf(type) == ElementType.Int64: Reduce(step, (int*)input, (long*)output, outer, threads); break;
            case ElementType.Int32: Reduce(step, (int*)input, (int*)output, outer, threads); break;
            case ElementType.Int64: Reduce(step, (long*)input, (long*)output, outer, threads); break;
            default: throw ElementTypes.Unknown(type);
        }
    }

    public override void Copy(in MovementPiece piece, int size, byte* source, byte* target, int threads) => StridedCopy.CopyStrided(
        source + piece.SourceOffset * size,
        target + piece.TargetOffset * size,
        size,
        piece.Sizes,
        piece.SourceStrides,
        piece.TargetStrides,
        threads);

    private static void Reduce<T, TResult>(ReductionStep step, T* input, TResult* output, int outer, int threads)
        where T : unmanaged, INumber<T>
        where TResult : unmanaged
    {
        // Entries of both other axes are independent, so any split of them gives bitwise the same result.
        const int Worthwhile = 1 << 15;
        const int ColumnUnit = 128;
        var work = (long)step.Count * step.Inner;
        var rows = (int)Math.Clamp(Worthwhile / Math.Max(1, work), 1, Math.Max(1, outer));
        var columns = step.Inner;
        if (rows == 1 && columns > ColumnUnit) columns = (int)Math.Clamp(Worthwhile / (long)step.Count / ColumnUnit * ColumnUnit, ColumnUnit, columns);
        var pieces = new ReductionPieces<T, TResult>(step, input, output, outer, rows, columns);
        // Up to two pieces of rows take less time than to hand one over.
        Workers.For(pieces.Count, work * outer >= 2 * Worthwhile ? threads : 1, pieces);
    }

    /// <summary>Pieces of several whole rows, or of some columns of one row.</summary>
    private readonly struct ReductionPieces<T, TResult>(ReductionStep step, T* input, TResult* output, int outer, int rows, int columns) : IPieces
        where T : unmanaged, INumber<T>
        where TResult : unmanaged
    {
        private readonly int across = Math.Max(1, (step.Inner + columns - 1) / Math.Max(1, columns));

        public int Count => (outer + rows - 1) / rows * across;

        public double Work(int piece) => (double)RowsIn(piece) * ColumnsIn(piece);

        private int RowsIn(int piece) => Math.Min(rows, outer - piece / across * rows);

        private int ColumnsIn(int piece) => Math.Min(columns, step.Inner - piece % across * columns);

        public void Run(int piece)
        {
            var (first, column) = ((nint)(piece / across) * rows, piece % across * columns);
            var from = input + first * step.Count * step.Inner + column;
            var result = output + first * step.Inner + column;
            var to = (T*)result;
            var (here, count, wide, stride) = (RowsIn(piece), step.Count, ColumnsIn(piece), step.Inner);
            switch (step.Kind)
            {
                case ReductionKind.Sum when typeof(T) == typeof(int): RowReductions.Sum((int*)from, (long*)result, here, count, wide, stride); break;
                case ReductionKind.Product when typeof(T) == typeof(int): RowReductions.Product((int*)from, (long*)result, here, count, wide, stride); break;
                case ReductionKind.Sum: RowReductions.Sum(from, to, here, count, wide, stride); break;
                case ReductionKind.Product: RowReductions.Product(from, to, here, count, wide, stride); break;
                case ReductionKind.Mean: RowReductions.Mean(from, to, here, count, wide, stride); break;
                case ReductionKind.Maximum: RowReductions.Maximum(from, to, here, count, wide, stride); break;
                case ReductionKind.Minimum: RowReductions.Minimum(from, to, here, count, wide, stride); break;
                default: throw ReductionKinds.Unknown(step.Kind);
            }
        }
    }
}
