using System.Runtime.CompilerServices;

namespace Nabla.Cpu;

/// <summary>Collects numbers that are read by strides into a tile that is read straight through.</summary>
internal static unsafe class StridedTile
{
    // Up to here, asking how a run is best copied takes longer than copying it.
    private const int ShortRun = 8;

    /// <summary>After how many elements an input begins again, because it is the same along the first axes: a bias after a row.</summary>
    public static int Period(ReadOnlySpan<int> shape, ReadOnlySpan<long> map)
    {
        var first = 0;
        while (first < map.Length && map[first] == 0) first++;
        var period = 1;
        for (var axis = first; axis < map.Length; axis++) period *= shape[axis];
        // Nothing at all begins again at once.
        return Math.Max(1, period);
    }

    /// <summary>Gathers the elements <paramref name="from"/> … of an input, run by run along the last axis.</summary>
    public static void Gather(ReadOnlySpan<int> shape, ReadOnlySpan<long> map, byte* source, int size, int from, int length, byte* tile)
    {
        var once = Math.Min(length, Period(shape, map));
        if (size == sizeof(int)) Gather(shape, map, (int*)source, from, once, (int*)tile);
        else if (size == sizeof(long)) Gather(shape, map, (long*)source, from, once, (long*)tile);
        else Gather(shape, map, source, from, once, tile);
        // What is there already, and again: after each copy it is twice as much.
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
