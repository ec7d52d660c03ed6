using System.Runtime.CompilerServices;

namespace Nabla.Kernels;

/// <summary>Working memory of one thread that is kept for its next product, so that repeated products allocate nothing.</summary>
internal static unsafe class PackingBuffer
{
    private const int Alignment = 64;

    [ThreadStatic]
    private static byte[]? storage;

    [ThreadStatic]
    private static byte[]? other;

    /// <summary>
    /// At least so many bytes on a 64-byte line, with the contents left by earlier use. Valid on this thread until its next call; the
    /// pinned heap does not move it and the thread's field keeps it alive.
    /// </summary>
    public static byte* Rent(nint bytes) => Rent(ref storage, bytes);

    /// <summary>As <see cref="Rent(nint)"/>, beside that.</summary>
    public static byte* RentOther(nint bytes) => Rent(ref other, bytes);

    private static byte* Rent(ref byte[]? storage, nint bytes)
    {
        if (storage is null || storage.Length < bytes + Alignment)
            storage = GC.AllocateUninitializedArray<byte>(checked((int)(bytes + Alignment)), pinned: true);
        var address = (nint)Unsafe.AsPointer(ref storage[0]);
        return (byte*)((address + Alignment - 1) & ~(nint)(Alignment - 1));
    }
}
