using System.Buffers.Binary;

namespace Nabla.Learning;

/// <summary>Checks BMP files before they are decoded: all pixels must be there, uncompressed.</summary>
internal static class BmpFormat
{
    private const int FileHeaderLength = 14, ShortHeader = 12, LongHeader = 40;

    internal static ImageHeader? ReadHeader(string path, ReadOnlySpan<byte> bytes)
    {
        var (width, height, _) = Read(path, bytes);
        return width is > 0 and <= int.MaxValue && height is > 0 and <= int.MaxValue
            ? new((int)width, (int)height, false)
            : throw new DataException($"{path}: is damaged: its size is not possible.");
    }

    internal static void Check(string path, byte[] bytes, ImageHeader header)
    {
        var (_, _, bits) = Read(path, bytes);
        if (bits is not (1 or 4 or 8 or 16 or 24 or 32)) throw new DataException($"{path}: has {bits} bits for a pixel; save it with 8 or 24.");
        long start = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(10)), row = ((long)header.Width * bits + 31) / 32 * 4;
        if (start + row * header.Height > bytes.Length) throw new DataException($"{path}: is cut short: it declares {header.Size} pixels of {bits} bits.");
    }

    private static (long Width, long Height, int Bits) Read(string path, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < FileHeaderLength + LongHeader) throw new DataException($"{path}: is cut short.");
        var header = bytes[FileHeaderLength..];
        // The height is negative if rows go from top to bottom.
        return BinaryPrimitives.ReadUInt32LittleEndian(header) == ShortHeader
            ? (BinaryPrimitives.ReadUInt16LittleEndian(header[4..]), BinaryPrimitives.ReadUInt16LittleEndian(header[6..]), header[10])
            : (BinaryPrimitives.ReadInt32LittleEndian(header[4..]), Math.Abs((long)BinaryPrimitives.ReadInt32LittleEndian(header[8..])),
                BinaryPrimitives.ReadUInt16LittleEndian(header[14..]));
    }
}
