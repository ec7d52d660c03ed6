using System.Numerics;
using System.Runtime.CompilerServices;

namespace Nabla.Kernels;

internal static unsafe partial class BlockReduction<TInput, T, TOutput, TReduction>
{
    /// <summary>Rows in a block of columns, and the columns processed together so that their running results fit the L1 cache.</summary>
    public const int ColumnBlock = 64;
    public const int ColumnTile = 128;

    /// <summary>Reduces the columns of [count, inner], whose rows are a stride apart.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Columns<TRegister, TVector>(TInput* input, nint stride, TOutput* output, int count, int inner)
        where TRegister : struct, IRegister<T, TVector>
        where TVector : unmanaged
    {
        if (typeof(T) == typeof(TOutput) && count <= ColumnBlock)
        {
            ColumnsOfBlock<TRegister, TVector>(input, stride, (T*)output, count, inner);
            if (TReduction.Finishes) Finish((T*)output, output, inner, count);
            return;
        }

        var levels = 2 + BitOperations.Log2((uint)(count / ColumnBlock + 1));
        var waiting = stackalloc T[levels * ColumnTile];
        for (var column = 0; column < inner; column += ColumnTile)
        {
            var width = Math.Min(ColumnTile, inner - column);
            var top = waiting;
            // Run one block even for an empty axis.
            for (var (start, block) = (0L, 0); start < count || block == 0; start += ColumnBlock, block++, top += ColumnTile)
            {
                ColumnsOfBlock<TRegister, TVector>(input + (nint)start * stride + column, stride, top, (int)Math.Min(ColumnBlock, count - start), width);
                for (var pairs = block; (pairs & 1) != 0; pairs >>= 1, top -= ColumnTile)
                    CombineInto<TRegister, TVector>(top - ColumnTile, top, width);
            }

            for (top -= ColumnTile; top > waiting; top -= ColumnTile) CombineInto<TRegister, TVector>(top - ColumnTile, top, width);
            Finish(waiting, output + column, width, count);
        }
    }

    /// <summary>Reduces several vectors of columns at a time, with running results in registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ColumnsOfBlock<TRegister, TVector>(TInput* input, nint stride, T* result, int rows, int width)
        where TRegister : struct, IRegister<T, TVector>
        where TVector : unmanaged
    {
        var j = 0;
        for (; j <= width - 4 * TRegister.Count; j += 4 * TRegister.Count) FourVectors<TRegister, TVector>(input + j, stride, result + j, rows);
        for (; j <= width - TRegister.Count; j += TRegister.Count) OneVector<TRegister, TVector>(input + j, stride, result + j, rows);
        for (; j < width; j++) OneVector<RegisterScalar<T>, T>(input + j, stride, result + j, rows);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourVectors<TRegister, TVector>(TInput* x, nint stride, T* result, int rows)
        where TRegister : struct, IRegister<T, TVector>
        where TVector : unmanaged
    {
        var identity = TReduction.IdentityElement;
        TVector r0 = TRegister.Repeat(&identity), r1 = r0, r2 = r0, r3 = r0;
        for (; rows > 1; rows -= 2, x += 2 * stride)
        {
            var y = x + stride;
            r0 = TReduction.Combine<TRegister, TVector>(r0, Pair<TRegister, TVector>(x, y));
            r1 = TReduction.Combine<TRegister, TVector>(r1, Pair<TRegister, TVector>(x + TRegister.Count, y + TRegister.Count));
            r2 = TReduction.Combine<TRegister, TVector>(r2, Pair<TRegister, TVector>(x + 2 * TRegister.Count, y + 2 * TRegister.Count));
            r3 = TReduction.Combine<TRegister, TVector>(r3, Pair<TRegister, TVector>(x + 3 * TRegister.Count, y + 3 * TRegister.Count));
        }

        if (rows > 0)
        {
            r0 = TReduction.Combine<TRegister, TVector>(r0, TRegister.Widen(x));
            r1 = TReduction.Combine<TRegister, TVector>(r1, TRegister.Widen(x + TRegister.Count));
            r2 = TReduction.Combine<TRegister, TVector>(r2, TRegister.Widen(x + 2 * TRegister.Count));
            r3 = TReduction.Combine<TRegister, TVector>(r3, TRegister.Widen(x + 3 * TRegister.Count));
        }

        TRegister.Store(r0, result);
        TRegister.Store(r1, result + TRegister.Count);
        TRegister.Store(r2, result + 2 * TRegister.Count);
        TRegister.Store(r3, result + 3 * TRegister.Count);
    }

    /// <summary>The same combination order as in <see cref="FourVectors"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OneVector<TRegister, TVector>(TInput* x, nint stride, T* result, int rows)
        where TRegister : struct, IRegister<T, TVector>
        where TVector : unmanaged
    {
        var identity = TReduction.IdentityElement;
        var r0 = TRegister.Repeat(&identity);
        for (; rows > 1; rows -= 2, x += 2 * stride) r0 = TReduction.Combine<TRegister, TVector>(r0, Pair<TRegister, TVector>(x, x + stride));
        if (rows > 0) r0 = TReduction.Combine<TRegister, TVector>(r0, TRegister.Widen(x));
        TRegister.Store(r0, result);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Pair<TRegister, TVector>(TInput* x, TInput* y)
        where TRegister : struct, IRegister<T, TVector>
        where TVector : unmanaged => TReduction.Combine<TRegister, TVector>(TRegister.Widen(x), TRegister.Widen(y));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CombineInto<TRegister, TVector>(T* result, T* other, int width)
        where TRegister : struct, IRegister<T, TVector>
        where TVector : unmanaged
    {
        var j = 0;
        for (; j <= width - TRegister.Count; j += TRegister.Count)
            TRegister.Store(TReduction.Combine<TRegister, TVector>(TRegister.Load(result + j), TRegister.Load(other + j)), result + j);
        for (; j < width; j++) result[j] = TReduction.Combine(result[j], other[j]);
    }

    private static void Finish(T* from, TOutput* to, int width, int count)
    {
        if (typeof(T) == typeof(TOutput) && !TReduction.Finishes) new ReadOnlySpan<T>(from, width).CopyTo(new Span<T>(to, width));
        else for (var j = 0; j < width; j++) to[j] = Finished(from[j], count);
    }
}
