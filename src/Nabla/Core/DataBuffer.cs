using System.Runtime.CompilerServices;

namespace Nabla.Core;

/// <summary>The numbers of one tensor: contiguous, row-major, at an address that never moves.</summary>
/// <remarks>
/// Small ones live in an array on the pinned heap, large ones in memory of the pool; either way kernels take plain pointers, and it is the garbage
/// collector that finds out when nobody needs them: nobody has to dispose anything. The first number lies on a 64-byte line, the width of the widest vector.
/// </remarks>
internal sealed unsafe class DataBuffer
{
    private const int SmallestPooled = 4096;

    // Whichever it is keeps the memory alive.
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

    /// <summary>Valid as long as this object is reachable: end what uses it with <c>GC.KeepAlive</c>.</summary>
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

    /// <summary>The number at <paramref name="index"/> as a double; truth values are 0 and 1.</summary>
    public double this[int index] => Read(Element, Pointer, index);

    /// <summary>The number so many places after an address, as a double.</summary>
    public static double Read(ElementType element, byte* pointer, long index) => element switch
    {
        ElementType.Float32 => ((float*)pointer)[index],
        ElementType.Float64 => ((double*)pointer)[index],
        ElementType.Int32 => ((int*)pointer)[index],
        ElementType.Int64 => ((long*)pointer)[index],
        _ => pointer[index],
    };
}
