using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Nabla.Learning;

/// <summary>
/// Reads and writes tensors as .npy files, the format of <c>numpy.save</c> (NEP 1). Types that tensors do not have are widened: 8- and 16-bit integers to
/// int32, uint32 to int64, float16 to float32. Arrays of Python objects, text, complex numbers and uint64 are refused; nothing in a file is executed.
/// </summary>
public static class NpyFile
{
    internal static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    private const int LongestHeader = 1 << 16;
    private const int LongestPart = 1 << 20;

    /// <summary>Reads a file, plain or compressed by gzip.</summary>
    /// <exception cref="DataException">The file is missing or damaged, or its elements are of a type that tensors do not have. The message is one
    /// line.</exception>
    public static Tensor Read(string path) => DataFile.Read(path, stream => Read(path, stream));

    /// <summary>Writes a tensor atomically, in version 1.0 of the format.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        AtomicFile.Write(path, stream => Write(stream, tensor));
    }

    internal static void Write(Stream stream, Tensor tensor)
    {
        stream.Write(new NpyHeader(TypeName(tensor.ElementType), false, tensor.Shape.ToArray()).ToBytes());
        stream.Write(ParameterFile.Bytes(tensor));
    }

    /// <summary>Reads a tensor from a stream that ends with it.</summary>
    internal static Tensor Read(string name, Stream stream)
    {
        try
        {
            var header = ReadHeader(stream);
            var (element, size) = TypeOf(header.Type);
            var count = header.Shape.Aggregate(1L, (product, axis) => Math.Min(product, int.MaxValue) * axis);
            if (count > Array.MaxLength / size) throw new FormatException($"[{string.Join(", ", header.Shape)}] are more elements than a tensor can have");
            var data = ReadExactly(stream, (int)(count * size));
            if (stream.ReadByte() >= 0) throw new FormatException($"there are bytes after the {count} elements of the array");
            if (header.Type[0] == '>') Reverse(data, size);
            // A column-major array is the transpose of a row-major one.
            int[] shape = header.IsColumnMajor ? [.. header.Shape.Reverse()] : header.Shape;
            var tensor = ToTensor(data, header.Type[1..], element, Shape.Create(shape));
            return header.IsColumnMajor && shape.Length > 1 ? tensor.Permute([.. Enumerable.Range(0, shape.Length).Reverse()]).Evaluate() : tensor;
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException or OverflowException)
        {
            throw new DataException($"{name}: {exception.Message}.", exception);
        }
    }

    private static NpyHeader ReadHeader(Stream stream)
    {
        Span<byte> start = stackalloc byte[8];
        if (stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) < start.Length || !start[..6].SequenceEqual(Magic))
            throw new FormatException("this is not an .npy file: it does not begin with \\x93NUMPY");
        if (start[6] is < 1 or > 3) throw new FormatException($"version {start[6]}.{start[7]} of the format is unknown");
        Span<byte> bytes = stackalloc byte[start[6] == 1 ? sizeof(ushort) : sizeof(uint)];
        if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length) throw CutShort();
        var length = bytes.Length == 2 ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        if (length > LongestHeader) throw new FormatException($"a header of {length} bytes is longer than any of numbers ({LongestHeader})");
        return NpyHeader.Parse(Encoding.UTF8.GetString(ReadExactly(stream, (int)length)));
    }

    /// <summary>Reads in parts, so that a wrong length takes no more memory than the file has bytes.</summary>
    private static byte[] ReadExactly(Stream stream, int length)
    {
        var data = new byte[Math.Min(length, LongestPart)];
        var done = 0;
        while (true)
        {
            var read = stream.ReadAtLeast(data.AsSpan(done), data.Length - done, throwOnEndOfStream: false);
            done += read;
            if (done == length) return data;
            if (done < data.Length) throw CutShort();
            Array.Resize(ref data, (int)Math.Min(length, 2L * data.Length));
        }
    }

    private static FormatException CutShort() => new("the file is cut short");

    private static string TypeName(ElementType type) => type switch
    {
        ElementType.Float32 => "<f4",
        ElementType.Float64 => "<f8",
        ElementType.Int32 => "<i4",
        ElementType.Int64 => "<i8",
        ElementType.Boolean => "|b1",
        _ => throw new NotSupportedException($"npy: elements of type {type} are not supported."),
    };

    private static (ElementType Element, int Size) TypeOf(string name)
    {
        if (name.Length != 3 || name[0] is not ('<' or '>' or '|' or '=')) throw Unsupported(name);
        var (element, size) = name[1..] switch
        {
            "f2" => (ElementType.Float32, 2),
            "f4" => (ElementType.Float32, 4),
            "f8" => (ElementType.Float64, 8),
            "i1" or "u1" => (ElementType.Int32, 1),
            "i2" or "u2" => (ElementType.Int32, 2),
            "i4" => (ElementType.Int32, 4),
            "u4" => (ElementType.Int64, 4),
            "i8" => (ElementType.Int64, 8),
            "b1" => (ElementType.Boolean, 1),
            _ => throw Unsupported(name),
        };
        return name[0] == '|' == (size == 1) || (size == 1 && name[0] != '|') ? (element, size) : throw Unsupported(name);
    }

    private static FormatException Unsupported(string name) => new(
        $"its elements are of type '{Printable.Escape(name)}'; tensors can be read from booleans, integers but uint64, and floats of 16, 32 and 64 bits");

    private static void Reverse(byte[] data, int size)
    {
        for (var i = 0; i < data.Length; i += size) data.AsSpan(i, size).Reverse();
    }

    private static Tensor ToTensor(byte[] data, string type, ElementType element, Shape shape) => type switch
    {
        "f2" => Converted<Half, float>(data, shape, number => (float)number),
        "i1" => Converted<sbyte, int>(data, shape, number => number),
        "u1" => Converted<byte, int>(data, shape, number => number),
        "i2" => Converted<short, int>(data, shape, number => number),
        "u2" => Converted<ushort, int>(data, shape, number => number),
        "u4" => Converted<uint, long>(data, shape, number => number),
        "b1" => Converted<byte, bool>(data, shape, number => number != 0),
        _ => element switch
        {
            ElementType.Float32 => Tensor.From(MemoryMarshal.Cast<byte, float>(data), shape),
            ElementType.Float64 => Tensor.From(MemoryMarshal.Cast<byte, double>(data), shape),
            ElementType.Int32 => Tensor.From(MemoryMarshal.Cast<byte, int>(data), shape),
            _ => Tensor.From(MemoryMarshal.Cast<byte, long>(data), shape),
        },
    };

    private static Tensor Converted<TFrom, TTo>(byte[] data, Shape shape, Func<TFrom, TTo> convert)
        where TFrom : unmanaged
        where TTo : unmanaged
    {
        var from = MemoryMarshal.Cast<byte, TFrom>(data);
        var to = new TTo[from.Length];
        for (var i = 0; i < to.Length; i++) to[i] = convert(from[i]);
        return Tensor.From<TTo>(to, shape);
    }
}
