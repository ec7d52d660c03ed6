using System.Runtime.Intrinsics;

namespace Nabla.Cpu;

/// <summary>Converts between truth values in memory, which are bytes, and those in kernels, which are masks as wide as an element.</summary>
internal static unsafe class TruthTile
{
    /// <summary>Converts bytes to masks.</summary>
    public static void ToMasks(byte* source, byte* target, int size, int length)
    {
        var i = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            for (; i <= length - Vector128<byte>.Count; i += Vector128<byte>.Count)
            {
                // 0 or −1 each, so that sign extension widens them.
                var truths = ~Vector128.Equals(Vector128.Load(source + i), Vector128<byte>.Zero).AsSByte();
                var (low, high) = Vector128.Widen(truths);
                Widen(low, target + (long)i * size, size);
                Widen(high, target + (long)(i + Vector128<short>.Count) * size, size);
            }
        }
        for (; i < length; i++)
        {
            if (size == sizeof(int)) ((int*)target)[i] = source[i] != 0 ? -1 : 0;
            else ((long*)target)[i] = source[i] != 0 ? -1 : 0;
        }
    }

    /// <summary>Converts masks to bytes, 0 or 1.</summary>
    public static void ToBytes(byte* source, byte* target, int size, int length)
    {
        var i = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            for (; i <= length - Vector128<byte>.Count; i += Vector128<byte>.Count)
            {
                var low = Narrow(source + (long)i * size, size);
                var high = Narrow(source + (long)(i + Vector128<short>.Count) * size, size);
                (Vector128.Narrow(low, high) & Vector128<sbyte>.One).AsByte().Store(target + i);
            }
        }
        for (; i < length; i++) target[i] = (size == sizeof(int) ? ((int*)source)[i] : ((long*)source)[i]) != 0 ? (byte)1 : (byte)0;
    }

    private static void Widen(Vector128<short> truths, byte* target, int size)
    {
        var (low, high) = Vector128.Widen(truths);
        if (size == sizeof(int))
        {
            low.Store((int*)target);
            high.Store((int*)target + Vector128<int>.Count);
            return;
        }
        var (first, second) = Vector128.Widen(low);
        var (third, fourth) = Vector128.Widen(high);
        first.Store((long*)target);
        second.Store((long*)target + Vector128<long>.Count);
        third.Store((long*)target + 2 * Vector128<long>.Count);
        fourth.Store((long*)target + 3 * Vector128<long>.Count);
    }

    private static Vector128<short> Narrow(byte* source, int size)
    {
        var masks = (int*)source;
        if (size == sizeof(int)) return Vector128.Narrow(Vector128.Load(masks), Vector128.Load(masks + Vector128<int>.Count));
        return Vector128.Narrow(NarrowLong((long*)source), NarrowLong((long*)source + Vector128<int>.Count));
    }

    private static Vector128<int> NarrowLong(long* source) => Vector128.Narrow(Vector128.Load(source), Vector128.Load(source + Vector128<long>.Count));
}
