using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Wasm;

namespace Nabla.Kernels;

/// <summary>
/// Means and variances of [outer, count, inner] along the middle axis, reading the elements once. Blocks that fit into the first-level cache are
/// computed in two passes and merged (Chan, Golub and LeVeque 1979), so that variances far from zero keep their digits. Rows are processed in lines of eight
/// numbers, each lane separately, so the vector width does not change the result.
/// </summary>
internal readonly unsafe struct Moments<T>(int outer, int count, int inner, double divisor, nint x, nint means, nint variances) : IPieces
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int Block = 512;
    private const int Line = 8;
    private const int Strip = 64;
    private const int PieceNumbers = 1 << 12;

    private int RowsOfPiece => Math.Max(1, PieceNumbers / Math.Max(1, count * inner));

    public int Count => (outer + RowsOfPiece - 1) / RowsOfPiece;

    public double Work(int piece) => Math.Min(RowsOfPiece, outer - piece * RowsOfPiece);

    public void Run(int piece)
    {
        var width = VectorWidth.Current;
        if (width == 512) Run<Register512<double>, Vector512<double>>(piece);
        else if (width == 256) Run<Register256<double>, Vector256<double>>(piece);
        else if (width == 128 && PackedSimd.IsSupported) Run<RegisterPacked<double>, Vector128<double>>(piece);
        else if (width == 128) Run<Register128<double>, Vector128<double>>(piece);
        else Run<RegisterScalar<double>, double>(piece);
    }

    private void Run<TRegister, TVector>(int piece)
        where TRegister : struct, IRegister<double, TVector>
        where TVector : unmanaged
    {
        var last = Math.Min(outer, (piece + 1) * RowsOfPiece);
        for (var row = piece * RowsOfPiece; row < last; row++)
        {
            if (inner == 1) Row<TRegister, TVector>(row);
            else for (var start = 0; start < inner; start += Strip) Columns<TRegister, TVector>(row, start, Math.Min(Strip, inner - start));
        }
    }

    private void Row<TRegister, TVector>(int row)
        where TRegister : struct, IRegister<double, TVector>
        where TVector : unmanaged
    {
        var values = (T*)x + (long)row * count;
        var (mean, squares, seen) = (0.0, 0.0, 0L);
        for (var start = 0; start < count; start += Block)
        {
            var length = Math.Min(Block, count - start);
            var local = Sum<TRegister, TVector>(values + start, length) / length;
            var (rest, deviations) = Deviations<TRegister, TVector>(values + start, length, local);
            // The rounding error of the block's mean.
            deviations -= rest * rest / length;
            local += rest / length;
            var distance = local - mean;
            squares += deviations + distance * distance * (seen * (double)length / (seen + length));
            mean += distance * (length / (double)(seen + length));
            seen += length;
        }
        Write(row, count == 0 ? double.NaN : mean, squares);
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Sum<TRegister, TVector>(T* values, int length)
        where TRegister : struct, IRegister<double, TVector>
        where TVector : unmanaged
    {
        var (lines, zero) = (length / Line, 0.0);
        var sums = stackalloc double[Line];
        for (var lane = 0; lane < Line; lane += TRegister.Count)
        {
            TVector first = TRegister.Repeat(&zero), second = first;
            var place = values + lane;
            var i = 1;
            for (; i < lines; i += 2, place += 2 * Line)
            {
                first = TRegister.Add(first, TRegister.Widen(place));
                second = TRegister.Add(second, TRegister.Widen(place + Line));
            }
            if (i == lines) first = TRegister.Add(first, TRegister.Widen(place));
            TRegister.Store(TRegister.Add(first, second), sums + lane);
        }
        var sum = OfLanes(sums);
        for (var i = lines * Line; i < length; i++) sum += double.CreateTruncating(values[i]);
        return sum;
    }

    /// <summary>The sum of the deviations from a number, and the sum of their squares.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (double Sum, double Squares) Deviations<TRegister, TVector>(T* values, int length, double from)
        where TRegister : struct, IRegister<double, TVector>
        where TVector : unmanaged
    {
        var (lines, zero, minus) = (length / Line, 0.0, -from);
        var sums = stackalloc double[Line];
        var squares = stackalloc double[Line];
        var shift = TRegister.Repeat(&minus);
        for (var lane = 0; lane < Line; lane += TRegister.Count)
        {
            TVector first = TRegister.Repeat(&zero), second = first, firstSquares = first, secondSquares = first;
            var place = values + lane;
            var i = 1;
            for (; i < lines; i += 2, place += 2 * Line)
            {
                var (d, e) = (TRegister.Add(TRegister.Widen(place), shift), TRegister.Add(TRegister.Widen(place + Line), shift));
                first = TRegister.Add(first, d);
                second = TRegister.Add(second, e);
                firstSquares = TRegister.Add(firstSquares, TRegister.Multiply(d, d));
                secondSquares = TRegister.Add(secondSquares, TRegister.Multiply(e, e));
            }
            if (i == lines)
            {
                var d = TRegister.Add(TRegister.Widen(place), shift);
                first = TRegister.Add(first, d);
                firstSquares = TRegister.Add(firstSquares, TRegister.Multiply(d, d));
            }
            TRegister.Store(TRegister.Add(first, second), sums + lane);
            TRegister.Store(TRegister.Add(firstSquares, secondSquares), squares + lane);
        }
        var (sum, squared) = (OfLanes(sums), OfLanes(squares));
        for (var i = lines * Line; i < length; i++)
        {
            var d = double.CreateTruncating(values[i]) + minus;
            sum += d;
            squared += d * d;
        }
        return (sum, squared);
    }

    private static double OfLanes(double* lanes) =>
        ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6])) + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]));

    private void Columns<TRegister, TVector>(int row, int start, int width)
        where TRegister : struct, IRegister<double, TVector>
        where TVector : unmanaged
    {
        double* mean = stackalloc double[Strip];
        double* squares = stackalloc double[Strip];
        new Span<double>(mean, width).Clear();
        new Span<double>(squares, width).Clear();
        var values = (T*)x + (long)row * count * inner + start;
        for (var i = 0; i < count; i++, values += inner)
        {
            var factor = 1.0 / (i + 1);
            var column = 0;
            for (; column <= width - TRegister.Count; column += TRegister.Count)
                Include<TRegister, TVector>(values + column, mean + column, squares + column, factor);
            for (; column < width; column++) Include<RegisterScalar<double>, double>(values + column, mean + column, squares + column, factor);
        }
        for (var column = 0; column < width; column++) Write((long)row * inner + start + column, count == 0 ? double.NaN : mean[column], squares[column]);
    }

    /// <summary>Includes one more number in the means and the sums of squared deviations of adjacent columns (Welford 1962).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Include<TRegister, TVector>(T* values, double* means, double* squares, double factor)
        where TRegister : struct, IRegister<double, TVector>
        where TVector : unmanaged
    {
        var minus = -1.0;
        var (value, mean, negative) = (TRegister.Widen(values), TRegister.Load(means), TRegister.Repeat(&minus));
        var d = TRegister.Add(value, TRegister.Multiply(mean, negative));
        mean = TRegister.Add(mean, TRegister.Multiply(d, TRegister.Repeat(&factor)));
        TRegister.Store(mean, means);
        var after = TRegister.Add(value, TRegister.Multiply(mean, negative));
        TRegister.Store(TRegister.Add(TRegister.Load(squares), TRegister.Multiply(d, after)), squares);
    }

    private void Write(long index, double mean, double squares)
    {
        if (means != 0) ((T*)means)[index] = T.CreateTruncating(mean);
        if (variances != 0) ((T*)variances)[index] = T.CreateTruncating(squares / divisor);
    }
}
