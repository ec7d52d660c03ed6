using System.Numerics;
using System.Numerics.Tensors;
using Nabla.Vectors;

namespace Nabla.Kernels;

internal static unsafe partial class RowReductions
{
    // Numbers in a piece of work for a thread: some ten microseconds.
    private const int SoftmaxPiece = 1 << 14;

    /// <summary>
    /// For every row: <c>(x − m) − ln Σ exp(x − m)</c> with the maximum m, so that neither large numbers overflow nor their size rounds the
    /// digits of the result away. A row stays in the first-level cache for its five passes.
    /// </summary>
    public static void LogSoftmax<T>(T* input, T* output, int rows, int count, int threads)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (count == 0) return;
        var rowsInPiece = Math.Max(1, SoftmaxPiece / count);
        Workers.For((rows + rowsInPiece - 1) / rowsInPiece, threads, new SoftmaxRows<T>(input, output, rows, count, rowsInPiece, VectorWidth.Current));
    }

    private readonly struct SoftmaxRows<T>(T* input, T* output, int rows, int count, int rowsInPiece, int width) : IPieces
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public void Run(int piece)
        {
            var end = Math.Min(rows, (piece + 1) * rowsInPiece);
            for (var row = piece * rowsInPiece; row < end; row++) Row(input + (nint)row * count, output + (nint)row * count);
        }

        private void Row(T* x, T* y)
        {
            var source = new ReadOnlySpan<T>(x, count);
            var target = new Span<T>(y, count);
            var maximum = BlockReduction<T, Larger<T>>.Row(x, count);
            TensorPrimitives.Subtract(source, maximum, target);
            if (typeof(T) == typeof(float)) VectorLoop.Apply<VectorExp>((float*)y, (float*)y, count, width);
            else VectorLoop.Apply<VectorExp>((double*)y, (double*)y, count, width);
            var logarithm = T.Log(BlockReduction<T, Addition<T>>.Row(y, count));
            TensorPrimitives.Subtract(source, maximum, target);
            TensorPrimitives.Subtract(target, logarithm, target);
        }
    }
}
