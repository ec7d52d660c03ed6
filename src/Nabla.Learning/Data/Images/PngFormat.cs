using System.Buffers.Binary;
using System.IO.Compression;
using ICSharpCode.SharpZipLib.Checksum;

namespace Nabla.Learning;

/// <summary>
/// Checks PNG files before they are decoded: checksums, and that the compressed data are as long as the header says. So a damaged file is never decoded into
/// wrong pixels, and a small one never expands without bound. Format: ISO/IEC 15948, https://www.w3.org/TR/png/.
/// </summary>
internal static class PngFormat
{
    private const int SignatureLength = 8, HeaderLength = 13, Overhead = 12;

    // Some encoders write a little more than the pixels take; decoders ignore it.
    private const int Slack = 1 << 16;

    // The first column and row, and the distances between columns and rows, of each pass of an interlaced image.
    private static readonly (int X, int Y, int StepX, int StepY)[] Passes =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    internal static ImageHeader? ReadHeader(string path, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < SignatureLength + HeaderLength + Overhead) throw CutShort(path);
        var header = bytes[SignatureLength..];
        if (BinaryPrimitives.ReadUInt32BigEndian(header) != HeaderLength || !header[4..8].SequenceEqual("IHDR"u8)) throw Damaged(path, "it has no header");
        uint width = BinaryPrimitives.ReadUInt32BigEndian(header[8..]), height = BinaryPrimitives.ReadUInt32BigEndian(header[12..]);
        if (width is 0 or > int.MaxValue || height is 0 or > int.MaxValue) throw Damaged(path, "its size is not possible");
        int depth = header[16], kind = header[17];
        bool isPossible = kind switch
        {
            0 => depth is 1 or 2 or 4 or 8 or 16,
            3 => depth is 1 or 2 or 4 or 8,
            2 or 4 or 6 => depth is 8 or 16,
            _ => false,
        };
        if (!isPossible || header[20] > 1) throw Damaged(path, "its kind of pixels is not possible");
        return new((int)width, (int)height, kind is 0 or 4);
    }

    internal static void Check(string path, byte[] bytes, ImageHeader header)
    {
        int position = SignatureLength;
        var data = new MemoryStream();
        var sum = new Crc32();
        while (true)
        {
            if (bytes.Length - position < Overhead) throw CutShort(path);
            uint length = BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(position));
            if (length > bytes.Length - position - Overhead) throw CutShort(path);
            var name = bytes.AsSpan(position + 4, 4);
            sum.Reset();
            sum.Update(new ArraySegment<byte>(bytes, position + 4, 4 + (int)length));
            if (sum.Value != BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(position + 8 + (int)length))) throw Damaged(path, "a checksum is wrong");
            if (name.SequenceEqual("IEND"u8)) break;
            if (name.SequenceEqual("IDAT"u8)) data.Write(bytes, position + 8, (int)length);
            position += Overhead + (int)length;
        }
        data.Position = 0;
        CheckLength(path, data, LengthOf(bytes.AsSpan(SignatureLength), header));
    }

    private static void CheckLength(string path, MemoryStream data, long expected)
    {
        long found = 0;
        var buffer = new byte[1 << 14];
        try
        {
            using var inflated = new ZLibStream(data, CompressionMode.Decompress);
            while (found <= expected + Slack && inflated.Read(buffer) is > 0 and var count) found += count;
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException)
        {
            throw new DataException($"{path}: is damaged: its data cannot be decompressed.", exception);
        }
        if (found < expected) throw Damaged(path, "it has fewer pixels than it declares");
        if (found > expected + Slack) throw Damaged(path, "it has more pixels than it declares");
    }

    /// <summary>The number of uncompressed bytes: for each row a filter and the pixels, rounded up to whole bytes.</summary>
    private static long LengthOf(ReadOnlySpan<byte> header, ImageHeader size)
    {
        int channels = header[17] switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 }, bits = channels * header[16];
        if (header[20] == 0) return Of(size.Width, size.Height);
        return Passes.Sum(pass => Of((size.Width - pass.X + pass.StepX - 1) / pass.StepX, (size.Height - pass.Y + pass.StepY - 1) / pass.StepY));

        long Of(long width, long height) => width <= 0 || height <= 0 ? 0 : height * (1 + (width * bits + 7) / 8);
    }

    private static DataException CutShort(string path) => new($"{path}: is cut short.");

    private static DataException Damaged(string path, string why) => new($"{path}: is damaged: {why}.");
}
