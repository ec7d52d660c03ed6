using Nabla.Compiler;
using Nabla.Core;

namespace Nabla.Cpu;

/// <summary>The compiled kernels of an elementwise loop and the iteration over its elements.</summary>
/// <remarks>
/// A single kernel over contiguous inputs runs over everything at once. Multiple kernels pass tiles that stay in the L1 cache. Strided inputs are
/// read row by row if rows are long; otherwise they are gathered into tiles first, only once if tiles end at the end of a short row, so that they are
/// all equal. Truth values, which are bytes in memory, are converted to mask tiles before kernels read them and back to bytes afterward.
/// </remarks>
internal sealed unsafe class EmittedKernels
{
    private const int TileLength = 1024;
    private const int LineBytes = 64;

    // Starting a row costs as much as gathering this many elements, and twice as much for a row that ends within a vector.
    private const int ShortestRow = 192;
    private const int ShortestUnevenRow = 512;

    [ThreadStatic]
    private static DataBuffer? scratch;

    private readonly LoopStep step;
    private readonly EmittedKernel[] kernels;
    private readonly LoopSegment[] segments;
    private readonly int size;
    private readonly int lanes;
    private readonly bool isByRows;
    private readonly bool[] singles;
    private readonly bool[] gathered;
    private readonly bool[] truths;
    private readonly bool[] truthResults;
    private readonly int tileCount;
    private readonly int pointerCount;
    private readonly int longestRun;
    private readonly bool beginAlike;

    public EmittedKernels(LoopStep step, ElementType type, int width, KernelCache cache)
    {
        this.step = step;
        size = type.Size();
        lanes = Math.Max(1, width / 8 / size);
        truthResults = Array.ConvertAll(step.Results, result => step.Body[result.Instruction].Type == ElementType.Boolean);
        truths =
        [
            .. step.Maps.Select((_, i) => Array.Exists(
                step.Body,
                it => it.Code == ElementwiseOpcode.Input && it.A == i && it.Type == ElementType.Boolean)),
        ];
        var unit = Unit();
        isByRows = unit > TileLength / 2 && HasLongRows();
        singles = Array.ConvertAll(step.Maps, map => map is not null && (isByRows ? map[^1] == 0 : Array.TrueForAll(map, stride => stride == 0)));
        gathered = [.. step.Maps.Select((map, i) => truths[i] || (map is not null && !isByRows && !singles[i]))];
        segments = LoopSegment.Cut(step.Body, Array.ConvertAll(step.Results, result => result.Instruction), singles, type, width);
        kernels = Array.ConvertAll(segments, segment => cache.Get(segment.Code));
        tileCount = Math.Max(0, segments.Max(segment => segment.Places.Max()) + 1 - step.Inputs.Length - step.Results.Length);
        pointerCount = segments.Max(segment => segment.Places.Length);
        beginAlike = !isByRows && unit <= TileLength;
        longestRun = segments.Length == 1 && !gathered.Contains(true) && !truthResults.Contains(true) ? int.MaxValue
            : beginAlike ? TileLength - (TileLength % unit) : TileLength;
    }

    /// <summary>Computes the elements <paramref name="start"/> … <paramref name="end"/> − 1.</summary>
    public void RunRange(byte** values, int start, int end)
    {
        var (inputCount, resultCount) = (step.Inputs.Length, step.Results.Length);
        var buffer = Scratch();
        var places = stackalloc byte*[inputCount + resultCount + tileCount];
        var pointers = stackalloc byte*[pointerCount];
        var tile = buffer.Pointer + pointerCount * LineBytes;
        for (var i = 0; i < tileCount; i++, tile += TileLength * size) places[inputCount + resultCount + i] = tile;
        for (var i = 0; i < inputCount; i++)
        {
            places[i] = gathered[i] ? tile : values[i];
            if (gathered[i]) tile += TileLength * size;
            if (gathered[i] && singles[i]) TruthTile.ToMasks(values[i], places[i], size, 1);
        }
        for (var i = 0; i < resultCount; i++)
        {
            if (!truthResults[i]) continue;
            places[inputCount + i] = tile;
            tile += TileLength * size;
        }
        var rows = new RowWalk(step, stackalloc int[isByRows ? step.Shape.Length : 0], stackalloc long[isByRows ? inputCount : 0]);
        if (isByRows) rows.Start(start);
        int length;
        for (var from = start; from < end; from += length)
        {
            length = Math.Min(longestRun, end - from);
            if (isByRows) length = Math.Min(length, rows.Left);
            for (var i = 0; i < inputCount; i++)
            {
                if (truths[i]) Masks(i, values[i], from, length, tile, places[i]);
                else if (step.Maps[i] is not { } map) places[i] = values[i] + (long)from * size;
                else if (isByRows) places[i] = values[i] + rows.Place(i, map) * size;
                else if (gathered[i] && (from == start || !beginAlike)) StridedTile.Gather(step.Shape, map, values[i], size, from, length, places[i]);
            }
            for (var i = 0; i < resultCount; i++)
                if (!truthResults[i]) places[inputCount + i] = values[inputCount + i] + (long)from * size;
            for (var i = 0; i < kernels.Length; i++) Run(kernels[i], segments[i], places, pointers, buffer.Pointer, length);
            for (var i = 0; i < resultCount; i++)
                if (truthResults[i]) TruthTile.ToBytes(places[inputCount + i], values[inputCount + i] + from, size, length);
            if (isByRows) rows.Advance(length);
        }
        GC.KeepAlive(buffer);
    }

