using ICSharpCode.SharpZipLib.Checksum;
using Nabla.Learning;
using ZstdSharp;

namespace Nabla.Parquet;

/// <summary>Checks the headers of the pages of a column before the library reads them: it allocates what they declare.</summary>
internal sealed class ParquetPages(string path, Stream stream, ParquetFooter footer)
{
    private const int DataPage = 0, DictionaryPage = 2, DataPageV2 = 3;
    private const int Snappy = 1, Zstandard = 6;

    // Pages are usually a megabyte long. Deflate shrinks by a factor of at most 1032; other codecs go beyond it for pages of one repeated value.
    private const long FreeBytes = 16L << 20, LargestRatio = 1032;

    private const int FirstWindow = 1 << 10, LastWindow = 1 << 24;

    private readonly byte[] buffer = new byte[1 << 16];

    /// <summary>Throws if the pages do not hold the values of the column, or do not fit into the file.</summary>
    /// <param name="chunk">The part of the column.</param>
    /// <param name="column">Its name, for messages.</param>
    /// <returns>Where they end.</returns>
    /// <exception cref="DataException">The file is damaged.</exception>
    internal long Check(ParquetChunk chunk, string column)
    {
        long position = chunk.Start, values = 0;
        try
        {
            for (int page = 0; values < chunk.Rows; page++)
            {
                var header = ReadHeader(position, out int length);
                position += length;
                long type = header.RequiredNumber(1), unpacked = header.RequiredNumber(2), packed = header.RequiredNumber(3);
                if (packed < 0 || packed > footer.Start - position) throw new InvalidDataException("a page goes beyond its end");
                if (unpacked < 0 || unpacked > FreeBytes + LargestRatio * packed) throw new InvalidDataException("a page declares too many bytes");
                switch (type)
                {
                    case DictionaryPage when page == 0:
                        long entries = header.RequiredStruct(7).RequiredNumber(1);
                        if (entries < 0 || entries > unpacked)
                            throw new InvalidDataException("a dictionary declares too many entries");
                        CheckPacked(chunk, position, packed, unpacked);
                        break;
                    case DataPage:
                        values += Count(header.RequiredStruct(5), chunk.Rows - values);
                        CheckPacked(chunk, position, packed, unpacked);
                        break;
                    case DataPageV2:
                        var details = header.RequiredStruct(8);
                        values += Count(details, chunk.Rows - values);
                        long levels = Levels(details, 5) + Levels(details, 6), nulls = details.RequiredNumber(2);
                        if (levels > packed || levels > unpacked || nulls < 0 || nulls > details.RequiredNumber(1))
                            throw new InvalidDataException("the parts of a page do not fit");
                        if (details.Truth(7) != false) CheckPacked(chunk, position + levels, packed - levels, unpacked - levels);
                        break;
                    default:
                        throw new InvalidDataException($"a page has the unknown type {type}");
                }
                if (header.Number(4) is { } sum && sum != ChecksumOf(position, packed)) throw new InvalidDataException("the checksum of a page is wrong");
                position += packed;
            }
            return position;
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException)
        {
            throw new DataException($"{path}: column '{Printable.Escape(column)}': is damaged: {exception.Message}.", exception);
        }
    }

    private static long Count(CompactStruct details, long left)
    {
        long count = details.RequiredNumber(1);
        return count >= 0 && count <= left ? count : throw new InvalidDataException("a page has more values than the column");
    }

    private static long Levels(CompactStruct details, int field)
    {
        long length = details.Number(field) ?? 0;
        return length is >= 0 and <= int.MaxValue ? length : throw new InvalidDataException("the parts of a page do not fit");
    }

    /// <summary>Checks that compressed data have the declared length, for those codecs with which the library does not heed it.</summary>
    private void CheckPacked(ParquetChunk chunk, long position, long packed, long unpacked)
    {
        if (packed == 0) return;
        if (chunk.Codec == Snappy) CheckSnappy(position, packed, unpacked);
        if (chunk.Codec == Zstandard) CheckZstandard(position, packed, unpacked);
    }

    /// <summary>Decompresses data piece by piece: what their header says of their length need not be true.</summary>
    private void CheckZstandard(long position, long packed, long unpacked)
    {
        var bytes = HostMemory.Allocate<byte>(packed, path);
        stream.Position = position;
        stream.ReadExactly(bytes);
        try
        {
            using var data = new DecompressionStream(new MemoryStream(bytes));
            for (int count; (count = data.Read(buffer, 0, buffer.Length)) > 0 && unpacked >= 0;) unpacked -= count;
        }
        catch (ZstdException exception)
        {
            throw new InvalidDataException("a page cannot be decompressed", exception);
        }
        if (unpacked != 0) throw new InvalidDataException("a page does not have the declared length");
    }

    /// <summary>Checks the length at the beginning of Snappy data: the library allocates as much.</summary>
    private void CheckSnappy(long position, long packed, long unpacked)
    {
        stream.Position = position;
        long length = 0;
        for (int shift = 0; ; shift += 7)
        {
            int part = shift < 35 && shift / 7 < packed ? stream.ReadByte() : -1;
            if (part < 0) throw new InvalidDataException("a page is not compressed as declared");
            length |= (long)(part & 0x7F) << shift;
            if (part < 0x80) break;
        }
        if (length != unpacked) throw new InvalidDataException("a page does not have the declared length");
    }

    /// <summary>The CRC-32 of a page as it lies in the file. Not all programs write it.</summary>
    private int ChecksumOf(long position, long length)
    {
        var sum = new Crc32();
        stream.Position = position;
        for (int count; length > 0; length -= count)
        {
            count = (int)Math.Min(length, buffer.Length);
            stream.ReadExactly(buffer, 0, count);
            sum.Update(new ArraySegment<byte>(buffer, 0, count));
        }
        return (int)(uint)sum.Value;
    }

    /// <summary>Reads a header of unknown length. Only statistics of long texts make one longer than a kilobyte.</summary>
    private CompactStruct ReadHeader(long position, out int length)
    {
        if (position < 0 || position >= footer.Start) throw new InvalidDataException("a page lies beyond its end");
        for (int window = FirstWindow; ; window *= 4)
        {
            var bytes = new byte[Math.Min(window, footer.Start - position)];
            stream.Position = position;
            stream.ReadExactly(bytes);
            try
            {
                return CompactStruct.Read(bytes, ParquetLayout.Page, out length);
            }
            catch (EndOfStreamException) when (bytes.Length == window && window < LastWindow)
            {
                // The header may be longer.
            }
        }
    }
}
