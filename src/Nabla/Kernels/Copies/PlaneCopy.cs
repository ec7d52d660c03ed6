using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Nabla.Kernels;

/// <summary>A strided copy of two axes, specialized by strides.</summary>
internal static unsafe class PlaneCopy
{
    // The width in bytes and the height in elements of a transposed block: its lines stay in the L1 cache until used up.
    private const int BlockBytes = 128;

    // Shorter runs are copied by a plain loop, which is faster than a call to the copy routine.
    private const int MinimumRunBytes = 32;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Copy<T>(T* source, T* destination, StridedAxis rows, StridedAxis columns)
        where T : unmanaged
    {
        if (columns.Size * sizeof(T) < MinimumRunBytes) Loop(source, destination, rows, columns);
        else if (columns is { From: 1, To: 1 }) Runs(source, destination, rows, columns.Size);
        else if (columns is { From: 0, To: 1 }) Fills(source, destination, rows, columns.Size);
        else if (Math.Abs(rows.From) < Math.Abs(columns.From) && rows.From != 0) Transpose(source, destination, rows, columns);
        else Loop(source, destination, rows, columns);
    }

    private static void Runs<T>(T* source, T* destination, StridedAxis rows, long length)
        where T : unmanaged
    {
        var bytes = length * sizeof(T);
        for (var i = 0L; i < rows.Size; i++, source += rows.From, destination += rows.To) Buffer.MemoryCopy(source, destination, bytes, bytes);
    }

    /// <summary>Repeats one element per row.</summary>
    private static void Fills<T>(T* source, T* destination, StridedAxis rows, long length)
        where T : unmanaged
    {
        for (var i = 0L; i < rows.Size; i++, source += rows.From, destination += rows.To)
        {
            for (var done = 0L; done < length; done += int.MaxValue)
                new Span<T>(destination + done, (int)Math.Min(int.MaxValue, length - done)).Fill(*source);
        }
    }

    /// <summary>Copies a source contiguous along rows to a destination contiguous along columns, in blocks, so that cache lines are used up.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Transpose<T>(T* source, T* destination, StridedAxis rows, StridedAxis columns)
        where T : unmanaged
    {
        var block = BlockBytes / sizeof(T);
        var squares = Vector128.IsHardwareAccelerated && sizeof(T) >= 4 && rows.From == 1 && columns.To == 1;
        for (var i = 0L; i < rows.Size; i += block)
        {
            var blockRows = rows with { Size = Math.Min(block, rows.Size - i) };
            for (var j = 0L; j < columns.Size; j += block)
            {
                var blockColumns = columns with { Size = Math.Min(block, columns.Size - j) };
                var from = source + i * rows.From + j * columns.From;
                var to = destination + i * rows.To + j * columns.To;
                if (squares) Squares(from, to, blockRows, blockColumns);
                else Loop(from, to, blockRows, blockColumns);
            }
        }
    }

    /// <summary>Transposes one block, four columns at a time (two of 64 bits), then the rest.</summary>
    private static void Squares<T>(T* source, T* destination, StridedAxis rows, StridedAxis columns)
        where T : unmanaged
    {
        var depth = (int)rows.Size;
        var (from, to) = ((nint)columns.From, (nint)rows.To);
        var j = 0L;
        if (sizeof(T) == 4)
        {
            for (; j <= columns.Size - 4; j += 4)
                SquareTranspose.FourLanes((uint*)(source + j * from), from, (uint*)(destination + j), to, depth);
        }
        else
        {
            for (; j <= columns.Size - 2; j += 2)
                SquareTranspose.TwoLanes((ulong*)(source + j * from), from, (ulong*)(destination + j), to, depth);
        }

        Loop(source + j * from, destination + j, rows, columns with { Size = columns.Size - j });
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Loop<T>(T* source, T* destination, StridedAxis rows, StridedAxis columns)
        where T : unmanaged
    {
        var (from, to, size) = ((nint)columns.From, (nint)columns.To, columns.Size);
        for (var i = 0L; i < rows.Size; i++, source += rows.From, destination += rows.To)
        {
            T* x = source, y = destination;
            for (var j = 0L; j < size; j++, x += from, y += to) *y = *x;
        }
    }
}
