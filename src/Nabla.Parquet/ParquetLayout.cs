namespace Nabla.Parquet;

/// <summary>
/// The types of the fields in the metadata of Parquet files, by field number. The library reads a field by its number and trusts that its type is the right
/// one; a number read as a length of bytes is how a file of two kilobytes takes a gigabyte. Format:
/// https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift.
/// </summary>
internal static class ParquetLayout
{
    private static readonly FieldType Number = new FieldType.Plain(typeof(long));
    private static readonly FieldType Byte = new FieldType.Plain(typeof(sbyte));
    private static readonly FieldType Real = new FieldType.Plain(typeof(double));
    private static readonly FieldType Truth = new FieldType.Plain(typeof(bool));
    private static readonly FieldType Bytes = new FieldType.Plain(typeof(byte[]));
    private static readonly FieldType Empty = Struct([]);

    private static readonly FieldType Statistics = Struct(
        new() { [1] = Bytes, [2] = Bytes, [3] = Number, [4] = Number, [5] = Bytes, [6] = Bytes, [7] = Truth, [8] = Truth });

    private static readonly FieldType Pair = Struct(new() { [1] = Bytes, [2] = Bytes });

    private static readonly FieldType Time = Struct(new() { [1] = Truth, [2] = Union(3, []) });

    private static readonly FieldType LogicalType = Union(15, new()
    {
        [5] = Struct(new() { [1] = Number, [2] = Number }),
        [7] = Time,
        [8] = Time,
        [10] = Struct(new() { [1] = Byte, [2] = Truth }),
        [16] = Struct(new() { [1] = Byte }),
        [17] = Struct(new() { [1] = Bytes }),
        [18] = Struct(new() { [1] = Bytes, [2] = Number }),
    });

    private static readonly FieldType Column = Struct(new(Numbers(1, 8))
    {
        [3] = Number,
        [4] = Bytes,
        [9] = Number,
        [10] = LogicalType,
    });

    private static readonly FieldType ColumnDescription = Struct(new(Numbers(4, 7))
    {
        [1] = Number,
        [2] = List(Number),
        [3] = List(Bytes),
        [8] = List(Pair),
        [9] = Number,
        [10] = Number,
        [11] = Number,
        [12] = Statistics,
        [13] = List(Struct(new(Numbers(1, 3)))),
        [14] = Number,
        [15] = Number,
        [16] = Struct(new() { [1] = Number, [2] = List(Number), [3] = List(Number) }),
        [17] = Struct(new() { [1] = Struct(Enumerable.Range(1, 8).ToDictionary(field => field, _ => Real)), [2] = List(Number) }),
    });

    private static readonly FieldType Chunk = Struct(new()
    {
        [1] = Bytes,
        [2] = Number,
        [3] = ColumnDescription,
        [4] = Number,
        [5] = Number,
        [6] = Number,
        [7] = Number,
        [8] = Union(1, new() { [2] = Struct(new() { [1] = List(Bytes), [2] = Bytes }) }),
        [9] = Bytes,
    });

    private static readonly FieldType Group = Struct(new(Numbers(2, 7))
    {
        [1] = List(Chunk),
        [4] = List(Struct(new() { [1] = Number, [2] = Truth, [3] = Truth })),
    });

    private static readonly FieldType Encryption = Struct(new() { [1] = Bytes, [2] = Bytes, [3] = Truth });

    /// <summary>The description at the end of a file.</summary>
    internal static FieldType File { get; } = Struct(new()
    {
        [1] = Number,
        [2] = List(Column),
        [3] = Number,
        [4] = List(Group),
        [5] = List(Pair),
        [6] = Bytes,
        [7] = List(Union(1, [])),
        [8] = Struct(new() { [1] = Encryption, [2] = Encryption }),
        [9] = Bytes,
    });

    /// <summary>The header of a page.</summary>
    internal static FieldType Page { get; } = Struct(new(Numbers(1, 4))
    {
        [5] = Struct(new(Numbers(1, 4)) { [5] = Statistics }),
        [6] = Empty,
        [7] = Struct(new() { [1] = Number, [2] = Number, [3] = Truth }),
        [8] = Struct(new(Numbers(1, 6)) { [7] = Truth, [8] = Statistics }),
    });

    private static FieldType Struct(Dictionary<int, FieldType> fields) => new FieldType.Struct(fields);

    private static FieldType List(FieldType element) => new FieldType.List(element);

    private static Dictionary<int, FieldType> Numbers(int first, int last) =>
        Enumerable.Range(first, last - first + 1).ToDictionary(field => field, _ => Number);

    /// <summary>A struct of which one field is there; those up to a number are empty structs, but for the given ones.</summary>
    private static FieldType Union(int count, Dictionary<int, FieldType> others)
    {
        for (int field = 1; field <= count; field++) others.TryAdd(field, Empty);
        return Struct(others);
    }
}
