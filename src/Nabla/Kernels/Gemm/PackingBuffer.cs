using System.Runtime.CompilerServices;

namespace Nabla.Kernels;

/// <summary>Per-thread scratch memory that is reused, so that repeated products allocate nothing.</summary>
internal static unsafe class PackingBuffer
{
    private const int Alignment = 64;

    [ThreadStatic]
    private static byte[]? storage;

    [ThreadStatic]
    private static byte[]? other;

    /// <summary>
    /// At least the given number of bytes, aligned to 64, with leftover contents. Valid on this thread until its next call; the pinned heap does not
    /// move it, and a thread-static field keeps it alive.
    /// </summary>
    public static byte* Rent(nint bytes) => Rent(ref storage, bytes);

    /// <summary>A second buffer like that of <see cref="Rent(nint)"/>.</summary>
    public static byte* RentOther(nint bytes) => Rent(ref other, bytes);

    private static byte* Rent(ref byte[]? storage, nint bytes)
    {
        if (storage is null || storage.Length < bytes + Alignment)
            storage = GC.AllocateUninitializedArray<byte>(checked((int)(bytes + Alignment)), pinned: true);
        var address = (nint)Unsafe.AsPointer(ref storage[0]);
        return (byte*)((address + Alignment - 1) & ~(nint)(Alignment - 1));
    }
}
