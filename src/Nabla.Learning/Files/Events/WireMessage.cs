using System.Buffers.Binary;
using System.Text;

namespace Nabla.Learning;

/// <summary>Writes a message in the wire format of Protocol Buffers: a tag with field number and kind before each value.</summary>
internal sealed class WireMessage
{
    private const int VariableLength = 0, Fixed64 = 1, LengthDelimited = 2, Fixed32 = 5;
    private readonly List<byte> bytes = [];

    public byte[] ToArray() => [.. bytes];

    public WireMessage Add(int field, long value)
    {
        Tag(field, VariableLength);
        Variable((ulong)value);
        return this;
    }

    public WireMessage Add(int field, double value)
    {
        Tag(field, Fixed64);
        Double(value);
        return this;
    }

    public WireMessage Add(int field, float value)
    {
        Tag(field, Fixed32);
        Span<byte> fixedBytes = stackalloc byte[sizeof(float)];
        BinaryPrimitives.WriteSingleLittleEndian(fixedBytes, value);
        bytes.AddRange(fixedBytes);
        return this;
    }

    public WireMessage Add(int field, string value) => Add(field, Encoding.UTF8.GetBytes(value));

    public WireMessage Add(int field, WireMessage value) => Add(field, value.ToArray());

    public WireMessage Add(int field, ReadOnlySpan<byte> value)
    {
        Tag(field, LengthDelimited);
        Variable((ulong)value.Length);
        bytes.AddRange(value);
        return this;
    }

    public WireMessage Add(int field, IReadOnlyList<double> values)
    {
        Tag(field, LengthDelimited);
        Variable((ulong)values.Count * sizeof(double));
        foreach (var value in values) Double(value);
        return this;
    }

    /// <summary>Returns the fields of a message: the number, the kind, the value of numbers as bits, and the content of others.</summary>
    /// <exception cref="FormatException">The bytes are not a message.</exception>
    public static List<(int Field, int Kind, ulong Bits, ReadOnlyMemory<byte> Content)> Parse(ReadOnlyMemory<byte> message)
    {
        var fields = new List<(int, int, ulong, ReadOnlyMemory<byte>)>();
        while (message.Length > 0)
        {
            var tag = ReadVariable(ref message);
            var (field, kind) = (tag >> 3, (int)(tag & 7));
            if (field is 0 or > int.MaxValue >> 3) throw new FormatException($"field {field} of a message does not exist");
            var (bits, content) = (0UL, ReadOnlyMemory<byte>.Empty);
            switch (kind)
            {
                case VariableLength: bits = ReadVariable(ref message); break;
                case Fixed64: bits = BinaryPrimitives.ReadUInt64LittleEndian(Take(ref message, sizeof(ulong)).Span); break;
                case Fixed32: bits = BinaryPrimitives.ReadUInt32LittleEndian(Take(ref message, sizeof(uint)).Span); break;
                case LengthDelimited: content = Take(ref message, ReadVariable(ref message)); break;
                default: throw new FormatException($"field {field} of a message is of the unknown kind {kind}");
            }
            fields.Add(((int)field, kind, bits, content));
        }
        return fields;
    }

    /// <summary>The kind of the values that have a length.</summary>
    public static bool HasContent(int kind) => kind == LengthDelimited;

    private static ReadOnlyMemory<byte> Take(ref ReadOnlyMemory<byte> message, ulong length)
    {
        if (length > (ulong)message.Length) throw new FormatException("a message is cut short");
        var taken = message[..(int)length];
        message = message[(int)length..];
        return taken;
    }

    private static ulong ReadVariable(ref ReadOnlyMemory<byte> message)
    {
        const int MostBytes = 10;
        var value = 0UL;
        for (var i = 0; i < MostBytes && i < message.Length; i++)
        {
            var each = message.Span[i];
            value |= (ulong)(each & 127) << (7 * i);
            if (each >= 128) continue;
            message = message[(i + 1)..];
            return value;
        }
        throw new FormatException("a number in a message has no end");
    }

    private void Tag(int field, int kind) => Variable((ulong)(field << 3 | kind));

    private void Variable(ulong value)
    {
        for (; value >= 128; value >>= 7) bytes.Add((byte)(value & 127 | 128));
        bytes.Add((byte)value);
    }

    private void Double(double value)
    {
        Span<byte> fixedBytes = stackalloc byte[sizeof(double)];
        BinaryPrimitives.WriteDoubleLittleEndian(fixedBytes, value);
        bytes.AddRange(fixedBytes);
    }
}
