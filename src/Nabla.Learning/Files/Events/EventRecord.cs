using System.Buffers.Binary;
using System.Numerics;

namespace Nabla.Learning;

/// <summary>A record of an event file, as TensorFlow frames it: the length of the data, its check sum, the data, and their check sum.</summary>
internal static class EventRecord
{
    private const int Frame = sizeof(ulong) + sizeof(uint);

    /// <summary>Returns the record of a message.</summary>
    public static byte[] ToBytes(ReadOnlySpan<byte> data)
    {
        var record = new byte[Frame + data.Length + sizeof(uint)];
        BinaryPrimitives.WriteUInt64LittleEndian(record, (ulong)data.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(sizeof(ulong)), MaskedSum(record.AsSpan(0, sizeof(ulong))));
        data.CopyTo(record.AsSpan(Frame));
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(Frame + data.Length), MaskedSum(data));
        return record;
    }

    /// <summary>Takes the data of the next record off the bytes; null if it is not complete.</summary>
    /// <exception cref="FormatException">A check sum is wrong.</exception>
    public static ReadOnlyMemory<byte>? Take(ref ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length < Frame) return null;
        Check(bytes.Span[..sizeof(ulong)], bytes.Span[sizeof(ulong)..], "length");
        var length = BinaryPrimitives.ReadUInt64LittleEndian(bytes.Span);
        if (length > (ulong)bytes.Length || bytes.Length - (int)length < Frame + sizeof(uint)) return null;
        var data = bytes.Slice(Frame, (int)length);
        Check(data.Span, bytes.Span[(Frame + (int)length)..], "content");
        bytes = bytes[(Frame + (int)length + sizeof(uint))..];
        return data;
    }

    /// <summary>CRC-32C, rotated and shifted, since the check sum of data that contain check sums is weak.</summary>
    public static uint MaskedSum(ReadOnlySpan<byte> data)
    {
        var sum = uint.MaxValue;
        foreach (var each in data) sum = BitOperations.Crc32C(sum, each);
        return BitOperations.RotateRight(~sum, 15) + 0xA282EAD8;
    }

    private static void Check(ReadOnlySpan<byte> data, ReadOnlySpan<byte> sum, string part)
    {
        if (MaskedSum(data) != BinaryPrimitives.ReadUInt32LittleEndian(sum))
            throw new FormatException($"its {part} does not have the check sum that it was written with");
    }
}
