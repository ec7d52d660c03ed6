using System.Runtime.CompilerServices;

namespace Nabla.Core;

/// <summary>The data of one tensor: contiguous, row-major, at a fixed address.</summary>
/// <remarks>
/// Small buffers are arrays on the pinned heap, large ones blocks of the pool. Kernels take plain pointers in either case, and the garbage collector
/// frees the memory, so nothing has to be disposed. The first element is aligned to 64 bytes, the width of the widest vector.
/// </remarks>
internal sealed unsafe class DataBuffer
{
    private const int SmallestPooled = 4096;

    // Keeps the memory alive in either case.
    private readonly object storage;

    public DataBuffer(ElementType element, int count)
    {
        Element = element;
        Count = count;
        var bytes = (long)count * element.Size();
        if (bytes >= SmallestPooled)
        {
            var block = BufferPool.Take(bytes);
            storage = block;
            Pointer = block.Pointer;
            return;
        }
        var array = GC.AllocateUninitializedArray<byte>((int)bytes + BufferPool.Alignment, pinned: true);
        var address = (nint)Unsafe.AsPointer(ref array[0]);
        storage = array;
        Pointer = (byte*)((address + BufferPool.Alignment - 1) & ~(nint)(BufferPool.Alignment - 1));
    }

    public ElementType Element { get; }

    public int Count { get; }

    /// <summary>Valid as long as this object is reachable: follow the last use with <c>GC.KeepAlive</c>.</summary>
    public byte* Pointer { get; }

    public Span<T> Span<T>()
        where T : unmanaged => new(Pointer, Count);

    public static DataBuffer From<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        var buffer = new DataBuffer(ElementTypes.Of<T>(), values.Length);
        values.CopyTo(buffer.Span<T>());
        GC.KeepAlive(buffer);
        return buffer;
    }

    /// <summary>The element at <paramref name="index"/> as a double; truth values are 0 and 1.</summary>
    public double this[int index] => Read(Element, Pointer, index);

    /// <summary>The element at an index from an address, as a double.</summary>
    public static double Read(ElementType element, byte* pointer, long index) => element switch
    {
        ElementType.Float32 => ((float*)pointer)[index],
        ElementType.Float64 => ((double*)pointer)[index],
        ElementType.Int32 => ((int*)pointer)[index],
        ElementType.Int64 => ((long*)pointer)[index],
        ElementType.Boolean => pointer[index],
        _ => throw ElementTypes.Unknown(element),
    };
}
