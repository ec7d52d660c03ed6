using System.Buffers.Binary;
using System.Globalization;
using Nabla.Learning;

namespace Nabla.Parquet;

/// <summary>A part of a column, in one row group.</summary>
/// <param name="Rows">The number of its values, nulls included.</param>
/// <param name="Codec">The number of the compression.</param>
/// <param name="Start">Where its first page begins.</param>
internal sealed record ParquetChunk(long Rows, long Codec, long Start);

/// <summary>
/// The checked description at the end of a Parquet file: flat columns, and row groups whose sizes fit each other and the file. Format:
/// https://parquet.apache.org/docs/file-format/.
/// </summary>
internal sealed class ParquetFooter
{
    private const int MarkLength = 4, EndLength = 8;
    private const int Repeated = 2;

    // Constant columns of any length take a few bytes, so the number of rows cannot be bounded by the size of the file alone.
    private const long FreeNumbers = 16L << 20, NumbersPerByte = 1024;

    private ParquetFooter(string[] columns, ParquetChunk[][] groups, long rows, long start) => (Columns, Groups, Rows, Start) = (columns, groups, rows, start);

    internal string[] Columns { get; }

    /// <summary>For each row group, the part of each column.</summary>
    internal ParquetChunk[][] Groups { get; }

    internal long Rows { get; }

    /// <summary>Where it begins, and the pages end.</summary>
    internal long Start { get; }

    /// <summary>Reads it.</summary>
    /// <exception cref="DataException">The file is no Parquet file, damaged, encrypted, has nested columns, or declares more than it can hold.</exception>
    internal static ParquetFooter Read(string path, Stream stream)
    {
        if (stream.Length < MarkLength + EndLength) throw new DataException($"{path}: {(stream.Length == 0 ? "the file is empty" : "is not a Parquet file")}.");
        Span<byte> start = stackalloc byte[MarkLength], end = stackalloc byte[EndLength];
        stream.Position = 0;
        stream.ReadExactly(start);
        stream.Position = stream.Length - EndLength;
        stream.ReadExactly(end);
        if (end[MarkLength..].SequenceEqual("PARE"u8)) throw new DataException($"{path}: is encrypted; decrypt it first.");
        if (!start.SequenceEqual("PAR1"u8)) throw new DataException($"{path}: is not a Parquet file.");
        if (!end[MarkLength..].SequenceEqual("PAR1"u8)) throw new DataException($"{path}: is cut short or damaged: its end is not that of a Parquet file.");
        int length = BinaryPrimitives.ReadInt32LittleEndian(end);
        if (length <= 0 || length > stream.Length - MarkLength - EndLength)
            throw new DataException($"{path}: is damaged: its description has no possible length.");
        var bytes = HostMemory.Allocate<byte>(length, path);
        stream.Position = stream.Length - EndLength - length;
        stream.ReadExactly(bytes);
        try
        {
            var description = CompactStruct.Read(bytes, ParquetLayout.File, out _);
            string[] columns = ColumnsOf(path, description.RequiredStructs(2));
            var groups = description.RequiredStructs(4).Select(group => GroupOf(path, group, columns)).ToArray();
            long rows = groups.Sum(group => group[0].Rows);
            if (rows != description.RequiredNumber(3)) throw new InvalidDataException("its row groups do not have the number of rows that it declares");
            if (rows * (Int128)columns.Length > FreeNumbers + NumbersPerByte * stream.Length)
            {
                throw new DataException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{path}: declares {rows} rows of {columns.Length} columns, more than {stream.Length} bytes should hold; split it into several."));
            }
            return new(columns, groups, rows, stream.Length - EndLength - length);
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException or OverflowException)
        {
            throw new DataException($"{path}: is damaged: its description cannot be read.", exception);
        }
    }

    private static string[] ColumnsOf(string path, List<CompactStruct> schema)
    {
        // The first element is the table itself.
        if (schema.Count < 2) throw new DataException($"{path}: has no columns.");
        foreach (var element in schema.Skip(1))
        {
            string name = Printable.Escape(element.RequiredText(4));
            bool isNested = element.Number(5) > 0 || element.Number(1) is null, isRepeated = element.Number(3) == Repeated;
            if (isNested || isRepeated)
            {
                throw new DataException(
                    $"{path}: column '{name}' is {(isNested ? "nested" : "repeated")}, with more than one value in a row; "
                    + "write each of its values into a column of its own.");
            }
        }
        if (schema[0].Number(5) != schema.Count - 1) throw new InvalidDataException("the columns are not as many as declared");
        string[] names = [.. schema.Skip(1).Select(element => element.RequiredText(4))];
        if (Array.FindIndex(names, string.IsNullOrWhiteSpace) is >= 0 and var unnamed) throw new DataException($"{path}: column {unnamed + 1} has no name.");
        return names.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice
            ? throw new DataException($"{path}: two columns are named '{Printable.Escape(twice.Key)}'.")
            : names;
    }

    private static ParquetChunk[] GroupOf(string path, CompactStruct group, string[] columns)
    {
        long rows = group.RequiredNumber(3);
        if (rows is < 0 or > int.MaxValue) throw new InvalidDataException("a row group has no possible number of rows");
        var chunks = group.RequiredStructs(1);
        if (chunks.Count != columns.Length) throw new InvalidDataException("a row group does not have all columns");
        return [.. chunks.Select((chunk, column) =>
        {
            if (chunk.Has(1)) throw new DataException($"{path}: has values in other files; rewrite it as one file.");
            var description = chunk.RequiredStruct(3);
            if (!description.RequiredTexts(3).SequenceEqual([columns[column]])) throw new InvalidDataException("a row group has other columns");
            if (description.RequiredNumber(5) != rows) throw new InvalidDataException("a column has another number of values");
            long first = description.RequiredNumber(9), dictionary = description.Number(11) ?? 0;
            return new ParquetChunk(rows, description.RequiredNumber(4), dictionary > 0 ? Math.Min(first, dictionary) : first);
        })];
    }
}
