using System.Numerics;
using System.Runtime.CompilerServices;
using Nabla.Vectors;

namespace Nabla.Kernels;

/// <summary><c>ln Σ exp(x)</c> in vectors of one width.</summary>
/// <remarks>
/// Computes m + ln Σ exp(x − m) with the maximum m, so that nothing overflows. An infinite m is not subtracted, since ∞ − ∞ would be NaN and
/// exp(±∞) is already the right value; the maximum ignores NaN, and the sum propagates it. If one term dominates, the sum is near 1, and the
/// logarithm is taken of the other terms, as ln(1 + rest); this is rare and computed only on demand. The lanes of a 64-byte line are summed
/// separately, so results are bitwise equal for all widths.
/// </remarks>
internal static unsafe class ExponentialSums<T, TSimd, TVector>
    where T : unmanaged, INumber<T>
    where TSimd : struct, ISimd<TVector>
    where TVector : unmanaged
{
    /// <summary>The elements in a line.</summary>
    public static int Line => 64 / sizeof(T);

    // The length of a chain of additions before its sum joins the others, and of a chain of such sums. Keeps errors small even for millions of elements.
    private const int Block = 64;

    // Below this, 1 has absorbed digits of the other terms, which are then added without it.
    private const double NearOne = 1 + 1.0 / 64;

    // Rows that are reduced together: 16 KB of a thousand float32.
    private const int RowsTogether = 4;

    private static int Lanes => sizeof(TVector) / sizeof(T);

    /// <summary>
    /// Computes for each column of [count, width], with rows <paramref name="stride"/> elements apart, what <see cref="Rows"/> computes for rows.
    /// </summary>
    /// <remarks>Requires at least as many columns as lanes.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Columns(T* input, nint stride, T* shifts, T* logarithms, int count, int width, bool isFinite)
    {
        for (var column = 0; column < width; column += Lanes)
        {
            // The last vector ends with the columns; recomputing elements gives the same values.
            var j = Math.Min(column, width - Lanes);
            var x = input + j;
            var maximum = TSimd.Number(double.NegativeInfinity);
            for (var i = 0; i < count; i++, x += stride) maximum = TSimd.AtLeast(TSimd.Load(x), maximum);
            var shift = isFinite ? Shift(maximum) : maximum;
            var isOrdinary = TSimd.All(TSimd.Equal(shift, maximum));
            var sum = isOrdinary
                ? SumOfColumns<VectorExpUpToOne>(input + j, stride, count, shift)
                : SumOfColumns<VectorExp>(input + j, stride, count, shift);
            TSimd.Store(shift, shifts + j);
            var logarithm = VectorLog.Run<TSimd, TVector>(sum);
            var isNearOne = TSimd.And(TSimd.LessOrEqual(TSimd.Number(1), sum), TSimd.Less(sum, TSimd.Number(NearOne)));
            if (!TSimd.All(TSimd.Equal(isNearOne, TSimd.Number(0))))
                logarithm = TSimd.Select(isNearOne, LogarithmByOthers(input + j, stride, count, maximum), logarithm);
            TSimd.Store(logarithm, logarithms + j);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static TVector SumOfColumns<TExp>(T* x, nint stride, int count, TVector shift)
        where TExp : struct, IVectorFunction
    {
        TVector sum = TSimd.Number(0), blocks = sum;
        for (int rest = count, block = 1; rest > 0; rest -= Block, block++)
        {
            var part = TSimd.Number(0);
            for (var i = Math.Min(Block, rest); i > 0; i--, x += stride)
                part = TSimd.Add(part, TExp.Run<TSimd, TVector>(TSimd.Subtract(TSimd.Load(x), shift)));
            blocks = TSimd.Add(blocks, part);
            if (block % Block == 0) (sum, blocks) = (TSimd.Add(sum, blocks), TSimd.Number(0));
        }

        return TSimd.Add(sum, blocks);
    }

    /// <summary>ln(1 + Σ exp(x − m)) over the elements below the maximum m, for columns that contain it once.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static TVector LogarithmByOthers(T* x, nint stride, int count, TVector maximum)
    {
        var others = TSimd.Number(0);
        for (var i = 0; i < count; i++, x += stride) others = TSimd.Add(others, Other(TSimd.Load(x), maximum));
        return VectorLogP1.Run<TSimd, TVector>(others);
    }

    /// <summary>exp(x − m) below m, else 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Other(TVector x, TVector maximum) =>
        TSimd.Select(TSimd.Less(x, maximum), VectorExp.Run<TSimd, TVector>(TSimd.Subtract(x, maximum)), TSimd.Number(0));

    /// <summary>Computes for each of up to a line of rows the shift m and ln Σ exp(x − m).</summary>
    /// <param name="input">Contiguous rows of <paramref name="count"/> elements.</param>
    /// <param name="shifts">A line for m, the maximum of each row.</param>
    /// <param name="logarithms">A line for the logarithms.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="count">The number of elements per row.</param>
    /// <param name="isFinite">True to replace an infinite m by 0.</param>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows(T* input, T* shifts, T* logarithms, int rows, int count, bool isFinite)
    {
        // Each row becomes a line, lane by lane. A few rows at a time stay in the L1 cache between the passes, and their lines are reduced together.
        var lines = stackalloc T[Line * Line];
        var maxima = stackalloc T[Line];
        for (var row = rows; row < Line; row++) (shifts[row], logarithms[row]) = (T.Zero, T.One);
        for (var row = 0; row < rows; row += RowsTogether)
        {
            var end = Math.Min(rows, row + RowsTogether);
            for (var i = row; i < end; i++) LargestOfLanes(input + (nint)i * count, count, lines + i * Line);
            RowReductions.Maximum(lines + row * Line, maxima + row, end - row, Line, 1, 1);
            for (var i = row; i < end; i++)
            {
                var isInfinite = isFinite && T.IsInfinity(maxima[i]);
                // Zeros are made positive, so that the maximum does not depend on the order in which it was found.
                shifts[i] = isInfinite ? T.Zero : maxima[i] + T.Zero;
                if (isInfinite) SumsOfLanes<VectorExp>(input + (nint)i * count, count, shifts[i], lines + i * Line);
                else SumsOfLanes<VectorExpUpToOne>(input + (nint)i * count, count, shifts[i], lines + i * Line);
            }
        }

        RowReductions.Sum(lines, logarithms, rows, Line, 1, 1);
        for (var i = 0; i < Line; i += Lanes) TSimd.Store(VectorLog.Run<TSimd, TVector>(TSimd.Load(logarithms + i)), logarithms + i);
        var nearZero = T.CreateTruncating(Math.Log(NearOne));
        for (var row = 0; row < rows; row++)
            if (logarithms[row] >= T.Zero && logarithms[row] < nearZero)
                logarithms[row] = LogarithmByOthers(input + (nint)row * count, count, shifts[row], lines);
    }

    /// <summary>ln(1 + Σ exp(x − m)) over the elements below the maximum m, for a row that contains it once.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static T LogarithmByOthers(T* row, int count, T shift, T* line)
    {
        var rest = stackalloc T[Line];
        var end = row + count / Line * Line;
        Rest(end, count % Line, rest);
        var maximum = TSimd.Number(double.CreateChecked(shift));
        for (var lane = 0; lane < Line; lane += Lanes)
        {
            var sum = Other(TSimd.Load(rest + lane), maximum);
            for (var x = row + lane; x < end; x += Line) sum = TSimd.Add(sum, Other(TSimd.Load(x), maximum));
            TSimd.Store(sum, line + lane);
        }
        RowReductions.Sum(line, rest, 1, Line, 1, 1);
        TSimd.Store(VectorLogP1.Run<TSimd, TVector>(TSimd.Number(double.CreateChecked(rest[0]))), rest);
        return rest[0];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Shift(TVector maximum)
    {
        var infinite = TSimd.Equal(TSimd.Absolute(maximum), TSimd.Number(double.PositiveInfinity));
        return TSimd.Select(infinite, TSimd.Number(0), maximum);
    }

    /// <summary>Several maxima of a row, ignoring NaN: four chains hide the latency of an instruction. Elements may be compared twice.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void LargestOfLanes(T* row, int count, T* line)
    {
        TVector a = TSimd.Number(double.NegativeInfinity), b = a, c = a, d = a;
        var last = row + count - Lanes;
        var x = row;
        for (; x <= last - 3 * Lanes; x += 4 * Lanes)
        {
            a = TSimd.AtLeast(TSimd.Load(x), a);
            b = TSimd.AtLeast(TSimd.Load(x + Lanes), b);
            c = TSimd.AtLeast(TSimd.Load(x + 2 * Lanes), c);
            d = TSimd.AtLeast(TSimd.Load(x + 3 * Lanes), d);
        }

        for (; x <= last; x += Lanes) a = TSimd.AtLeast(TSimd.Load(x), a);
        a = TSimd.AtLeast(TSimd.Load(last), a);
        a = TSimd.AtLeast(TSimd.AtLeast(a, b), TSimd.AtLeast(c, d));
        for (var lane = 0; lane < Line; lane += Lanes) TSimd.Store(a, line + lane);
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SumsOfLanes<TExp>(T* row, int count, T shift, T* line)
        where TExp : struct, IVectorFunction
    {
        var rest = stackalloc T[Line];
        var end = row + count / Line * Line;
        Rest(end, count % Line, rest);
        var shifts = TSimd.Number(double.CreateChecked(shift));
        for (var lane = 0; lane < Line; lane += Lanes)
        {
            var sum = TExp.Run<TSimd, TVector>(TSimd.Subtract(TSimd.Load(rest + lane), shifts));
            for (var block = row; block < end; block += Block * Line)
            {
                var part = TSimd.Number(0);
                var last = (T*)Math.Min((nuint)end, (nuint)(block + Block * Line));
                for (var x = block + lane; x < last; x += Line) part = TSimd.Add(part, TExp.Run<TSimd, TVector>(TSimd.Subtract(TSimd.Load(x), shifts)));
                sum = TSimd.Add(sum, part);
            }

            TSimd.Store(sum, line + lane);
        }
    }

    /// <summary>The rest of a row after its last whole line, padded to a line with −∞, whose exponential adds nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Rest(T* end, int left, T* line)
    {
        for (var lane = 0; lane < Line; lane += Lanes) TSimd.Store(TSimd.Number(double.NegativeInfinity), line + lane);
        Unsafe.CopyBlockUnaligned(line, end, (uint)(left * sizeof(T)));
    }
}
