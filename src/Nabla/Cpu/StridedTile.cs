namespace Nabla.Cpu;

/// <summary>Collects numbers that are read by strides into a tile that is read straight through.</summary>
internal static unsafe class StridedTile
{
    /// <summary>Gathers the elements <paramref name="from"/> … of an input, run by run along the last axis.</summary>
    public static void Gather(ReadOnlySpan<int> shape, ReadOnlySpan<long> map, byte* source, int size, int from, int length, byte* tile)
    {
        var last = shape.Length - 1;
        Span<int> index = stackalloc int[shape.Length];
        var rest = from;
        long place = 0;
        for (var axis = last; axis >= 0; axis--)
        {
            (rest, index[axis]) = Math.DivRem(rest, shape[axis]);
            place += index[axis] * map[axis];
        }
        while (length > 0)
        {
            var run = Math.Min(length, shape[last] - index[last]);
            Tiles.CopyRun(source + place * size, map[last], tile, size, run);
            tile += (long)run * size;
            length -= run;
            index[last] += run;
            place += run * map[last];
            for (var axis = last; axis > 0 && index[axis] == shape[axis]; axis--)
            {
                place += map[axis - 1] - index[axis] * map[axis];
                index[axis] = 0;
                index[axis - 1]++;
            }
        }
    }
}
