using Nabla.Learning;
using Parquet;
using Parquet.Schema;

namespace Nabla.Parquet;

/// <summary>Reads the columns of a Parquet file, row group by row group.</summary>
internal sealed class ParquetTable
{
    private readonly string path;
    private readonly ParquetOptions options;
    private readonly ParquetFooter footer;
    private readonly bool ignoresTarget;
    private readonly Dictionary<string, string> knownTexts = new(StringComparer.Ordinal);
    private double[] numbers;
    private int kept;

    private ParquetTable(string path, ParquetOptions options, ParquetFooter footer, bool ignoresTarget)
    {
        (this.path, this.options, this.footer, this.ignoresTarget) = (path, options, footer, ignoresTarget);
        int columns = footer.Columns.Length;
        if (options.Schema is { Categories.Count: > 0 })
            throw new DataException($"{path}: the model was trained on a table with one-hot columns of text, which are read from CSV files only.");
        Table = new(path, '.')
        {
            LineWord = "row",
            Organization = $"Parquet, {footer.Groups.Length} row {(footer.Groups.Length == 1 ? "group" : "groups")}",
            Header = footer.Columns,
            Columns = columns,
            TextColumn = CsvDataset.TargetOf(path, options.Target, options.Schema, footer.Columns, columns),
        };
        if (Table.NumberColumns == 0) throw new DataException($"{path}: has only one column; a feature and a target need at least two.");
        numbers = HostMemory.Allocate<double>(footer.Rows * Table.NumberColumns, $"{path}: {footer.Rows} rows of {Table.NumberColumns} numbers");
    }

    /// <summary>The names, the target as text, and the rows that were left out.</summary>
    internal CsvTable Table { get; }

    /// <summary>The features of the rows that were kept, row-major.</summary>
    internal double[] Features => numbers;

    /// <summary>Reads a file.</summary>
    /// <exception cref="DataException">Something in the file is invalid.</exception>
    internal static ParquetTable Read(string path, ParquetOptions options, bool ignoresTarget) => DataFile.Read(path, stream =>
    {
        if (!stream.CanSeek)
            throw new DataException($"{path}: is compressed as a whole, or a pipe; a Parquet file is read from its end, so it must be a plain file.");
        var footer = ParquetFooter.Read(path, stream);
        var table = new ParquetTable(path, options, footer, ignoresTarget);
        table.ReadGroups(stream);
        table.Finish();
        return table;
    });

    private void ReadGroups(Stream stream)
    {
        var pages = new ParquetPages(path, stream, footer);
        var bounded = new BoundedStream(stream);
        var reader = Guarded(null, () => ParquetReader.CreateAsync(bounded, null, leaveStreamOpen: true).GetAwaiter().GetResult());
        var fields = Guarded(null, () => reader.Schema.DataFields);
        if (!fields.Select(field => field.Name).SequenceEqual(footer.Columns)) throw new DataException($"{path}: is damaged: it has two lists of columns.");
        for (int column = 0; column < fields.Length; column++) RequireReadable(fields[column], column);
        int first = 0;
        for (int group = 0; group < footer.Groups.Length; group++)
        {
            if (footer.Groups[group][0].Rows is > 0 and var rows) ReadGroup(reader, pages, bounded, group, first, (int)rows);
            first += (int)footer.Groups[group][0].Rows;
        }
    }

    private void ReadGroup(ParquetReader reader, ParquetPages pages, BoundedStream bounded, int index, int first, int rows)
    {
        using var group = Guarded(null, () => reader.OpenRowGroupReader(index));
        int width = Table.NumberColumns, place = 0;
        var block = new double[width][];
        string?[]? texts = null;
        List<(int Row, int Column, string Digits, double Value)> inexact = [];
        for (int column = 0; column < footer.Columns.Length; column++)
        {
            bool isTarget = column == Table.TextColumn;
            if (isTarget && ignoresTarget) continue;
            bounded.End = pages.Check(footer.Groups[index][column], footer.Columns[column]);
            var field = reader.Schema.DataFields[column];
            Guarded(footer.Columns[column], () =>
            {
                using var raw = group.ReadRawColumnDataBaseAsync(field).AsTask().GetAwaiter().GetResult();
                var values = new ParquetColumn(raw, rows, field.MaxDefinitionLevel > 0);
                if (isTarget) texts = values.Texts(knownTexts);
                else block[place] = values.Numbers((row, digits, value) => inexact.Add((first + row, column, digits, value)));
                return 0;
            });
            if (!isTarget) place++;
        }
        for (int row = 0; row < rows; row++) AddRow(block, texts, row, first + row);
        foreach (var (row, column, digits, value) in inexact)
            if (!Table.Dropped.Contains(row)) Table.Distinctions.Add(digits, value, row + 1, column);
    }

