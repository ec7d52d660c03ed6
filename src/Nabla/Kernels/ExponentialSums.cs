using System.Numerics;
using System.Runtime.CompilerServices;
using Nabla.Vectors;

namespace Nabla.Kernels;

/// <summary><c>ln Σ exp(x)</c> in vectors of one width.</summary>
/// <remarks>
/// It is m + ln Σ exp(x − m) with the maximum m, so that nothing overflows. An infinite m is not taken away, since ∞ − ∞ would be NaN while
/// exp(±∞) is already what is wanted; NaN is passed over by the maximum and comes out of the sum.
/// The lanes of a line of 64 bytes are summed each on its own, in vectors of whatever width, so the bits are the same at every width.
/// </remarks>
internal static unsafe class ExponentialSums<T, TSimd, TVector>
    where T : unmanaged, INumber<T>
    where TSimd : struct, ISimd<TVector>
    where TVector : unmanaged
{
    /// <summary>Numbers in a line.</summary>
    public static int Line => 64 / sizeof(T);

    // Numbers of a column, or lines of a row, added up one after the other before their sum joins the others: errors stay small.
    private const int Block = 64;
    private const int MaximumLevels = 32;

    private static int Lanes => sizeof(TVector) / sizeof(T);

    /// <summary>Each column of [count, width], where rows start so many numbers apart. There are at least as many columns as lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Columns(T* input, nint stride, T* output, int count, int width)
    {
        for (var column = 0; column < width; column += Lanes)
        {
            // The last vector ends with the columns: what it computes a second time is the same.
            var j = Math.Min(column, width - Lanes);
            var x = input + j;
            var maximum = TSimd.Number(double.NegativeInfinity);
            for (var i = 0; i < count; i++, x += stride) maximum = TSimd.AtLeast(TSimd.Load(x), maximum);
            var shift = Shift(maximum);
            var sum = TSimd.Number(0);
            x = input + j;
            for (var rest = count; rest > 0; rest -= Block)
            {
                var part = TSimd.Number(0);
                for (var i = Math.Min(Block, rest); i > 0; i--, x += stride)
                    part = TSimd.Add(part, VectorExp.Run<TSimd, TVector>(TSimd.Subtract(TSimd.Load(x), shift)));
                sum = TSimd.Add(sum, part);
            }

            TSimd.Store(TSimd.Add(shift, VectorLog.Run<TSimd, TVector>(sum)), output + j);
        }
    }

    /// <summary>Up to a line of rows, all numbers of each; none is shorter than a line.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows(T* input, T* output, int rows, int count)
    {
        var shifts = stackalloc T[Line];
        var sums = stackalloc T[Line];
        for (var row = 0; row < Line; row++) (shifts[row], sums[row]) = (T.Zero, T.One);
        for (var row = 0; row < rows; row++, input += count)
        {
            shifts[row] = Maximum(input, count);
            if (T.IsInfinity(shifts[row])) shifts[row] = T.Zero;
            sums[row] = Sum(input, count, shifts[row]);
        }

        for (var i = 0; i < Line; i += Lanes)
            TSimd.Store(TSimd.Add(TSimd.Load(shifts + i), VectorLog.Run<TSimd, TVector>(TSimd.Load(sums + i))), shifts + i);
        new ReadOnlySpan<T>(shifts, rows).CopyTo(new Span<T>(output, rows));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Shift(TVector maximum)
    {
        var infinite = TSimd.Equal(TSimd.Absolute(maximum), TSimd.Number(double.PositiveInfinity));
        return TSimd.Select(infinite, TSimd.Number(0), maximum);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static T Maximum(T* input, int count)
    {
        var last = count - Lanes;
        TVector m0 = TSimd.Load(input + last), m1 = TSimd.Number(double.NegativeInfinity);
        m0 = TSimd.AtLeast(m0, m1);
        var i = 0;
        for (; i <= last - Lanes; i += 2 * Lanes)
        {
            m0 = TSimd.AtLeast(TSimd.Load(input + i), m0);
            m1 = TSimd.AtLeast(TSimd.Load(input + i + Lanes), m1);
        }

        if (i < last) m0 = TSimd.AtLeast(TSimd.Load(input + i), m0);
        m0 = TSimd.AtLeast(m0, m1);
        var lanes = (T*)&m0;
        var maximum = lanes[0];
        for (var lane = 1; lane < Lanes; lane++) maximum = lanes[lane] > maximum ? lanes[lane] : maximum;
        return maximum;
    }

    /// <summary>Blocks of lines, whose sums are combined in pairs, pairs of pairs and so on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static T Sum(T* input, int count, T shift)
    {
        if (count <= Block * Line) return SumOfBlock(input, count, shift);
        var waiting = stackalloc T[MaximumLevels];
        var depth = 0;
        for (var (start, block) = (0L, 0); start < count; start += Block * Line, block++)
        {
            waiting[depth++] = SumOfBlock(input + start, (int)Math.Min(Block * Line, count - start), shift);
            for (var pairs = block; (pairs & 1) != 0; pairs >>= 1, depth--) waiting[depth - 2] += waiting[depth - 1];
        }

        for (; depth > 1; depth--) waiting[depth - 2] += waiting[depth - 1];
        return waiting[0];
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static T SumOfBlock(T* input, int count, T shift)
    {
        var sums = stackalloc T[Line];
        var rest = stackalloc T[Line];
        var lines = count / Line;
        var left = count - lines * Line;
        // Lanes beyond the end hold −∞, whose exponential adds nothing.
        for (var i = 0; i < Line; i++) rest[i] = i < left ? input[lines * Line + i] : T.CreateSaturating(double.NegativeInfinity);
        var shifts = TSimd.Number(double.CreateChecked(shift));
        for (var lane = 0; lane < Line; lane += Lanes)
        {
            var sum = TSimd.Number(0);
            var x = input + lane;
            // One use of the exponential for the lines and for what they leave over: its constants then stay in registers.
            for (var (part, length) = (0, lines); part < 2; part++, length = left == 0 ? 0 : 1)
            {
                for (; length > 0; length--, x += Line) sum = TSimd.Add(sum, VectorExp.Run<TSimd, TVector>(TSimd.Subtract(TSimd.Load(x), shifts)));
                x = rest + lane;
            }

            TSimd.Store(sum, sums + lane);
        }

        for (var half = Line / 2; half > 0; half /= 2)
        {
            for (var lane = 0; lane < half; lane++) sums[lane] += sums[lane + half];
        }

        return sums[0];
    }
}
