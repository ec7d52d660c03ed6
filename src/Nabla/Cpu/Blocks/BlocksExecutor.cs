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

    public override void Copy(in MovementPiece piece, int size, byte* source, byte* target) => StridedCopy.CopyStrided(
        source + piece.SourceOffset * size, target + piece.TargetOffset * size, size, piece.Sizes, piece.SourceStrides, piece.TargetStrides);

    private static void Reduce<T, TResult>(ReductionStep step, T* input, TResult* output, int outer, int threads)
        where T : unmanaged, INumber<T>
        where TResult : unmanaged
    {
        // Outer entries are independent, so any split of them gives bitwise the same result.
        const int Worthwhile = 1 << 16;
        var work = (long)step.Count * step.Inner;
        var rows = (int)Math.Clamp(Worthwhile / Math.Max(1, work), 1, Math.Max(1, outer));
        Workers.For((outer + rows - 1) / rows, threads, new Rows<T, TResult>(step, input, output, outer, rows));
    }

    private readonly struct Rows<T, TResult>(ReductionStep step, T* input, TResult* output, int outer, int rows) : IPieces
        where T : unmanaged, INumber<T>
        where TResult : unmanaged
    {
        public double Work(int piece) => Math.Min(rows, outer - piece * rows);

        public void Run(int piece)
        {
            var first = piece * rows;
            var from = input + (long)first * step.Count * step.Inner;
            var result = output + (long)first * step.Inner;
            var to = (T*)result;
            var here = Math.Min(rows, outer - first);
            switch (step.Kind)
            {
                case ReductionKind.Sum when typeof(T) == typeof(int): RowReductions.Sum((int*)from, (long*)result, here, step.Count, step.Inner); break;
                case ReductionKind.Product when typeof(T) == typeof(int): RowReductions.Product((int*)from, (long*)result, here, step.Count, step.Inner); break;
                case ReductionKind.Sum: RowReductions.Sum(from, to, here, step.Count, step.Inner); break;
                case ReductionKind.Product: RowReductions.Product(from, to, here, step.Count, step.Inner); break;
                case ReductionKind.Mean: RowReductions.Mean(from, to, here, step.Count, step.Inner); break;
                case ReductionKind.Maximum: RowReductions.Maximum(from, to, here, step.Count, step.Inner); break;
                case ReductionKind.Minimum: RowReductions.Minimum(from, to, here, step.Count, step.Inner); break;
                default: throw ReductionKinds.Unknown(step.Kind);
            }
        }
    }
}
