using System.Numerics;
using System.Runtime.InteropServices;

namespace Nabla.Core;

/// <summary>Memory for large buffers, used again once the garbage collector has found that nobody can see it any more.</summary>
/// <remarks>
/// The collector's own memory for pinned arrays is given back to the system and asked for again all the time, and every page of it costs
/// a fault when it is first touched: 100 µs for a buffer of 256 KB, against less than one from here. Since the collector does not see this memory,
/// it is asked to look for garbage after so many bytes.
/// </remarks>
internal static unsafe class BufferPool
{
    public const int Alignment = 64;

    // Four sizes in every power of two: a quarter is the most that is wasted.
    private const int SizesInPower = 4;
    private const int SmallestPower = 12;
    private const long MostFreeBytes = 512L << 20;
    private const long BytesBetweenLooks = 64L << 20;

    // Older garbage is looked for less often.
    private const int LooksAtOlder = 8;
    private const int LooksAtOldest = 64;

    private static readonly Lock Gate = new();
    private static readonly Stack<nint>[] Free = [.. Enumerable.Range(0, SizesInPower * 32).Select(_ => new Stack<nint>())];
    private static long freeBytes;
    private static long takenSinceLook;
    private static int looks;

    /// <summary>Memory of at least so many bytes, with anything in it; it comes back when the object can no longer be reached.</summary>
    public static Block Take(long bytes)
    {
        var (index, size) = SizeOf(bytes);
        if (Interlocked.Add(ref takenSinceLook, size) > BytesBetweenLooks + Interlocked.Read(ref freeBytes)) Look();
        lock (Gate)
        {
            if (Free[index].TryPop(out var used))
            {
                freeBytes -= size;
                return new((byte*)used, index, size);
            }
        }
        return new(New(size), index, size);
    }

    private static (int Index, long Size) SizeOf(long bytes)
    {
        var power = Math.Max(SmallestPower, BitOperations.Log2((ulong)Math.Max(1, bytes)));
        var step = (1L << power) / SizesInPower;
        var quarter = (int)Math.Max(0, (bytes - (1L << power) + step - 1) / step);
        return ((power - SmallestPower) * SizesInPower + quarter, (1L << power) + quarter * step);
    }

    private static byte* New(long size)
    {
        try
        {
            return (byte*)NativeMemory.AlignedAlloc((nuint)size, Alignment);
        }
        catch (OutOfMemoryException)
        {
            // What is garbage may be enough.
            GC.Collect();
            GC.WaitForPendingFinalizers();
            Trim();
            return (byte*)NativeMemory.AlignedAlloc((nuint)size, Alignment);
        }
    }

    private static void Look()
    {
        Interlocked.Exchange(ref takenSinceLook, 0);
        var look = Interlocked.Increment(ref looks);
        if (look % LooksAtOldest == 0) GC.Collect(2, GCCollectionMode.Forced, blocking: false);
        else GC.Collect(look % LooksAtOlder == 0 ? 1 : 0, GCCollectionMode.Forced);
    }

    private static void Return(byte* pointer, int index, long size)
    {
        lock (Gate)
        {
            if (freeBytes + size <= MostFreeBytes)
            {
                freeBytes += size;
                Free[index].Push((nint)pointer);
                return;
            }
        }
        NativeMemory.AlignedFree(pointer);
    }

    private static void Trim()
    {
        lock (Gate)
        {
            foreach (var stack in Free)
                while (stack.TryPop(out var pointer)) NativeMemory.AlignedFree((void*)pointer);
            freeBytes = 0;
        }
    }

    /// <summary>Memory of the pool in use.</summary>
    internal sealed class Block(byte* pointer, int index, long size)
    {
        ~Block() => Return(pointer, index, size);

        public byte* Pointer => pointer;
    }
}
