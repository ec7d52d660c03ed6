using System.Buffers.Binary;
using System.Text;

namespace Nabla.Parquet;

/// <summary>
/// A struct in Thrift's compact protocol, in which Parquet files write their metadata, as values by field number. It is read before the library reads it,
/// because that trusts the declared sizes. Here nothing is allocated for a size that the bytes do not hold, and depth is limited. Format:
/// https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md.
/// </summary>
internal sealed class CompactStruct
{
    private const int LargestDepth = 32;

    private readonly Dictionary<int, object> fields = [];

    /// <summary>The values by field number: long, sbyte, double, bool, byte[], Guid, a list of values, an array for a map, or a struct.</summary>
    internal IReadOnlyDictionary<int, object> Fields => fields;

    /// <summary>Reads a struct.</summary>
    /// <param name="bytes">The bytes; more may follow.</param>
    /// <param name="type">The types that its fields must have.</param>
    /// <param name="length">The number of bytes read.</param>
    /// <exception cref="EndOfStreamException">There are too few bytes.</exception>
    /// <exception cref="InvalidDataException">The bytes are no struct.</exception>
    internal static CompactStruct Read(ReadOnlySpan<byte> bytes, FieldType type, out int length)
    {
        var reader = new Reader(bytes);
        var result = reader.ReadStruct(0);
        length = reader.Position;
        return type.Fits(result) ? result : throw new InvalidDataException("a field has the wrong type");
    }

    internal bool Has(int field) => fields.ContainsKey(field);

    /// <summary>The whole number of a field; null if there is none.</summary>
    internal long? Number(int field) => fields.GetValueOrDefault(field) switch
    {
        null => null,
        long number => number,
        _ => throw new InvalidDataException($"field {field} is not a number"),
    };

    /// <summary>The truth value of a field; null if there is none.</summary>
    internal bool? Truth(int field) => fields.GetValueOrDefault(field) as bool?;

    internal long RequiredNumber(int field) => Number(field) ?? throw new InvalidDataException($"field {field} is missing");

    internal CompactStruct RequiredStruct(int field) =>
        fields.GetValueOrDefault(field) as CompactStruct ?? throw new InvalidDataException($"field {field} is missing");

    internal string RequiredText(int field) =>
        fields.GetValueOrDefault(field) is byte[] bytes ? Encoding.UTF8.GetString(bytes) : throw new InvalidDataException($"field {field} is missing");

    internal List<CompactStruct> RequiredStructs(int field) => [.. RequiredList(field).Select(each => each as CompactStruct ?? throw NoElement(field))];

    internal List<string> RequiredTexts(int field) =>
        [.. RequiredList(field).Select(each => each is byte[] bytes ? Encoding.UTF8.GetString(bytes) : throw NoElement(field))];

    private List<object> RequiredList(int field) =>
        fields.GetValueOrDefault(field) as List<object> ?? throw new InvalidDataException($"field {field} is missing");

    private static InvalidDataException NoElement(int field) => new($"an element of field {field} has the wrong type");

    private ref struct Reader(ReadOnlySpan<byte> bytes)
    {
        private readonly ReadOnlySpan<byte> bytes = bytes;

        public int Position { get; private set; }

        public CompactStruct ReadStruct(int depth)
        {
            if (depth > LargestDepth) throw new InvalidDataException("structs are nested too deeply");
            var result = new CompactStruct();
            long field = 0;
            while (ReadByte() is > 0 and var header)
            {
                int step = header >> 4, type = header & 15;
                field = step > 0 ? field + step : ReadNumber();
                if (field is < 1 or > short.MaxValue) throw new InvalidDataException("a field has no number");
                // The type of a boolean is its value.
                object value = type is 1 or 2 ? type == 1 : ReadValue(type, depth);
                if (!result.fields.TryAdd((int)field, value)) throw new InvalidDataException("a field is repeated");
            }
            return result;
        }

        private object ReadValue(int type, int depth)
        {
            switch (type)
            {
                case 1 or 2: return ReadByte() == 1;
                case 3: return (sbyte)ReadByte();
                case 4 or 5 or 6: return ReadNumber();
                case 7: return BinaryPrimitives.ReadDoubleLittleEndian(ReadBytes(sizeof(double)));
                case 8: return ReadBytes(ReadLength()).ToArray();
                case 9 or 10: return ReadList(depth);
                case 11: return ReadMap(depth);
                case 12: return ReadStruct(depth + 1);
                case 13: return new Guid(ReadBytes(16), bigEndian: true);
                default: throw new InvalidDataException($"there is no type {type}");
            }
        }

        private List<object> ReadList(int depth)
        {
            int header = ReadByte(), count = header >> 4 == 15 ? ReadLength() : header >> 4;
            if (depth > LargestDepth) throw new InvalidDataException("lists are nested too deeply");
            if (count > bytes.Length - Position) throw new EndOfStreamException();
            List<object> values = [];
            for (int i = 0; i < count; i++) values.Add(ReadValue(header & 15, depth + 1));
            return values;
        }

        private object[] ReadMap(int depth)
        {
            if (depth > LargestDepth) throw new InvalidDataException("maps are nested too deeply");
            int count = ReadLength();
            if (count > (bytes.Length - Position) / 2) throw new EndOfStreamException();
            int types = count > 0 ? ReadByte() : 0;
            List<object> values = [];
            for (int i = 0; i < 2 * count; i++) values.Add(ReadValue(i % 2 == 0 ? types >> 4 : types & 15, depth + 1));
            return [.. values];
        }

        /// <summary>A number of bytes or elements, of which each takes at least a byte.</summary>
        private int ReadLength()
        {
            ulong length = ReadUnsigned();
            return length <= (ulong)(bytes.Length - Position) ? (int)length : throw new EndOfStreamException();
        }

        /// <summary>A number whose sign is its lowest bit.</summary>
        private long ReadNumber()
        {
            ulong bits = ReadUnsigned();
            return (long)(bits >> 1) ^ -(long)(bits & 1);
        }

        private ulong ReadUnsigned()
        {
            ulong value = 0;
            for (int shift = 0; shift < 64; shift += 7)
            {
                int part = ReadByte();
                value |= (ulong)(part & 0x7F) << shift;
                if (part < 0x80) return value;
            }
            throw new InvalidDataException("a number is too long");
        }

        private int ReadByte() => Position < bytes.Length ? bytes[Position++] : throw new EndOfStreamException();

        private ReadOnlySpan<byte> ReadBytes(int count)
        {
            if (count > bytes.Length - Position) throw new EndOfStreamException();
            Position += count;
            return bytes.Slice(Position - count, count);
        }
    }
}
