using System.Numerics;
using System.Runtime.InteropServices;

namespace Nabla.Core;

/// <summary>Memory for large buffers, used again once the garbage collector has found that nobody can see it any more.</summary>
/// <remarks>
/// The collector's own memory for pinned arrays is given back to the system and asked for again all the time, and every page of it costs
/// a fault when it is first touched: 100 µs for a buffer of 256 KB, against less than one from here. Since the collector does not see this memory,
/// it is asked to look for garbage after so many bytes: few enough that what was just used is still in the cache when it is used again. Weak handles
/// tell what it has found; finalizers would take a thread of their own, and the processor from those that compute.
/// </remarks>
internal static unsafe class BufferPool
{
    public const int Alignment = 64;

    // Four sizes in every power of two: a quarter is the most that is wasted.
    private const int SizesInPower = 4;
    private const int SmallestPower = 12;
    private const long MostFreeBytes = 512L << 20;
    private const long BytesBetweenLooks = 8L << 20;

    // The oldest garbage is looked for less often.
    private const int LooksAtOldest = 256;

    private static readonly Lock Gate = new();
    private static readonly Stack<nint>[] Free = [.. Enumerable.Range(0, SizesInPower * 32).Select(_ => new Stack<nint>())];
    private static readonly List<(GCHandle Owner, nint Pointer, int Index, long Size)> Used = [];
    private static long freeBytes;
    private static long takenSinceLook;
    private static int looks;
    private static int lastCollection;

    /// <summary>Memory of at least so many bytes, with anything in it; it comes back when the object can no longer be reached.</summary>
    public static Block Take(long bytes)
    {
        var (index, size) = SizeOf(bytes);
        if (Interlocked.Add(ref takenSinceLook, size) > BytesBetweenLooks + Interlocked.Read(ref freeBytes)) Look();
        lock (Gate)
        {
            // It may have collected on its own account as well.
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
            // What is garbage may be enough.
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
        // What is in use at one look has become older by the next: the youngest alone would not be enough.
        else GC.Collect(1, GCCollectionMode.Forced);
    }

    /// <summary>Takes back what nobody can reach any more.</summary>
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

    /// <summary>Memory of the pool in use.</summary>
    internal sealed class Block(byte* pointer)
    {
        public byte* Pointer => pointer;
    }
}
