using System.Numerics;
using System.Runtime.InteropServices;

namespace Nabla.Core;

/// <summary>A pool of memory for large buffers, which are reused once the garbage collector has found them unreachable.</summary>
/// <remarks>
/// The collector keeps returning its own memory for pinned arrays to the system and requesting it again, and every page of it faults when first
/// touched: 100 µs for a buffer of 256 KB, against less than 1 µs from the pool. Since the collector does not see this memory, the pool triggers
/// collections, often enough that reused buffers are still in the cache. Weak handles show which buffers are unreachable; finalizers would need their
/// own thread and take CPU time from the computation.
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
    private static long freeBytes;
    private static long takenSinceLook;
    private static int looks;
    private static int lastCollection;

    /// <summary>Takes a block of at least the given size, uninitialized. It returns to the pool when the object becomes unreachable.</summary>
    public static Block Take(long bytes)
    {
        var (index, size) = SizeOf(bytes);
        if (Interlocked.Add(ref takenSinceLook, size) > BytesBetweenLooks + Interlocked.Read(ref freeBytes)) Look();
        lock (Gate)
        {
            // The collector may also have run on its own.
            if (GC.CollectionCount(0) != lastCollection) Reclaim();
            if (Free[index].TryPop(out var pointer)) freeBytes -= size;
            else pointer = (nint)New(size);
            var block = new Block((byte*)pointer);
            Used.Add((GCHandle.Alloc(block, GCHandleType.Weak), pointer, index, size));
            return block;
        }
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
            for (var index = 0; index < Free.Length; index++)
                while (Free[index].TryPop(out var pointer)) Release(pointer, BytesAt(index));
            freeBytes = 0;
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
            if (freeBytes + size <= MostFreeBytes)
            {
                freeBytes += size;
                Free[index].Push(pointer);
            }
            else
            {
                Release(pointer, size);
            }
        }
    }

    /// <summary>A block of the pool in use.</summary>
    internal sealed class Block(byte* pointer)
    {
        public byte* Pointer => pointer;
    }
}