    /// <summary>Converts an input's truth values to masks, through a spare tile if they are strided.</summary>
    private void Masks(int input, byte* source, int from, int length, byte* spare, byte* masks)
    {
        if (singles[input]) return;
        if (step.Maps[input] is { } map) StridedTile.Gather(step.Shape, map, source, sizeof(bool), from, length, spare);
        TruthTile.ToMasks(step.Maps[input] is null ? source + from : spare, masks, size, length);
    }

    /// <summary>Runs a kernel over whole vectors, then over one last padded vector.</summary>
    private void Run(EmittedKernel kernel, LoopSegment segment, byte** places, byte** pointers, byte* lines, int length)
    {
        var rest = length % lanes;
        var whole = length - rest;
        if (whole > 0)
        {
            for (var i = 0; i < segment.Places.Length; i++) pointers[i] = places[segment.Places[i]];
            kernel(pointers, whole);
        }
        if (rest == 0) return;
        // Copy all inputs before any output is written, since they may share memory. Lanes beyond the end are ignored.
        var isSingle = segment.Code.Singles;
        var done = (long)whole * size;
        for (var i = 0; i < segment.Places.Length; i++)
        {
            var place = places[segment.Places[i]];
            pointers[i] = lines + i * LineBytes;
            if (i >= isSingle.Length) continue;
            if (isSingle[i]) pointers[i] = place;
            else new ReadOnlySpan<byte>(place + done, rest * size).CopyTo(new(pointers[i], LineBytes));
        }
        kernel(pointers, lanes);
        for (var i = isSingle.Length; i < segment.Places.Length; i++)
            new ReadOnlySpan<byte>(pointers[i], rest * size).CopyTo(new(places[segment.Places[i]] + done, rest * size));
    }

    /// <summary>The number of elements after which all strided inputs repeat, rounded up to whole vectors unless that is too long.</summary>
    private int Unit()
    {
        var unit = 1L;
        for (var i = 0; i < step.Maps.Length && unit <= TileLength; i++)
            if (step.Maps[i] is { } map && !truths[i]) unit = LeastCommonMultiple(unit, StridedTile.Period(step.Shape, map));
        return (int)Math.Min(int.MaxValue, LeastCommonMultiple(unit, lanes) is var inVectors && inVectors <= TileLength ? inVectors : unit);

        static long LeastCommonMultiple(long a, long b)
        {
            var (divisor, rest) = (a, b);
            while (rest != 0) (divisor, rest) = (rest, divisor % rest);
            return a / divisor * b;
        }
    }

    /// <summary>True if the last axis is long and all strided inputs are contiguous or constant along it.</summary>
    private bool HasLongRows()
    {
        if (step.Shape.Length < 2 || step.Shape[^1] < ShortestRow) return false;
        if (step.Shape[^1] < ShortestUnevenRow && step.Shape[^1] % lanes != 0) return false;
        var isStrided = false;
        for (var i = 0; i < step.Maps.Length; i++)
        {
            if (step.Maps[i] is not { } map || Array.TrueForAll(map, stride => stride == 0)) continue;
            isStrided = true;
            if (map[^1] is not (0 or 1) || truths[i]) return false;
        }
        return isStrided;
    }

    /// <summary>
    /// Scratch memory: a line for each pointer of a kernel, then tiles and a spare tile. Zeroed, because unused lanes might otherwise be slow.
    /// </summary>
    private DataBuffer Scratch()
    {
        var bytes = pointerCount * LineBytes
            + (tileCount + gathered.Count(isGathered => isGathered) + truthResults.Count(isTruth => isTruth) + 1) * TileLength * size;
        if (scratch is { } buffer && buffer.Count >= bytes) return buffer;
        scratch = new DataBuffer(ElementType.Boolean, bytes);
        scratch.Span<byte>().Clear();
        return scratch;
    }
}
