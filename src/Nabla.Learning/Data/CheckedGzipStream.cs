using System.Buffers.Binary;
using System.IO.Compression;

namespace Nabla.Learning;

/// <summary>Unpacks a gzip file and throws <see cref="InvalidDataException"/> where it is cut short.</summary>
/// <remarks>
/// <see cref="GZipStream"/> ends quietly where the file does, so a half copied file would pass for a smaller one. RFC 1952 puts the
/// unpacked length, modulo 2³², into the last four bytes: they are compared.
/// </remarks>
internal sealed class CheckedGzipStream : ReadOnlyStream
{
    private const int SmallestFile = 18;

    private readonly GZipStream gzip;
    private readonly uint promised;
    private uint unpacked;

    internal CheckedGzipStream(FileStream file)
    {
        if (file.Length < SmallestFile)
            throw new InvalidDataException();
        Span<byte> last = stackalloc byte[4];
        file.Seek(-4, SeekOrigin.End);
        file.ReadExactly(last);
        promised = BinaryPrimitives.ReadUInt32LittleEndian(last);
        file.Seek(0, SeekOrigin.Begin);
        gzip = new GZipStream(file, CompressionMode.Decompress);
    }

    public override int Read(Span<byte> buffer)
    {
        int count = gzip.Read(buffer);
        unpacked += (uint)count;
        if (count == 0 && buffer.Length > 0 && unpacked != promised)
            throw new InvalidDataException();
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            gzip.Dispose();
        base.Dispose(disposing);
    }
}
