using System.Numerics;
using System.Runtime.CompilerServices;

namespace Nabla.Kernels;

/// <summary>Reduces rows in blocks of fixed size, whose results are combined in pairs, pairs of pairs and so on.</summary>
/// <remarks>
/// The error of a sum then grows with the logarithm of its length instead of the length (Higham, "The accuracy of floating point
/// summation", 1993), at the speed of a plain loop. A block of odd number completes a pair, a pair of odd number a pair of pairs: a stack
/// with one entry for each set bit of the number of blocks holds what waits for its partner.
/// </remarks>
internal static unsafe class BlockReduction<T, TReduction>
    where T : unmanaged, INumber<T>
    where TReduction : struct, IReduction<T>
{
    /// <summary>Numbers in a block of a row.</summary>
    public const int RowBlock = 1024;

    /// <summary>Rows in a block of columns, and the columns worked on together, whose running results fit the first-level cache.</summary>
    public const int ColumnBlock = 64;
    public const int ColumnTile = 128;

    private const int MaximumLevels = 32;

    /// <summary>The middle axis of [outer, count, inner] reduced to [outer, inner].</summary>
    public static void Reduce(T* input, T* output, int outer, int count, int inner)
    {
        for (var row = 0; row < outer; row++, input += (nint)count * inner, output += inner)
        {
            if (inner == 1) *output = Row(input, count);
            else Columns(input, output, count, inner);
        }
    }

    /// <summary>All numbers of a row.</summary>
    public static T Row(T* input, int count)
    {
        if (count <= RowBlock) return Block(input, count);
        var waiting = stackalloc T[MaximumLevels];
        var depth = 0;
        for (var (start, block) = (0L, 0); start < count; start += RowBlock, block++)
        {
            waiting[depth++] = Block(input + start, (int)Math.Min(RowBlock, count - start));
            for (var pairs = block; (pairs & 1) != 0; pairs >>= 1, depth--)
                waiting[depth - 2] = TReduction.Combine(waiting[depth - 2], waiting[depth - 1]);
        }

        for (; depth > 1; depth--) waiting[depth - 2] = TReduction.Combine(waiting[depth - 2], waiting[depth - 1]);
        return waiting[0];
    }

    /// <summary>Few numbers: four vectors of running results hide the latency, the lanes are combined at the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static T Block(T* input, int count)
    {
        var result = TReduction.Identity;
        var i = 0;
        if (count >= Vector<T>.Count)
        {
            var r0 = new Vector<T>(result);
            Vector<T> r1 = r0, r2 = r0, r3 = r0;
            for (; i <= count - 4 * Vector<T>.Count; i += 4 * Vector<T>.Count)
            {
                r0 = TReduction.Combine(r0, Vector.Load(input + i));
                r1 = TReduction.Combine(r1, Vector.Load(input + i + Vector<T>.Count));
                r2 = TReduction.Combine(r2, Vector.Load(input + i + 2 * Vector<T>.Count));
                r3 = TReduction.Combine(r3, Vector.Load(input + i + 3 * Vector<T>.Count));
            }

            for (; i <= count - Vector<T>.Count; i += Vector<T>.Count) r0 = TReduction.Combine(r0, Vector.Load(input + i));
            r0 = TReduction.Combine(TReduction.Combine(r0, r1), TReduction.Combine(r2, r3));
            for (var lane = 0; lane < Vector<T>.Count; lane++) result = TReduction.Combine(result, r0[lane]);
        }

        for (; i < count; i++) result = TReduction.Combine(result, input[i]);
        return result;
    }

    /// <summary>The columns of [count, inner].</summary>
    [SkipLocalsInit]
    private static void Columns(T* input, T* output, int count, int inner)
    {
        var levels = 2 + BitOperations.Log2((uint)(count / ColumnBlock + 1));
        var waiting = stackalloc T[levels * ColumnTile];
        for (var column = 0; column < inner; column += ColumnTile)
        {
            var width = Math.Min(ColumnTile, inner - column);
            var top = waiting;
            for (var (start, block) = (0L, 0); start < count; start += ColumnBlock, block++, top += ColumnTile)
            {
                ColumnsOfBlock(input + start * inner + column, inner, top, (int)Math.Min(ColumnBlock, count - start), width);
                for (var pairs = block; (pairs & 1) != 0; pairs >>= 1, top -= ColumnTile) CombineInto(top - ColumnTile, top, width);
            }

            if (top == waiting) Fill(top, width);
            else
                for (top -= ColumnTile; top > waiting; top -= ColumnTile) CombineInto(top - ColumnTile, top, width);
            new ReadOnlySpan<T>(waiting, width).CopyTo(new Span<T>(output + column, width));
        }
    }

    /// <summary>Four rows at a time, which spares three of four loads and stores of the running results.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ColumnsOfBlock(T* input, nint stride, T* result, int rows, int width)
    {
        Fill(result, width);
        for (; rows >= 4; rows -= 4, input += 4 * stride)
        {
            var j = 0;
            for (; j <= width - Vector<T>.Count; j += Vector<T>.Count)
            {
                var x = input + j;
                var first = TReduction.Combine(Vector.Load(x), Vector.Load(x + stride));
                var second = TReduction.Combine(Vector.Load(x + 2 * stride), Vector.Load(x + 3 * stride));
                TReduction.Combine(Vector.Load(result + j), TReduction.Combine(first, second)).Store(result + j);
            }

            for (; j < width; j++)
            {
                var x = input + j;
                var first = TReduction.Combine(x[0], x[stride]);
                var second = TReduction.Combine(x[2 * stride], x[3 * stride]);
                result[j] = TReduction.Combine(result[j], TReduction.Combine(first, second));
            }
        }

        for (; rows > 0; rows--, input += stride) CombineInto(result, input, width);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CombineInto(T* result, T* other, int width)
    {
        var j = 0;
        for (; j <= width - Vector<T>.Count; j += Vector<T>.Count)
            TReduction.Combine(Vector.Load(result + j), Vector.Load(other + j)).Store(result + j);
        for (; j < width; j++) result[j] = TReduction.Combine(result[j], other[j]);
    }

    private static void Fill(T* result, int width) => new Span<T>(result, width).Fill(TReduction.Identity);
}
