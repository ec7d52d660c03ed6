using System.Globalization;
using System.Runtime.CompilerServices;

namespace Nabla.Learning;

/// <summary>Allocates arrays for data sets after checking that there is enough memory.</summary>
internal static class HostMemory
{
    private const long SmallestAsked = 32L << 20;

    /// <summary>Allocates an array.</summary>
    /// <param name="count">The number of elements.</param>
    /// <param name="what">The purpose, for the message.</param>
    /// <exception cref="DataException">The elements do not fit into one array, or into memory.</exception>
    internal static T[] Allocate<T>(long count, string what)
        where T : unmanaged
    {
        if (count > Array.MaxLength) throw new DataException($"{what}: {count} numbers are more than one array holds ({Array.MaxLength}).");
        Require(count * Unsafe.SizeOf<T>(), what);
        try
        {
            return new T[count];
        }
        catch (OutOfMemoryException exception)
        {
            throw Missing(count * Unsafe.SizeOf<T>(), what, exception);
        }
    }

    /// <summary>Throws if more memory is needed than is left.</summary>
    /// <exception cref="DataException">There is not enough memory.</exception>
    internal static void Require(long bytes, string what)
    {
        if (bytes < SmallestAsked || bytes <= Left()) return;
        GC.Collect();
        if (bytes > Left()) throw Missing(bytes, what, null);
    }

    internal static DataException Missing(long bytes, string what, Exception? cause)
    {
        string message = string.Create(
            CultureInfo.InvariantCulture, $"{what}: takes {bytes / (double)(1 << 20):F0} MiB, but only {Math.Max(0, Left()) >> 20} MiB of memory are left.");
        return cause is null ? new(message) : new(message, cause);
    }

    private static long Left() => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes - GC.GetTotalMemory(false);
}
