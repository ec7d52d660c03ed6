using System.Numerics;
using System.Runtime.InteropServices;

namespace Nabla.Core;

/// <summary>A pool of memory for large buffers, which are reused once the garbage collector has found them unreachable.</summary>
/// <remarks>
/// The collector keeps returning its own memory for pinned arrays to the system and requesting it again, and every page of it faults when first
/// touched: 100 µs for a buffer of 256 KB, against less than 1 µs from the pool. Since the collector does not see this memory, the pool triggers
/// collections when no block of a size is left, often enough that reused buffers are still in the cache. Weak handles show which buffers are
/// unreachable; finalizers would need their own thread and take CPU time from the computation. When the pool is full, the sizes that nobody has
/// asked for lately make room, so that a program that moves on to other shapes does not allocate forever.
/// </remarks>
internal static unsafe class BufferPool
{
    public const int Alignment = 64;

    // Four sizes per power of two: at most a quarter is wasted.
    private const int SizesInPower = 4;
    private const int SmallestPower = 12;
    private const long MostFreeBytes = 512L << 20;
    private const long BytesBetweenLooks = 8L << 20;

    // The oldest generation is collected less often.
    private const int LooksAtOldest = 256;

    private static readonly Lock Gate = new();
    private static readonly Stack<nint>[] Free = [.. Enumerable.Range(0, SizesInPower * 32).Select(_ => new Stack<nint>())];
    private static readonly List<(GCHandle Owner, nint Pointer, int Index, long Size)> Used = [];

    // When each size was last asked for, in takes.
    private static readonly long[] LastTake = new long[SizesInPower * 32];

    // The number of blocks of each size requested from the system.
    private static readonly long[] Requests = new long[SizesInPower * 32];
    private static long takes;
    private static long freeBytes;
    private static long takenSinceLook;
    private static int looks;
    private static int lastCollection;


    /// <summary>Takes a block of at least the given size, uninitialized. It returns to the pool when the object becomes unreachable.</summary>
    public static Block Take(long bytes)
    {
        var (index, size) = SizeOf(bytes);
        Interlocked.Add(ref takenSinceLook, size);
        if (TryTakeFree(index, size) is { } reused) return reused;
        if (Interlocked.Read(ref takenSinceLook) > BytesBetweenLooks)
        {
            Look();
            if (TryTakeFree(index, size) is { } found) return found;
        }

        lock (Gate)
        {
            Requests[index]++;
            return Register((nint)New(size), index, size);
        }
    }

    /// <summary>How many blocks for this number of bytes were requested from the system so far. Each of their pages faults when first touched.</summary>
    public static long SystemRequests(long bytes)
    {
        lock (Gate) return Requests[SizeOf(bytes).Index];
    }

    private static Block? TryTakeFree(int index, long size)
    {
        lock (Gate)
        {
            // The collector may also have run on its own.
            if (GC.CollectionCount(0) != lastCollection) Reclaim();
            LastTake[index] = ++takes;
            if (!Free[index].TryPop(out var pointer)) return null;
            freeBytes -= size;
            return Register(pointer, index, size);
        }
    }

    private static Block Register(nint pointer, int index, long size)
    {
        var block = new Block((byte*)pointer);
        Used.Add((GCHandle.Alloc(block, GCHandleType.Weak), pointer, index, size));
        return block;
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
            return Allocate(size);
        }
        catch (OutOfMemoryException)
        {
            // Freeing garbage may be enough.
            GC.Collect();
            Reclaim();
            TrimTo(0);
            try
            {
                return Allocate(size);
            }
            catch (OutOfMemoryException exception) when (exception is not InsufficientMemoryException)
            {
                throw MemoryLimit.Missing(size, "a tensor");
            }
        }
    }

    private static byte* Allocate(long size)
    {
        MemoryLimit.Require(size, "a tensor");
        var pointer = (byte*)NativeMemory.AlignedAlloc((nuint)size, Alignment);
        MemoryLimit.AddNative(size);
        return pointer;
    }

    private static void Release(nint pointer, long size)
    {
        NativeMemory.AlignedFree((void*)pointer);
        MemoryLimit.AddNative(-size);
    }

    private static long BytesAt(int index)
    {
        var power = 1L << (SmallestPower + index / SizesInPower);
        return power + index % SizesInPower * (power / SizesInPower);
    }

    private static void Look()
    {
        Interlocked.Exchange(ref takenSinceLook, 0);
        if (Interlocked.Increment(ref looks) % LooksAtOldest == 0) GC.Collect(2, GCCollectionMode.Forced, blocking: false);
        // Buffers in use during one collection are older by the next, so collecting generation 0 would not be enough.
        else GC.Collect(1, GCCollectionMode.Forced);
    }

    /// <summary>Returns unreachable blocks to the pool.</summary>
    private static void Reclaim()
    {
        lastCollection = GC.CollectionCount(0);
        for (var i = Used.Count - 1; i >= 0; i--)
        {
            var (owner, pointer, index, size) = Used[i];
            if (owner.Target is not null) continue;
            owner.Free();
            Used[i] = Used[^1];
            Used.RemoveAt(Used.Count - 1);
            freeBytes += size;
            Free[index].Push(pointer);
        }

        TrimTo(MostFreeBytes);
    }

    /// <summary>Releases free blocks until at most the given number of bytes is left, those of the size asked for longest ago first.</summary>
    private static void TrimTo(long bytes)
    {
        while (freeBytes > bytes)
        {
            var oldest = -1;
            for (var index = 0; index < Free.Length; index++)
                if (Free[index].Count > 0 && (oldest < 0 || LastTake[index] < LastTake[oldest])) oldest = index;
            var size = BytesAt(oldest);
            Release(Free[oldest].Pop(), size);
            freeBytes -= size;
        }
    }

    /// <summary>A block of the pool in use.</summary>
    internal sealed class Block(byte* pointer)
    {
        public byte* Pointer => pointer;
    }
}
