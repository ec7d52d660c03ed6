using System.Globalization;

namespace Nabla.Core;

/// <summary>How much memory there is for numbers. What does not fit is refused by name and size before any of it is taken.</summary>
internal static class MemoryLimit
{
    /// <summary>Smaller amounts are not worth asking for.</summary>
    private const long SmallestAsked = 32L << 20;

    private static long native;

    /// <summary>Counts memory that the garbage collector does not see.</summary>
    public static void AddNative(long bytes) => Interlocked.Add(ref native, bytes);

    /// <summary>Refuses what is larger than the memory that is left to this process, by its container's or its user's limit or the machine's size.</summary>
    /// <exception cref="InsufficientMemoryException">There is not so much memory.</exception>
    public static void Require(long bytes, string what)
    {
        if (bytes < SmallestAsked || bytes <= Left()) return;
        // What is garbage may be enough.
        GC.Collect();
        var left = Left();
        if (bytes > left) throw Missing(bytes, what, left);
    }

    /// <summary>What to throw where memory could not be had.</summary>
    public static InsufficientMemoryException Missing(long bytes, string what, long? left = null) =>
        new($"{what} takes {Size(bytes)}, and {(left is { } rest ? $"{Size(Math.Max(0, rest))} of memory are left" : "the memory is full")}.");

    private static long Left() => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes - GC.GetTotalMemory(false) - Interlocked.Read(ref native);

    private static string Size(long bytes) => bytes >= 1L << 30
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 30):F1} GiB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 20):F0} MiB");
}