    private void AddRow(double[][] block, string?[]? texts, int row, int index)
    {
        int width = Table.NumberColumns;
        string? text = texts?[row];
        bool isFilled = options.Missing == MissingValues.Mean;
        if (isFilled) Table.MissingCount += block.Count(column => double.IsNaN(column[row]));
        int missing = isFilled ? -1 : Array.FindIndex(block, column => double.IsNaN(column[row]));
        int missingColumn = missing < 0 ? -1 : Table.PlaceOf(missing);
        if (texts is not null && options.Missing == MissingValues.Keep) text ??= "null";
        else if (texts is not null && (text is null || CsvField.IsMissing(text)) && missingColumn < 0) missingColumn = Table.TextColumn;
        if (missingColumn >= 0)
        {
            if (options.Missing == MissingValues.Drop)
            {
                Table.Dropped.Add(index);
                return;
            }
            string advice = missingColumn == Table.TextColumn
                ? ", or keep it as a class of that name with --missing keep"
                : ", or fill in the mean of the column with --missing mean";
            string value = missingColumn == Table.TextColumn && text is not null ? $"{CsvNumber.Quote(text)} marks a missing value" : "the value is missing";
            throw new DataException(
                $"{Table.Place(index + 1, missingColumn)}: {value}; fill it in, remove the row, leave such rows out with --missing drop{advice}.");
        }
        for (int column = 0; column < width; column++)
        {
            double number = block[column][row];
            if (double.IsInfinity(number))
            {
                throw new DataException(
                    $"{Table.Place(index + 1, Table.PlaceOf(column))}: {NumberText.Of(number)} is not a finite number; correct it, or remove the row.");
            }
            numbers[kept * width + column] = number;
        }
        kept++;
        Table.Lines.Add(index + 1);
        if (texts is not null) Table.Texts.Add(text!.Trim());
    }

    private void Finish()
    {
        if (footer.Rows == 0) throw new DataException($"{path}: has no rows.");
        if (kept == 0) throw new DataException($"{path}: every row has a missing value, so none is left.");
        Array.Resize(ref numbers, kept * Table.NumberColumns);
        Table.Distinctions.Check(numbers, Table.NumberColumns);
    }

    private void RequireReadable(DataField field, int column)
    {
        bool isTarget = column == Table.TextColumn;
        if (ParquetColumn.IsNumeric(field.ClrType) || (isTarget && (ignoresTarget || ParquetColumn.IsText(field.ClrType)))) return;
        string what = ParquetColumn.IsText(field.ClrType) ? "text"
            : field.ClrType == typeof(ReadOnlyMemory<byte>) ? "values of the type Byte[]"
            : $"values of the type {field.ClrType.Name}";
        string advice = isTarget
            ? "write them as numbers or text"
            : "write them as numbers, for instance as one column of 0 and 1 per value, or remove the column";
        throw new DataException($"{path}: column {column + 1} '{Printable.Escape(field.Name)}' holds {what}; {advice}.");
    }

    /// <summary>Calls the library, which throws exceptions of any type for damaged files.</summary>
    private T Guarded<T>(string? column, Func<T> read)
    {
        string place = column is null ? path : $"{path}: column '{Printable.Escape(column)}'";
        try
        {
            return read();
        }
        catch (DataException)
        {
            throw;
        }
        catch (OutOfMemoryException exception)
        {
            throw new DataException($"{place}: takes more memory than is left.", exception);
        }
        catch (NotSupportedException exception)
        {
            throw new DataException($"{place}: is written in a way that is not supported: {Printable.Escape(exception.Message)}", exception);
        }
        catch (InvalidDataException exception)
        {
            throw new DataException($"{place}: is damaged: {Printable.Escape(exception.Message)}.", exception);
        }
        catch (Exception exception)
        {
            throw new DataException($"{place}: is damaged, or written in a way that is not supported.", exception);
        }
    }
}
