using System.Buffers.Binary;

namespace Nabla.Learning;

/// <summary>
/// Checks JPEG files before they are decoded. The decoder fills what is missing at the end with gray, so the end must be there; a file has no checksums,
/// so other damage may go unnoticed. Format: ITU-T T.81, https://www.w3.org/Graphics/JPEG/itu-t81.pdf.
/// </summary>
internal static class JpegFormat
{
    private const byte StartOfScan = 0xDA, EndOfImage = 0xD9;

    // A scan passes over the whole image again, and files need no more than a few dozen.
    private const int MostScans = 500;

    // A block of 8×8 pixels takes at least one bit.
    private const long MostPixelsPerByte = 512;

    internal static ImageHeader? ReadHeader(string path, ReadOnlySpan<byte> bytes)
    {
        int position = 2;
        while (NextSegment(bytes, ref position) is var marker and >= 0)
        {
            var segment = bytes[position..];
            if (segment.Length < 2) return null;
            int length = BinaryPrimitives.ReadUInt16BigEndian(segment);
            if (marker is StartOfScan or EndOfImage || length < 2) throw Damaged(path);
            // Start of frame, in one of the ways of coding; C4, C8 and CC are other segments.
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                if (segment.Length < 8) return null;
                int height = BinaryPrimitives.ReadUInt16BigEndian(segment[3..]), width = BinaryPrimitives.ReadUInt16BigEndian(segment[5..]);
                return width > 0 && height > 0 ? new(width, height, segment[7] == 1) : throw Damaged(path);
            }
            position += length;
        }
        return null;
    }

    internal static void Check(string path, byte[] bytes, ImageHeader header)
    {
        ReadOnlySpan<byte> endMarker = [0xFF, EndOfImage], scanMarker = [0xFF, StartOfScan], all = bytes;
        int end = all.LastIndexOf(endMarker), scan = all.LastIndexOf(scanMarker);
        if (scan < 0 || end < scan) throw new DataException($"{path}: is cut short.");
        int scans = all.Count(scanMarker);
        if (scans > MostScans) throw new DataException($"{path}: consists of {scans} scans, more than the limit of {MostScans}; save it anew.");
        if ((long)header.Width * header.Height / MostPixelsPerByte > bytes.Length)
            throw new DataException($"{path}: is damaged: it declares {header.Size} pixels, more than it can hold.");
    }

    /// <summary>Moves behind the next marker and returns it; −1 at the end of the bytes.</summary>
    private static int NextSegment(ReadOnlySpan<byte> bytes, ref int position)
    {
        while (position < bytes.Length && bytes[position] != 0xFF) position++;
        while (position < bytes.Length && bytes[position] == 0xFF) position++;
        return position < bytes.Length ? bytes[position++] : -1;
    }

    private static DataException Damaged(string path) => new($"{path}: is damaged: its header has no size.");
}
