using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Wasm;
using Nabla.Vectors;

namespace Nabla.Kernels;

internal static unsafe partial class RowReductions
{
    // The elements in a thread's piece, about ten microseconds of work.
    private const int SoftmaxPiece = 1 << 14;

    private const int LineBytes = 64;

    // Shorter rows are not worth the head and tail of a vector loop.
    private const int ShortestShift = 16;

    /// <summary>
    /// Computes <c>(x − m) − ln Σ exp(x − m)</c> for every row, with the maximum m, so that large values neither overflow nor cost digits of the
    /// result. A piece stays in the cache over all passes.
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
        public double Work(int piece) => Math.Min(rowsInPiece, rows - piece * rowsInPiece);

        [SkipLocalsInit]
        public void Run(int piece)
        {
            var first = piece * rowsInPiece;
            var here = Math.Min(rowsInPiece, rows - first);
            T* x = input + (nint)first * count, y = output + (nint)first * count;
            var line = LineBytes / sizeof(T);
            T* shifts = stackalloc T[line], logarithms = stackalloc T[line];
            for (var row = 0; row < here; row += line, x += (nint)line * count, y += (nint)line * count)
            {
                var rowsInLine = Math.Min(line, here - row);
                Rows(x, shifts, logarithms, rowsInLine, count, isFinite: false, width);
                for (var i = 0; i < rowsInLine; i++) Shift(x + (nint)i * count, shifts[i], logarithms[i], y + (nint)i * count);
            }
        }

        /// <summary>(x − first) − second.</summary>
        private void Shift(T* x, T first, T second, T* y)
        {
            if (count < ShortestShift)
            {
                for (var i = 0; i < count; i++) y[i] = x[i] - first - second;
                return;
            }
            if (typeof(T) == typeof(float))
            {
                if (width == 512)
                    RowShift<Single512, Vector512<float>>.Run(
                        (byte*)x, double.CreateTruncating(first), double.CreateTruncating(second), (byte*)y, count, sizeof(T));
                else if (width == 256)
                    RowShift<Single256, Vector256<float>>.Run(
                        (byte*)x, double.CreateTruncating(first), double.CreateTruncating(second), (byte*)y, count, sizeof(T));
                else if (width == 128 && PackedSimd.IsSupported)
                    RowShift<PackedSingle, Vector128<float>>.Run(
                        (byte*)x, double.CreateTruncating(first), double.CreateTruncating(second), (byte*)y, count, sizeof(T));
                else if (width == 128)
                    RowShift<Single128, Vector128<float>>.Run(
                        (byte*)x, double.CreateTruncating(first), double.CreateTruncating(second), (byte*)y, count, sizeof(T));
                else RowShift<SingleScalar, float>.Run((byte*)x, double.CreateTruncating(first), double.CreateTruncating(second), (byte*)y, count, sizeof(T));
            }
            else
            {
                if (width == 512)
                    RowShift<Double512, Vector512<double>>.Run(
                        (byte*)x, double.CreateTruncating(first), double.CreateTruncating(second), (byte*)y, count, sizeof(T));
                else if (width == 256)
                    RowShift<Double256, Vector256<double>>.Run(
                        (byte*)x, double.CreateTruncating(first), double.CreateTruncating(second), (byte*)y, count, sizeof(T));
                else if (width == 128 && PackedSimd.IsSupported)
                    RowShift<PackedDouble, Vector128<double>>.Run(
                        (byte*)x, double.CreateTruncating(first), double.CreateTruncating(second), (byte*)y, count, sizeof(T));
                else if (width == 128)
                    RowShift<Double128, Vector128<double>>.Run(
                        (byte*)x, double.CreateTruncating(first), double.CreateTruncating(second), (byte*)y, count, sizeof(T));
                else RowShift<DoubleScalar, double>.Run((byte*)x, double.CreateTruncating(first), double.CreateTruncating(second), (byte*)y, count, sizeof(T));
            }
        }
    }

    /// <summary>Subtracts two values from every element of a row, one after the other.</summary>
    private static class RowShift<TSimd, TVector>
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        // Works in place: every element is read before the one in its place is written. Requires at least a vector of elements.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run(byte* x, double first, double second, byte* y, int count, int size)
        {
            var (a, b) = (TSimd.Number(first), TSimd.Number(second));
            var last = (nint)count * size - sizeof(TVector);
            var (head, tail) = (Shifted(x, a, b), Shifted(x + last, a, b));
            // Stores that cross cache lines are several times slower, so the loop starts at the first aligned address.
            for (nint place = -(nint)y & (sizeof(TVector) - 1); place <= last; place += sizeof(TVector)) TSimd.Store(Shifted(x + place, a, b), y + place);
            TSimd.Store(head, y);
            TSimd.Store(tail, y + last);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static TVector Shifted(byte* x, TVector a, TVector b) => TSimd.Subtract(TSimd.Subtract(TSimd.Load(x), a), b);
    }
}
