using System.Numerics;

namespace Nabla.Kernels;

/// <summary>
/// Means and variances of [outer, count, inner] along the middle axis, reading the elements once. Blocks that fit into the first-level cache are
/// computed in two passes and merged (Chan, Golub and LeVeque 1979), so that variances far from zero keep their digits.
/// </summary>
internal readonly unsafe struct Moments<T>(int outer, int count, int inner, double divisor, nint x, nint means, nint variances) : IPieces
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int Block = 512;
    private const int Strip = 64;
    private const int PieceNumbers = 1 << 12;

    private int RowsOfPiece => Math.Max(1, PieceNumbers / Math.Max(1, count * inner));

    public int Count => (outer + RowsOfPiece - 1) / RowsOfPiece;

    public void Run(int piece)
    {
        var last = Math.Min(outer, (piece + 1) * RowsOfPiece);
        for (var row = piece * RowsOfPiece; row < last; row++)
        {
            if (inner == 1) Row(row);
            else for (var start = 0; start < inner; start += Strip) Columns(row, start, Math.Min(Strip, inner - start));
        }
    }

    private void Row(int row)
    {
        var values = (T*)x + (long)row * count;
        var (mean, squares, seen) = (0.0, 0.0, 0L);
        for (var start = 0; start < count; start += Block)
        {
            var length = Math.Min(Block, count - start);
            var sum = 0.0;
            for (var i = 0; i < length; i++) sum += double.CreateTruncating(values[start + i]);
            var local = sum / length;
            var (deviations, rest) = (0.0, 0.0);
            for (var i = 0; i < length; i++)
            {
                var d = double.CreateTruncating(values[start + i]) - local;
                deviations += d * d;
                rest += d;
            }
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

    private void Columns(int row, int start, int width)
    {
        double* mean = stackalloc double[Strip];
        double* squares = stackalloc double[Strip];
        new Span<double>(mean, width).Clear();
        new Span<double>(squares, width).Clear();
        var values = (T*)x + (long)row * count * inner + start;
        for (var i = 0; i < count; i++, values += inner)
        {
            var factor = 1.0 / (i + 1);
            for (var column = 0; column < width; column++)
            {
                var value = double.CreateTruncating(values[column]);
                var d = value - mean[column];
                mean[column] += d * factor;
                squares[column] += d * (value - mean[column]);
            }
        }
        for (var column = 0; column < width; column++) Write((long)row * inner + start + column, count == 0 ? double.NaN : mean[column], squares[column]);
    }

    private void Write(long index, double mean, double squares)
    {
        if (means != 0) ((T*)means)[index] = T.CreateTruncating(mean);
        if (variances != 0) ((T*)variances)[index] = T.CreateTruncating(squares / divisor);
    }
}
