using System.Runtime.InteropServices;

namespace Nabla.Tests.Kernels;

/// <summary>Memory between two protected pages: reading a single byte beyond it ends the process.</summary>
/// <remarks>On platforms other than Linux it is plain memory, and reads beyond it go unnoticed.</remarks>
internal sealed unsafe partial class GuardedMemory : IDisposable
{
    private const int Size = 1 << 20;
    private const int ReadAndWrite = 3;
    private const int PrivateAndAnonymous = 0x22;

    private readonly int page = Environment.SystemPageSize;
    private readonly byte* start;

    public GuardedMemory()
    {
        if (!OperatingSystem.IsLinux())
        {
            start = (byte*)NativeMemory.AlignedAlloc(Size, 64);
            return;
        }
        var whole = (byte*)Map(0, Size + 2 * page, 0, PrivateAndAnonymous, -1, 0);
        start = whole + page;
        if ((nint)whole == -1 || Protect((nint)start, Size, ReadAndWrite) != 0) throw new InvalidOperationException("no memory");
    }

    /// <summary>Copies values to the very end or the start of the memory.</summary>
    public T* Place<T>(T[] numbers, bool atEnd)
        where T : unmanaged
    {
        var place = (T*)(atEnd ? start + Size - (nint)numbers.Length * sizeof(T) : start);
        numbers.CopyTo(new Span<T>(place, numbers.Length));
        return place;
    }

    public void Dispose()
    {
        if (OperatingSystem.IsLinux()) _ = Unmap((nint)(start - page), Size + 2 * page);
        else NativeMemory.AlignedFree(start);
    }

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial nint Map(nint address, nint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect")]
    private static partial int Protect(nint address, nint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(nint address, nint length);
}
