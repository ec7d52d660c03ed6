using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Wasm;
using Nabla.Vectors;

namespace Nabla.Kernels;

internal static unsafe partial class RowReductions
{
    // Rows up to this length are transposed.
    private const int ShortRow = 128;

    /// <summary><c>ln Σ exp(x)</c>: −inf if all are −inf or the axis is empty, +inf if one is +inf, NaN if one is NaN.</summary>
    /// <remarks>The result is bitwise independent of the number of threads and of the vector width.</remarks>
    public static void LogSumExp<T>(T* input, T* output, int outer, int count, int inner, int threads)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var work = new LogSumExpPieces<T>(input, output, outer, count, inner, VectorWidth.Current);
        Workers.For(work.Pieces, threads, work);
    }

    /// <summary>Splits the work. A unit is a line of rows (16 of float32) or a tile of columns; a piece has enough units to be worth handing over.</summary>
    private readonly struct LogSumExpPieces<T> : IPieces
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // A few microseconds of work.
        private const int NumbersInPiece = 1 << 13;

        // A multiple of every vector's lanes.
        private const int TileColumns = 64;

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
            // At most about a million pieces.
            unitsInPiece = (int)Math.Max(1 + (units >> 20), NumbersInPiece / numbers);
        }

        private static int Line => 64 / sizeof(T);

        public int Pieces => (int)((units + unitsInPiece - 1) / unitsInPiece);

        public double Work(int piece) => Math.Min(unitsInPiece, units - (long)piece * unitsInPiece);

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
            T* shifts = stackalloc T[Line], logarithms = stackalloc T[Line];
            RowReductions.Rows(input + (nint)row * count, shifts, logarithms, rows, count, isFinite: true, width);
            for (var i = 0; i < rows; i++) output[row + i] = shifts[i] + logarithms[i];
        }

        [SkipLocalsInit]
        private void Columns(long row, int column)
        {
            var columns = Math.Min(TileColumns, inner - column);
            // The widest vector that the columns fill.
            var fitting = width;
            while (fitting > 0 && columns < fitting / (8 * sizeof(T))) fitting = fitting == 128 ? 0 : fitting / 2;
            T* shifts = stackalloc T[TileColumns], logarithms = stackalloc T[TileColumns], to = output + row * inner + column;
            RowReductions.Columns(input + row * count * inner + column, inner, shifts, logarithms, columns, count, isFinite: true, fitting);
            for (var i = 0; i < columns; i++) to[i] = shifts[i] + logarithms[i];
        }
    }

    /// <summary>Computes for up to a line of rows the shift and the logarithm of the sum.</summary>
    [SkipLocalsInit]
    private static void Rows<T>(T* from, T* shifts, T* logarithms, int rows, int count, bool isFinite, int width)
        where T : unmanaged
    {
        if (count > ShortRow)
        {
            LongRows(from, shifts, logarithms, rows, count, isFinite, width);
            return;
        }

        // Transposed, so that each lane has its own row and no time is spent on adding lanes.
        var line = 64 / sizeof(T);
        var columns = stackalloc T[ShortRow * line];
        Packing.Panels(from, count, 1, columns, line, rows, count);
        Columns(columns, line, shifts, logarithms, line, count, isFinite, width);
    }

    private static void Columns<T>(T* from, nint stride, T* shifts, T* logarithms, int columns, int count, bool isFinite, int width)
        where T : unmanaged
    {
        if (typeof(T) == typeof(float))
        {
            float* x = (float*)from, m = (float*)shifts, y = (float*)logarithms;
            if (width == 512) ExponentialSums<float, Single512, Vector512<float>>.Columns(x, stride, m, y, count, columns, isFinite);
            else if (width == 256) ExponentialSums<float, Single256, Vector256<float>>.Columns(x, stride, m, y, count, columns, isFinite);
            else if (width == 128 && PackedSimd.IsSupported)
                ExponentialSums<float, PackedSingle, Vector128<float>>.Columns(x, stride, m, y, count, columns, isFinite);
            else if (width == 128) ExponentialSums<float, Single128, Vector128<float>>.Columns(x, stride, m, y, count, columns, isFinite);
            else ExponentialSums<float, SingleScalar, float>.Columns(x, stride, m, y, count, columns, isFinite);
        }
        else
        {
            double* x = (double*)from, m = (double*)shifts, y = (double*)logarithms;
            if (width == 512) ExponentialSums<double, Double512, Vector512<double>>.Columns(x, stride, m, y, count, columns, isFinite);
            else if (width == 256) ExponentialSums<double, Double256, Vector256<double>>.Columns(x, stride, m, y, count, columns, isFinite);
            else if (width == 128 && PackedSimd.IsSupported)
                ExponentialSums<double, PackedDouble, Vector128<double>>.Columns(x, stride, m, y, count, columns, isFinite);
            else if (width == 128) ExponentialSums<double, Double128, Vector128<double>>.Columns(x, stride, m, y, count, columns, isFinite);
            else ExponentialSums<double, DoubleScalar, double>.Columns(x, stride, m, y, count, columns, isFinite);
        }
    }

    /// <summary>Processes up to a line of rows that are at least a line long.</summary>
    private static void LongRows<T>(T* from, T* shifts, T* logarithms, int rows, int count, bool isFinite, int width)
        where T : unmanaged
    {
        if (typeof(T) == typeof(float))
        {
            float* x = (float*)from, m = (float*)shifts, y = (float*)logarithms;
            if (width == 512) ExponentialSums<float, Single512, Vector512<float>>.Rows(x, m, y, rows, count, isFinite);
            else if (width == 256) ExponentialSums<float, Single256, Vector256<float>>.Rows(x, m, y, rows, count, isFinite);
            else if (width == 128 && PackedSimd.IsSupported)
                ExponentialSums<float, PackedSingle, Vector128<float>>.Rows(x, m, y, rows, count, isFinite);
            else if (width == 128) ExponentialSums<float, Single128, Vector128<float>>.Rows(x, m, y, rows, count, isFinite);
            else ExponentialSums<float, SingleScalar, float>.Rows(x, m, y, rows, count, isFinite);
        }
        else
        {
            double* x = (double*)from, m = (double*)shifts, y = (double*)logarithms;
            if (width == 512) ExponentialSums<double, Double512, Vector512<double>>.Rows(x, m, y, rows, count, isFinite);
            else if (width == 256) ExponentialSums<double, Double256, Vector256<double>>.Rows(x, m, y, rows, count, isFinite);
            else if (width == 128 && PackedSimd.IsSupported)
                ExponentialSums<double, PackedDouble, Vector128<double>>.Rows(x, m, y, rows, count, isFinite);
            else if (width == 128) ExponentialSums<double, Double128, Vector128<double>>.Rows(x, m, y, rows, count, isFinite);
            else ExponentialSums<double, DoubleScalar, double>.Rows(x, m, y, rows, count, isFinite);
        }
    }
}
