using System.Numerics;
using System.Runtime.CompilerServices;

namespace Nabla.Kernels;

internal static unsafe partial class RowReductions
{
    // Rows up to this length are transposed, so that each lane has its own row.
    private const int ShortArgumentRow = 32;

    private const int RowsTogether = 16;

    /// <summary>
    /// The index of the first maximum along the axis. NaN counts as larger than every other value, and +0 equals −0. The axis is not empty.
    /// </summary>
    public static void ArgMaximum<T>(T* input, long* output, int outer, int count, int inner)
        where T : unmanaged, INumber<T>
    {
        if (inner != 1)
        {
            for (var row = 0; row < outer; row++, input += (nint)count * inner, output += inner) ArgMaximumOfColumns(input, output, count, inner);
        }
        else if (count <= ShortArgumentRow)
        {
            ArgMaximumOfShortRows(input, output, outer, count);
        }
        else
        {
            for (var row = 0; row < outer; row++, input += count, output++)
            {
                T maximum;
                BlockReduction<T, T, T, Larger<T>>.Reduce(input, &maximum, 1, count, 1, 1);
                *output = IndexOf(input, count, maximum);
            }
        }
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ArgMaximumOfShortRows<T>(T* input, long* output, int outer, int count)
        where T : unmanaged, INumber<T>
    {
        var columns = stackalloc T[ShortArgumentRow * RowsTogether];
        var places = stackalloc long[RowsTogether];
        for (; outer >= RowsTogether; outer -= RowsTogether, input += RowsTogether * count, output += RowsTogether)
        {
            Packing.Panels(input, count, 1, columns, RowsTogether, RowsTogether, count);
            ArgMaximumOfColumns(columns, output, count, RowsTogether);
        }

        if (outer == 0) return;
        Packing.Panels(input, count, 1, columns, RowsTogether, outer, count);
        ArgMaximumOfColumns(columns, places, count, RowsTogether);
        new ReadOnlySpan<long>(places, outer).CopyTo(new Span<long>(output, outer));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int IndexOf<T>(T* input, int count, T value)
        where T : unmanaged, INumber<T>
    {
        var i = 0;
        if (T.IsNaN(value))
        {
            while (!T.IsNaN(input[i])) i++;
            return i;
        }

        var lanes = new Vector<T>(value);
        while (i <= count - Vector<T>.Count && !Vector.EqualsAny(Vector.Load(input + i), lanes)) i += Vector<T>.Count;
        while (input[i] != value) i++;
        return i;
    }

    /// <summary>Processes a vector of columns at a time: the running maxima, and their indices as integers of the same size.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ArgMaximumOfColumns<T>(T* input, long* output, int count, int inner)
        where T : unmanaged, INumber<T>
    {
        var places = stackalloc T[Vector<T>.Count];
        var column = 0;
        for (; column <= inner - Vector<T>.Count; column += Vector<T>.Count)
        {
            var x = input + column;
            var best = Vector.Load(x);
            Vector<T> place = default, here = default;
            for (var i = 1; i < count; i++)
            {
                x += inner;
                here = Next(here);
                var number = Vector.Load(x);
                // Not less or equal: larger, or one of them is NaN; the first NaN stays.
                var larger = Vector.AndNot(Vector.Equals(best, best), Vector.LessThanOrEqual(number, best));
                best = Vector.ConditionalSelect(larger, number, best);
                place = Vector.ConditionalSelect(larger, here, place);
            }

            place.Store(places);
            for (var lane = 0; lane < Vector<T>.Count; lane++) output[column + lane] = sizeof(T) == 4 ? ((int*)places)[lane] : ((long*)places)[lane];
        }

        for (; column < inner; column++)
        {
            var x = input + column;
            var best = *x;
            output[column] = 0;
            for (var i = 1; i < count; i++)
            {
                x += inner;
                if (*x <= best || T.IsNaN(best)) continue;
                best = *x;
                output[column] = i;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> Next<T>(Vector<T> places)
        where T : unmanaged => sizeof(T) == 4
        ? (places.As<T, int>() + Vector<int>.One).As<int, T>()
        : (places.As<T, long>() + Vector<long>.One).As<long, T>();
}
