using System.Buffers.Binary;
using System.Globalization;

namespace Nabla.Learning;

/// <summary>
/// An array of bytes read from an IDX file, the format of MNIST: two zero bytes, the element type, the number of dimensions, one
/// big-endian int32 per dimension, then the values row by row. Plain or gzip, regardless of the file name.
/// </summary>
public sealed class IdxFile
{
    private const int UnsignedByte = 0x08;
    private const int LargestRank = 4;

    private readonly byte[] values;

    private IdxFile(string path, int[] shape, byte[] values)
    {
        Path = path;
        Shape = Array.AsReadOnly(shape);
        this.values = values;
    }

    /// <summary>The path of the file, as given.</summary>
    public string Path { get; }

    /// <summary>Size of each dimension, 1 to 4 of them.</summary>
    public IReadOnlyList<int> Shape { get; }

    /// <summary>The values in row-major order; their number is the product of <see cref="Shape"/>.</summary>
    public ReadOnlyMemory<byte> Values => values;

    /// <summary>Reads a file of unsigned bytes with 1 to 4 dimensions.</summary>
    /// <param name="path">The file, plain or gzip.</param>
    /// <returns>The complete contents.</returns>
    /// <exception cref="DataException">
    /// The file is missing, unreadable, damaged, not IDX, of another element type, or longer or shorter than its header says.
    /// </exception>
    public static IdxFile Read(string path) => DataFile.Read(path, stream =>
    {
        int[] shape = ReadShape(path, stream);
        UInt128 size = 1;
        foreach (int length in shape)
            size *= (uint)length;
        if (stream.CanSeek)
            CheckLength(path, shape, size, stream.Length - stream.Position);
        if (size > (uint)Array.MaxLength)
            throw new DataException($"{path}: {Describe(shape, size)} are more than one array holds.");
        byte[] values = ReadValues(path, shape, (int)size, stream);
        if (stream.ReadByte() >= 0)
            throw new DataException($"{path}: oversized: more data follow after {Describe(shape, size)}.");
        return new IdxFile(path, shape, values);
    });

    private static int[] ReadShape(string path, Stream stream)
    {
        Span<byte> magic = stackalloc byte[4];
        int found = stream.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false);
        if (found < magic.Length)
            throw new DataException($"{path}: is not an IDX file: it ends after {found} bytes, the magic number alone takes 4.");
        if (magic[0] != 0 || magic[1] != 0)
            throw new DataException($"{path}: is not an IDX file: it begins with 0x{Convert.ToHexString(magic)}, not with two zero bytes.");
        if (magic[2] != UnsignedByte)
            throw new DataException($"{path}: holds elements of type 0x{magic[2]:X2}{NameOf(magic[2])}; only unsigned bytes (0x08) are supported.");
        if (magic[3] is 0 or > LargestRank)
            throw new DataException($"{path}: has {magic[3]} dimensions; 1 to {LargestRank} are supported.");

        var shape = new int[magic[3]];
        Span<byte> size = stackalloc byte[4];
        for (int i = 0; i < shape.Length; i++)
        {
            if (stream.ReadAtLeast(size, size.Length, throwOnEndOfStream: false) < size.Length)
                throw new DataException($"{path}: truncated: the header of {4 + 4 * shape.Length} bytes is not complete.");
            shape[i] = BinaryPrimitives.ReadInt32BigEndian(size);
            if (shape[i] < 0)
                throw new DataException($"{path}: the header gives dimension {i} the size {(uint)shape[i]}, which is beyond an int32.");
        }
        return shape;
    }

    private static void CheckLength(string path, int[] shape, UInt128 expected, long found)
    {
        if (expected > (ulong)found)
            throw Truncated(path, shape, expected, found);
        if (expected < (ulong)found)
            throw new DataException($"{path}: oversized: {Describe(shape, expected)} expected, {found} found.");
    }

    // The length of compressed data is unknown: the buffer grows with the data, so a header alone cannot exhaust the memory.
    private static byte[] ReadValues(string path, int[] shape, int size, Stream stream)
    {
        var values = HostMemory.Allocate<byte>(stream.CanSeek ? size : Math.Min(size, 1 << 20), path);
        int filled = 0;
        while (filled < size)
        {
            if (filled == values.Length)
            {
                var larger = HostMemory.Allocate<byte>(Math.Min(size, 2L * values.Length), path);
                values.CopyTo(larger, 0);
                values = larger;
            }
            int count = stream.Read(values.AsSpan(filled));
            if (count == 0)
                throw Truncated(path, shape, (uint)size, filled);
            filled += count;
        }
        return values;
    }

    private static DataException Truncated(string path, int[] shape, UInt128 expected, long found) =>
        new($"{path}: truncated: {Describe(shape, expected)} expected, {found} found.");

    private static string Describe(int[] shape, UInt128 size) =>
        $"{size.ToString(CultureInfo.InvariantCulture)} bytes of values for [{string.Join(", ", shape)}]";

    private static string NameOf(byte type) => type switch
    {
        0x09 => " (signed byte)",
        0x0B => " (int16)",
        0x0C => " (int32)",
        0x0D => " (float32)",
        0x0E => " (float64)",
        _ => "",
    };
}
