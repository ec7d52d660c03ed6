using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Nabla.Vectors;

namespace Nabla.Kernels;

internal static unsafe partial class RowReductions
{
    /// <summary><c>ln Σ exp(x)</c>: −inf where all are −inf or there are none, +inf where one is, NaN where one is.</summary>
    /// <remarks>The same bits for every number of threads and at every vector width.</remarks>
    public static void LogSumExp<T>(T* input, T* output, int outer, int count, int inner, int threads)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var work = new LogSumExpPieces<T>(input, output, outer, count, inner, VectorWidth.Current);
        Workers.For(work.Pieces, threads, work);
    }

    /// <summary>A unit is a line of rows (16 of float32), or a tile of columns; a piece is so many units that handing it over pays.</summary>
    private readonly struct LogSumExpPieces<T> : IPieces
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // A few microseconds' work.
        private const int NumbersInPiece = 1 << 13;

        // A multiple of every vector's lanes.
        private const int TileColumns = 64;

        // Rows up to this length are transposed, so that each lane has a row of its own and none is spent on adding up lanes.
        private const int ShortRow = 128;

        private readonly T* input;
        private readonly T* output;
        private readonly int outer;
        private readonly int count;
        private readonly int inner;
        private readonly int width;
        private readonly int tiles;
        private readonly long units;
        private readonly int unitsInPiece;

        public LogSumExpPieces(T* input, T* output, int outer, int count, int inner, int width)
        {
            (this.outer, this.count, this.inner, this.width) = (outer, count, inner, width);
            this.input = input;
            this.output = output;
            tiles = inner == 1 ? 1 : (inner + TileColumns - 1) / TileColumns;
            units = inner == 1 ? (outer + Line - 1L) / Line : (long)outer * tiles;
            var numbers = (long)Math.Max(count, 1) * (inner == 1 ? Line : Math.Clamp(inner, 1, TileColumns));
            // At most a million pieces.
            unitsInPiece = (int)Math.Max(1 + (units >> 20), NumbersInPiece / numbers);
        }

        private static int Line => 64 / sizeof(T);

        public int Pieces => (int)((units + unitsInPiece - 1) / unitsInPiece);

        public void Run(int piece)
        {
            var start = (long)piece * unitsInPiece;
            for (var unit = start; unit < Math.Min(units, start + unitsInPiece); unit++)
            {
                if (inner == 1) Rows((int)unit * Line);
                else Columns(unit / tiles, (int)(unit % tiles) * TileColumns);
            }
        }

        [SkipLocalsInit]
        private void Rows(int row)
        {
            var rows = Math.Min(Line, outer - row);
            var from = input + (nint)row * count;
            if (count > ShortRow)
            {
                T* shifts = stackalloc T[Line], logarithms = stackalloc T[Line];
                LongRows(from, shifts, logarithms, rows, count, isFinite: true, width);
                for (var i = 0; i < rows; i++) output[row + i] = shifts[i] + logarithms[i];
                return;
            }

            var columns = stackalloc T[ShortRow * Line];
            var results = stackalloc T[Line];
            Packing.Panels(from, count, 1, columns, Line, rows, count);
            Columns(columns, Line, results, Line, width);
            for (var i = 0; i < rows; i++) output[row + i] = results[i];
        }

        private void Columns(long row, int column)
        {
            var columns = Math.Min(TileColumns, inner - column);
            // Vectors that the columns fill.
            var fitting = width;
            while (fitting > 0 && columns < fitting / (8 * sizeof(T))) fitting = fitting == 128 ? 0 : fitting / 2;
            Columns(input + row * count * inner + column, inner, output + row * inner + column, columns, fitting);
        }

        private void Columns(T* from, nint stride, T* to, int columns, int fitting)
        {
            if (typeof(T) == typeof(float))
            {
                float* x = (float*)from, y = (float*)to;
                if (fitting == 512) ExponentialSums<float, Single512, Vector512<float>>.Columns(x, stride, y, count, columns);
                else if (fitting == 256) ExponentialSums<float, Single256, Vector256<float>>.Columns(x, stride, y, count, columns);
                else if (fitting == 128) ExponentialSums<float, Single128, Vector128<float>>.Columns(x, stride, y, count, columns);
                else ExponentialSums<float, SingleScalar, float>.Columns(x, stride, y, count, columns);
            }
            else
            {
                double* x = (double*)from, y = (double*)to;
                if (fitting == 512) ExponentialSums<double, Double512, Vector512<double>>.Columns(x, stride, y, count, columns);
                else if (fitting == 256) ExponentialSums<double, Double256, Vector256<double>>.Columns(x, stride, y, count, columns);
                else if (fitting == 128) ExponentialSums<double, Double128, Vector128<double>>.Columns(x, stride, y, count, columns);
                else ExponentialSums<double, DoubleScalar, double>.Columns(x, stride, y, count, columns);
            }
        }

    }

    /// <summary>Up to a line of rows that are no shorter than a line.</summary>
    private static void LongRows<T>(T* from, T* shifts, T* logarithms, int rows, int count, bool isFinite, int width)
        where T : unmanaged
    {
        if (typeof(T) == typeof(float))
        {
            float* x = (float*)from, m = (float*)shifts, y = (float*)logarithms;
            if (width == 512) ExponentialSums<float, Single512, Vector512<float>>.Rows(x, m, y, rows, count, isFinite);
            else if (width == 256) ExponentialSums<float, Single256, Vector256<float>>.Rows(x, m, y, rows, count, isFinite);
            else if (width == 128) ExponentialSums<float, Single128, Vector128<float>>.Rows(x, m, y, rows, count, isFinite);
            else ExponentialSums<float, SingleScalar, float>.Rows(x, m, y, rows, count, isFinite);
        }
        else
        {
            double* x = (double*)from, m = (double*)shifts, y = (double*)logarithms;
            if (width == 512) ExponentialSums<double, Double512, Vector512<double>>.Rows(x, m, y, rows, count, isFinite);
            else if (width == 256) ExponentialSums<double, Double256, Vector256<double>>.Rows(x, m, y, rows, count, isFinite);
            else if (width == 128) ExponentialSums<double, Double128, Vector128<double>>.Rows(x, m, y, rows, count, isFinite);
            else ExponentialSums<double, DoubleScalar, double>.Rows(x, m, y, rows, count, isFinite);
        }
    }
}
