using System.Numerics;
using System.Runtime.CompilerServices;
using Nabla.Vectors;

namespace Nabla.Kernels;

/// <summary><c>ln Σ exp(x)</c> in vectors of one width.</summary>
/// <remarks>
/// It is m + ln Σ exp(x − m) with the maximum m, so that nothing overflows. An infinite m is not taken away, since ∞ − ∞ would be NaN while
/// exp(±∞) is already what is wanted; NaN is passed over by the maximum and comes out of the sum. Where one term outweighs all others, the sum is near 1 and its
/// logarithm is taken of the others, as ln(1 + rest): rarely needed, it is computed only then.
/// The lanes of a line of 64 bytes are summed each on its own, in vectors of whatever width, so the bits are the same at every width.
/// </remarks>
internal static unsafe class ExponentialSums<T, TSimd, TVector>
    where T : unmanaged, INumber<T>
    where TSimd : struct, ISimd<TVector>
    where TVector : unmanaged
{
    /// <summary>Numbers in a line.</summary>
    public static int Line => 64 / sizeof(T);

    // Numbers of a column, or lines of a row, added up one after the other before their sum joins the others, and so many such sums before theirs does: errors
    // stay small, also for millions.
    private const int Block = 64;

    // Below, 1 has swallowed digits of the other terms: they are then added up without it.
    private const double NearOne = 1 + 1.0 / 64;

    private static int Lanes => sizeof(TVector) / sizeof(T);

    /// <summary>For each column of [count, width], where rows start so many numbers apart, what <see cref="Rows"/> gives for each row.</summary>
    /// <remarks>There are at least as many columns as lanes.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Columns(T* input, nint stride, T* shifts, T* logarithms, int count, int width, bool isFinite)
    {
        for (var column = 0; column < width; column += Lanes)
        {
            // The last vector ends with the columns: what it computes a second time is the same.
            var j = Math.Min(column, width - Lanes);
            var x = input + j;
            var maximum = TSimd.Number(double.NegativeInfinity);
            for (var i = 0; i < count; i++, x += stride) maximum = TSimd.AtLeast(TSimd.Load(x), maximum);
            var shift = isFinite ? Shift(maximum) : maximum;
            TVector sum = TSimd.Number(0), blocks = sum;
            x = input + j;
            for (int rest = count, block = 1; rest > 0; rest -= Block, block++)
            {
                var part = TSimd.Number(0);
                for (var i = Math.Min(Block, rest); i > 0; i--, x += stride)
                    part = TSimd.Add(part, VectorExp.Run<TSimd, TVector>(TSimd.Subtract(TSimd.Load(x), shift)));
                blocks = TSimd.Add(blocks, part);
                if (block % Block == 0) (sum, blocks) = (TSimd.Add(sum, blocks), TSimd.Number(0));
            }

            TSimd.Store(shift, shifts + j);
            sum = TSimd.Add(sum, blocks);
            var logarithm = VectorLog.Run<TSimd, TVector>(sum);
            var isNearOne = TSimd.And(TSimd.LessOrEqual(TSimd.Number(1), sum), TSimd.Less(sum, TSimd.Number(NearOne)));
            if (!TSimd.All(TSimd.Equal(isNearOne, TSimd.Number(0)))) logarithm = TSimd.Select(isNearOne, LogarithmByOthers(input + j, stride, count, maximum), logarithm);
            TSimd.Store(logarithm, logarithms + j);
        }
    }

    /// <summary>ln(1 + Σ exp(x − m)) over the numbers below the maximum m, of columns in which it stands once.</summary>
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

    /// <summary>Up to a line of rows: for each the number m that is taken away before the exponential, and ln Σ exp(x − m).</summary>
    /// <param name="input">The rows, each <paramref name="count"/> numbers after the one before.</param>
    /// <param name="shifts">A line for m: the largest number of each row.</param>
    /// <param name="logarithms">A line for the logarithms.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="count">How many numbers in each.</param>
    /// <param name="isFinite">Whether an infinite m is taken as 0.</param>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows(T* input, T* shifts, T* logarithms, int rows, int count, bool isFinite)
    {
        // Each row becomes a line, lane by lane; the lines are then reduced together, which takes a tenth of the time that each alone would.
        var lines = stackalloc T[Line * Line];
        for (var row = 0; row < rows; row++) LargestOfLanes(input + (nint)row * count, count, lines + row * Line);
        for (var row = rows; row < Line; row++) (shifts[row], logarithms[row]) = (T.Zero, T.One);
        RowReductions.Maximum(lines, shifts, rows, Line, 1);
        if (isFinite)
            for (var i = 0; i < Line; i += Lanes) TSimd.Store(Shift(TSimd.Load(shifts + i)), shifts + i);
        for (var row = 0; row < rows; row++) SumsOfLanes(input + (nint)row * count, count, shifts[row], lines + row * Line);
        RowReductions.Sum(lines, logarithms, rows, Line, 1);
        for (var i = 0; i < Line; i += Lanes) TSimd.Store(VectorLog.Run<TSimd, TVector>(TSimd.Load(logarithms + i)), logarithms + i);
        var nearZero = T.CreateTruncating(Math.Log(NearOne));
        for (var row = 0; row < rows; row++)
            if (logarithms[row] >= T.Zero && logarithms[row] < nearZero) logarithms[row] = LogarithmByOthers(input + (nint)row * count, count, shifts[row], lines);
    }

    /// <summary>ln(1 + Σ exp(x − m)) over the numbers below the maximum m, of a row in which it stands once.</summary>
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
        RowReductions.Sum(line, rest, 1, Line, 1);
        TSimd.Store(VectorLogP1.Run<TSimd, TVector>(TSimd.Number(double.CreateChecked(rest[0]))), rest);
        return rest[0];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Shift(TVector maximum)
    {
        var infinite = TSimd.Equal(TSimd.Absolute(maximum), TSimd.Number(double.PositiveInfinity));
        return TSimd.Select(infinite, TSimd.Number(0), maximum);
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void LargestOfLanes(T* row, int count, T* line)
    {
        var rest = stackalloc T[Line];
        var end = row + count / Line * Line;
        Rest(end, count % Line, rest);
        for (var lane = 0; lane < Line; lane += Lanes)
        {
            var largest = TSimd.AtLeast(TSimd.Load(rest + lane), TSimd.Number(double.NegativeInfinity));
            for (var x = row + lane; x < end; x += Line) largest = TSimd.AtLeast(TSimd.Load(x), largest);
            TSimd.Store(largest, line + lane);
        }
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SumsOfLanes(T* row, int count, T shift, T* line)
    {
        var rest = stackalloc T[Line];
        var end = row + count / Line * Line;
        Rest(end, count % Line, rest);
        var shifts = TSimd.Number(double.CreateChecked(shift));
        for (var lane = 0; lane < Line; lane += Lanes)
        {
            var sum = VectorExp.Run<TSimd, TVector>(TSimd.Subtract(TSimd.Load(rest + lane), shifts));
            for (var block = row; block < end; block += Block * Line)
            {
                var part = TSimd.Number(0);
                var last = (T*)Math.Min((nuint)end, (nuint)(block + Block * Line));
                for (var x = block + lane; x < last; x += Line) part = TSimd.Add(part, VectorExp.Run<TSimd, TVector>(TSimd.Subtract(TSimd.Load(x), shifts)));
                sum = TSimd.Add(sum, part);
            }

            TSimd.Store(sum, line + lane);
        }
    }

    /// <summary>What is left of a row after its last whole line, as a line: the lanes beyond the end hold −∞, whose exponential adds nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Rest(T* end, int left, T* line)
    {
        for (var lane = 0; lane < Line; lane += Lanes) TSimd.Store(TSimd.Number(double.NegativeInfinity), line + lane);
        Unsafe.CopyBlockUnaligned(line, end, (uint)(left * sizeof(T)));
    }
}
