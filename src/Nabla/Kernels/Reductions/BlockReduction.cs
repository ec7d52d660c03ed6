using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Wasm;

namespace Nabla.Kernels;

/// <summary>Reduces rows in blocks of fixed size and combines the block results pairwise, as a binary tree.</summary>
/// <remarks>
/// The error of a sum then grows with the logarithm of its length (Higham, "The accuracy of floating point summation", 1993), at the speed of a plain
/// loop. Partial results wait on a stack with one entry for each set bit of the number of blocks. Rows are processed in lines of 64 bytes, each lane
/// separately, so the vector width does not change the result.
/// </remarks>
/// <typeparam name="TInput">The type of the input.</typeparam>
/// <typeparam name="T">The type in which elements are combined: the same, or wider.</typeparam>
/// <typeparam name="TOutput">The type to which the results are rounded.</typeparam>
/// <typeparam name="TReduction">The reduction operation.</typeparam>
internal static unsafe partial class BlockReduction<TInput, T, TOutput, TReduction>
    where TInput : unmanaged, INumber<TInput>
    where T : unmanaged, INumber<T>
    where TOutput : unmanaged, INumber<TOutput>
    where TReduction : struct, IReduction<T>
{
    /// <summary>The elements in a block of a row.</summary>
    public const int RowBlock = 1024;

    // Rows up to this length are transposed, so that each lane has its own row and no time is spent on combining lanes.
    private const int ShortRow = 32;

    // Fewer rows are not worth transposing.
    private const int FewRows = 4;

    private const int MaximumLevels = 32;

    private static int Line => 64 / sizeof(T);

    /// <summary>Reduces the middle axis of [outer, count, inner] to [outer, inner].</summary>
    /// <param name="input">The input; contiguous if the stride is <paramref name="inner"/>.</param>
    /// <param name="output">The results, contiguous.</param>
    /// <param name="outer">The length of the outer axis.</param>
    /// <param name="count">The length of the axis that is reduced.</param>
    /// <param name="inner">The length of the inner axis.</param>
    /// <param name="stride">The distance between neighbors along the middle axis: at least <paramref name="inner"/>.</param>
    public static void Reduce(TInput* input, TOutput* output, int outer, int count, int inner, nint stride)
    {
        var width = VectorWidth.Current;
        if (width == 512) Reduce<Register512<T>, Vector512<T>>(input, output, outer, count, inner, stride);
        else if (width == 256) Reduce<Register256<T>, Vector256<T>>(input, output, outer, count, inner, stride);
        else if (width == 128 && PackedSimd.IsSupported) Reduce<RegisterPacked<T>, Vector128<T>>(input, output, outer, count, inner, stride);
        else if (width == 128) Reduce<Register128<T>, Vector128<T>>(input, output, outer, count, inner, stride);
        else Reduce<RegisterScalar<T>, T>(input, output, outer, count, inner, stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Reduce<TRegister, TVector>(TInput* input, TOutput* output, int outer, int count, int inner, nint stride)
        where TRegister : struct, IRegister<T, TVector>
        where TVector : unmanaged
    {
        if (stride == 1 && count <= ShortRow)
        {
            ShortRows<TRegister, TVector>(input, output, outer, count);
            return;
        }

        for (var row = 0; row < outer; row++, input += count * stride, output += inner)
        {
            if (stride == 1) *output = Finished(Row<TRegister, TVector>(input, count), count);
            else Columns<TRegister, TVector>(input, stride, output, count, inner);
        }
    }

    /// <summary>Transposes a line of rows at a time and reduces them as columns; a single row is reduced as a single column.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ShortRows<TRegister, TVector>(TInput* input, TOutput* output, int outer, int count)
        where TRegister : struct, IRegister<T, TVector>
        where TVector : unmanaged
    {
        var columns = stackalloc TInput[ShortRow * Line];
        var results = stackalloc TOutput[Line];
        while (outer >= FewRows)
        {
            var rows = Math.Min(Line, outer);
            Packing.Panels(input, count, 1, columns, Line, rows, count);
            Columns<TRegister, TVector>(columns, Line, rows == Line ? output : results, count, Line);
            if (rows < Line) new ReadOnlySpan<TOutput>(results, rows).CopyTo(new Span<TOutput>(output, rows));
            input += (nint)rows * count;
            output += rows;
            outer -= rows;
        }

        for (; outer > 0; outer--, input += count, output++) Columns<RegisterScalar<T>, T>(input, 1, output, count, 1);
    }

    /// <summary>Reduces a whole row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static T Row<TRegister, TVector>(TInput* input, int count)
        where TRegister : struct, IRegister<T, TVector>
        where TVector : unmanaged
    {
        if (count <= RowBlock) return Block<TRegister, TVector>(input, count);
        var waiting = stackalloc T[MaximumLevels];
        var depth = 0;
        for (var (start, block) = (0L, 0); start < count; start += RowBlock, block++)
        {
            waiting[depth++] = Block<TRegister, TVector>(input + start, (int)Math.Min(RowBlock, count - start));
            for (var pairs = block; (pairs & 1) != 0; pairs >>= 1, depth--)
                waiting[depth - 2] = TReduction.Combine(waiting[depth - 2], waiting[depth - 1]);
        }

        for (; depth > 1; depth--) waiting[depth - 2] = TReduction.Combine(waiting[depth - 2], waiting[depth - 1]);
        return waiting[0];
    }

    /// <summary>Reduces up to a block. The elements after the last whole line have a result of their own, which the processor computes in parallel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static T Block<TRegister, TVector>(TInput* input, int count)
        where TRegister : struct, IRegister<T, TVector>
        where TVector : unmanaged
    {
        var lines = count / Line;
        var rest = TReduction.IdentityElement;
        for (var i = lines * Line; i < count; i++) rest = TReduction.Combine(rest, RegisterScalar<T>.Widen(input + i));
        if (TRegister.Count != Line) return TReduction.Combine(NarrowLines<TRegister, TVector>(input, lines), rest);
        var line = Lines<TRegister, TVector>(input, lines);
        return TReduction.Combine(Lanes((T*)&line), rest);
    }

    /// <summary>Reduces one vector of each line after another if vectors are narrower than lines.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static T NarrowLines<TRegister, TVector>(TInput* input, int lines)
        where TRegister : struct, IRegister<T, TVector>
        where TVector : unmanaged
    {
        var line = stackalloc T[Line];
        for (var lane = 0; lane < Line; lane += TRegister.Count) TRegister.Store(Lines<TRegister, TVector>(input + lane, lines), line + lane);
        return Lanes(line);
    }

    /// <summary>Four running vectors hide the latency.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Lines<TRegister, TVector>(TInput* x, int lines)
        where TRegister : struct, IRegister<T, TVector>
        where TVector : unmanaged
    {
        var identity = TReduction.IdentityElement;
        TVector r0 = TRegister.Repeat(&identity), r1 = r0, r2 = r0, r3 = r0;
        for (; lines >= 4; lines -= 4, x += 4 * Line)
        {
            r0 = TReduction.Combine<TRegister, TVector>(r0, TRegister.Widen(x));
            r1 = TReduction.Combine<TRegister, TVector>(r1, TRegister.Widen(x + Line));
            r2 = TReduction.Combine<TRegister, TVector>(r2, TRegister.Widen(x + 2 * Line));
            r3 = TReduction.Combine<TRegister, TVector>(r3, TRegister.Widen(x + 3 * Line));
        }

        for (; lines > 0; lines--, x += Line) r0 = TReduction.Combine<TRegister, TVector>(r0, TRegister.Widen(x));
        r0 = TReduction.Combine<TRegister, TVector>(r0, r1);
        return TReduction.Combine<TRegister, TVector>(r0, TReduction.Combine<TRegister, TVector>(r2, r3));
    }

    /// <summary>Combines the halves of a line, then the halves of the result, down to one value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Lanes(T* line)
    {
        var half = TReduction.Combine<Register256<T>, Vector256<T>>(Vector256.Load(line), Vector256.Load(line + Vector256<T>.Count));
        var quarter = TReduction.Combine<Register128<T>, Vector128<T>>(half.GetLower(), half.GetUpper());
        if (Vector128<T>.Count == 2) return TReduction.Combine(quarter[0], quarter[1]);
        return TReduction.Combine(TReduction.Combine(quarter[0], quarter[2]), TReduction.Combine(quarter[1], quarter[3]));
    }

    /// <summary>The final result of a reduction over <paramref name="count"/> elements, rounded to the output type.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TOutput Finished(T x, int count) => TOutput.CreateTruncating(TReduction.Finish(x, count));
}
