using System.Globalization;

namespace Nabla.Core;

/// <summary>The memory available for tensors. Requests that exceed it are refused with name and size before allocation.</summary>
internal static class MemoryLimit
{
    /// <summary>Smaller amounts are not checked.</summary>
    private const long SmallestAsked = 32L << 20;

    private static long native;

    /// <summary>Counts memory that is invisible to the garbage collector.</summary>
    public static void AddNative(long bytes) => Interlocked.Add(ref native, bytes);

    /// <summary>Refuses requests larger than the memory left to this process by the limits of its container or user or by the machine.</summary>
    /// <exception cref="InsufficientMemoryException">There is not enough memory.</exception>
    public static void Require(long bytes, string what)
    {
        if (bytes < SmallestAsked || bytes <= Left()) return;
        // Freeing garbage may be enough.
        GC.Collect();
        var left = Left();
        if (bytes > left) throw Missing(bytes, what, left);
    }

    /// <summary>The exception for a failed allocation.</summary>
    public static InsufficientMemoryException Missing(long bytes, string what, long? left = null) =>
        new($"{what} takes {Size(bytes)}, but {(left is { } rest ? $"only {Size(Math.Max(0, rest))} of memory are left" : "the memory is full")}.");

    private static long Left() => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes - GC.GetTotalMemory(false) - Interlocked.Read(ref native);

    private static string Size(long bytes) => bytes >= 1L << 30
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 30):F1} GiB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 20):F0} MiB");
}
