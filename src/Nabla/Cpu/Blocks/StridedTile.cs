using System.Runtime.CompilerServices;

namespace Nabla.Cpu;

/// <summary>Gathers strided elements into a contiguous tile.</summary>
internal static unsafe class StridedTile
{
    // Up to this length, choosing a copy routine takes longer than copying.
    private const int ShortRun = 8;

    /// <summary>The number of elements after which an input repeats because it is broadcast along the first axes, like a bias added to rows.</summary>
    public static int Period(ReadOnlySpan<int> shape, ReadOnlySpan<long> map)
    {
        var first = 0;
        while (first < map.Length && map[first] == 0) first++;
        var period = 1;
        for (var axis = first; axis < map.Length; axis++) period *= shape[axis];
        // An empty input has period 1.
        return Math.Max(1, period);
    }

    /// <summary>Gathers the elements <paramref name="from"/> … of an input, run by run along the last axis.</summary>
    public static void Gather(ReadOnlySpan<int> shape, ReadOnlySpan<long> map, byte* source, int size, int from, int length, byte* tile)
    {
        var once = Math.Min(length, Period(shape, map));
        if (size == sizeof(int)) Gather(shape, map, (int*)source, from, once, (int*)tile);
        else if (size == sizeof(long)) Gather(shape, map, (long*)source, from, once, (long*)tile);
        else Gather(shape, map, source, from, once, tile);
        // Repeats what is already there; each copy doubles it.
        int copied;
        for (var done = once; done < length; done += copied)
        {
            copied = Math.Min(done, length - done);
            Unsafe.CopyBlockUnaligned(tile + (long)done * size, tile, (uint)(copied * size));
        }
    }

    private static void Gather<T>(ReadOnlySpan<int> shape, ReadOnlySpan<long> map, T* source, int from, int length, T* tile)
        where T : unmanaged
    {
        var last = shape.Length - 1;
        var (row, stride) = (shape[last], map[last]);
        Span<int> index = stackalloc int[shape.Length];
        var rest = from;
        for (var axis = last; axis >= 0; axis--)
        {
            (rest, index[axis]) = Math.DivRem(rest, shape[axis]);
            source += index[axis] * map[axis];
        }
        while (length > 0)
        {
            var run = Math.Min(length, row - index[last]);
            if (run <= ShortRun) for (var i = 0; i < run; i++) tile[i] = source[i * stride];
            else Tiles.CopyRun((byte*)source, stride, (byte*)tile, sizeof(T), run);
            tile += run;
            length -= run;
            index[last] += run;
            source += run * stride;
            for (var axis = last; axis > 0 && index[axis] == shape[axis]; axis--)
            {
                source += map[axis - 1] - index[axis] * map[axis];
                index[axis] = 0;
                index[axis - 1]++;
            }
        }
    }
}
