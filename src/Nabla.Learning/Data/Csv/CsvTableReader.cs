using System.Runtime.InteropServices;
using System.Text;
using CsvHelper;

namespace Nabla.Learning;

/// <summary>Chooses the column to keep as text, given the header (or null) and the number of columns; −1 for none.</summary>
internal delegate int ChooseTextColumn(string[]? header, int columns);

/// <summary>Reads a CSV file into a <see cref="CsvTable"/> in a single pass, so that it may be a pipe.</summary>
internal sealed class CsvTableReader
{
    private const int SampleBytes = 1 << 16;
    private const int RowsTaken = 256;
    private const int LongestLine = 1 << 28;

    private readonly CsvTable table;
    private readonly CsvReader reader;
    private readonly CsvOptions options;
    private readonly ChooseTextColumn chooseTextColumn;
    private readonly bool ignoresText;
    private readonly bool isTargetFile;
    private readonly Action<CsvTable>? take;
    private int expectedLine;

    private CsvTableReader(
        CsvTable table, CsvReader reader, CsvOptions options, ChooseTextColumn chooseTextColumn, bool ignoresText, bool isTargetFile, Action<CsvTable>? take)
    {
        (this.table, this.reader, this.options, this.chooseTextColumn) = (table, reader, options, chooseTextColumn);
        (this.ignoresText, this.isTargetFile, this.take) = (ignoresText, isTargetFile, take);
    }

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How to read it.</param>
    /// <param name="chooseTextColumn">Chooses the column to keep as text.</param>
    /// <param name="isPart">True if the file holds only features or only targets, so it may have one column.</param>
    /// <param name="ignoresText">True if the values of that column do not matter and may be missing.</param>
    /// <param name="isTargetFile">True if the file holds targets only.</param>
    /// <param name="take">Takes the rows read so far, every few rows, and once more at the end; they are not kept then. Null keeps all rows.</param>
    internal static CsvTable Read(
        string path,
        CsvOptions options,
        ChooseTextColumn chooseTextColumn,
        bool isPart = false,
        bool ignoresText = false,
        bool isTargetFile = false,
        Action<CsvTable>? take = null) => DataFile.Read(path, stream =>
    {
        var start = new ReplayStream(stream, SampleBytes);
        var (text, encoding) = CsvText.Open(path, start, options.Encoding);
        string sample = CsvText.Sample(encoding, start.Start);
        bool isCut = start.Start.Length == SampleBytes;
        char separator = options.Delimiter
            ?? (isPart ? CsvDelimiter.DetectFew(sample, isCut, options.Decimal, path) : CsvDelimiter.Detect(sample, isCut, options.Decimal, path));
        if (separator == options.Decimal && !CsvDelimiter.HasQuotedDecimals(sample, separator))
            throw new DataException($"{path}: '{separator}' cannot be both field separator and decimal mark unless such numbers are quoted.");
        CsvReaderOptions settings = new()
        {
            Separator = separator,
            HasHeader = false,
            TrimWhitespace = true,
            TrackLineNumbers = true,
            AllowLineBreaksInQuotes = true,
            MaxRecordSize = LongestLine,
            MalformedData = CsvMalformedDataHandling.Throw,
            PoolStrings = true,
        };
        var counted = new CountedStream(text);
        using CsvReader reader = CsvReader.Create(separator == CsvDelimiter.Whitespace ? new WhitespaceStream(counted) : counted, settings, leaveOpen: true);
        var table = new CsvTable(path, options.Decimal)
        {
            IsStreamed = take is not null,
            Delimiter = separator,
            EncodingName = encoding.WebName,
            DelimiterHint = CsvDelimiter.HintAt(sample, isCut, separator),
        };
        try
        {
            return new CsvTableReader(table, reader, options, chooseTextColumn, ignoresText, isTargetFile, take).Read();
        }
        catch (CsvFormatException e)
        {
            throw new DataException(Explain(path, e, reader), e);
        }
        catch (OutOfMemoryException e)
        {
            // Either the table or the line being read exhausted the memory.
            throw HostMemory.Missing(Math.Max(2L * sizeof(double) * table.Numbers.Count, counted.Count), $"{path}: after {table.Lines.Count} rows", e);
        }
        catch (DecoderFallbackException e)
        {
            throw new DataException(
                $"{path}: after line {reader.LineNumber}: is not valid {encoding.WebName}; say --encoding with the correct one.", e);
        }
    });

    private CsvTable Read()
    {
        if (!reader.Read())
            throw new DataException($"{table.Path}: the file is empty.");
        string[] first = Fields();
        int firstLine = (int)reader.LineNumber;
        bool hasSecond = reader.Read();
        string[] second = hasSecond ? Fields() : first;

        int? announcedRows = CsvFirstLine.AnnouncedRows(first, second.Length, options.HasHeader);
        (bool isHeader, string reason) = announcedRows is not null ? (false, $"line {firstLine} announces rows, features and classes")
            : options.HasHeader is { } given ? (given, "as requested")
            : CsvFirstLine.IsHeader(table.Path, firstLine, first, hasSecond ? second : null);
        if (!hasSecond && (isHeader || announcedRows is not null))
            throw new DataException($"{table.Path}: no row of data follows line {firstLine}.");

        table.Columns = announcedRows is null ? first.Length : second.Length;
        if (announcedRows is not null)
            table.ClassNames = CsvFirstLine.CheckedHeader(table.Path, firstLine, first[2..]);
        else if (isHeader)
            table.Header = CsvFirstLine.CheckedHeader(table.Path, firstLine, first);
        table.HeaderReason = reason;
        table.TextColumn = chooseTextColumn(table.Header, table.Columns);
        if (!isTargetFile) table.Categories = CsvCategories.Of(table, options);

        int rows = 0;
        if (announcedRows is null && !isHeader)
            AddRow(rows++, first, firstLine);
        if (hasSecond)
            AddRow(rows++, second, (int)reader.LineNumber);
        while (reader.Read())
        {
            AddRow(rows++, first);
            if (take is not null && table.Lines.Count >= RowsTaken) Give();
        }
        table.Rows = rows;

        if (announcedRows is { } announced && announced != rows)
        {
            throw new DataException(
                $"{table.Path}: line {firstLine} announces {announced} rows of {first[1]} features, but {rows} rows follow.");
        }
        if (take is not null)
        {
            Give();
            return table;
        }
        if (table.Lines.Count == 0) throw new DataException($"{table.Path}: every row has a missing value, so none is left.");
        table.Distinctions.Check(CollectionsMarshal.AsSpan(table.Numbers), table.NumberColumns);
        return table;
    }

    private void Give()
    {
        take!(table);
        table.Clear();
    }

    private void AddRow(int row, string[] first)
    {
        int line = (int)reader.LineNumber;
        CheckNoneSkipped(line, table.Columns == 1 ? reader.GetString(0).Count(each => each == '\n') : 0);
        bool mayRepeat = (table.Header ?? table.ClassNames) is not null && reader.FieldCount == first.Length;
        if (mayRepeat && reader.GetString(0).Trim() == first[0] && Fields().AsSpan().SequenceEqual(first))
            throw new DataException($"{table.Path}: line {line} repeats the first line; were two files joined?");
        if (options.Missing == MissingValues.Drop)
        {
            AddRow(row, Fields(), line);
            return;
        }
        StartRow(reader.FieldCount, line);
        Span<char> characters = stackalloc char[64];
        for (int column = 0; column < table.Columns; column++)
        {
            // Numbers are short enough to be read without allocating a string.
            if (column == table.TextColumn || table.Categories?.Contains(column) == true || reader.GetSpan(column).Length > characters.Length)
                AddField(reader.GetString(column), line, column);
            else
                AddNumber(characters[..reader.GetChars(column, characters)], line, column);
        }
    }

    private void AddRow(int row, string[] fields, int line)
    {
        if (expectedLine <= line) CheckNoneSkipped(line, fields.Sum(field => field.Count(each => each == '\n')));
        if (options.Missing == MissingValues.Drop && fields.Length == table.Columns && fields.Where((_, column) => !IsIgnored(column)).Any(CsvField.IsMissing))
        {
            table.Dropped.Add(row);
            return;
        }
        StartRow(fields.Length, line);
        for (int column = 0; column < fields.Length; column++)
            AddField(fields[column], line, column);
    }

    /// <summary>The reader skips blank lines. In a table of one column, they are rows without a value, and skipping one would shift all that follow.</summary>
    private void CheckNoneSkipped(int line, int lineBreaks)
    {
        if (table.Columns == 1 && expectedLine > 0 && line > expectedLine)
        {
            throw new DataException(
                $"{table.Path}: line {expectedLine}: is empty, in a table of one column; fill in the value or remove the line, "
                + "here and in the same row of other files.");
        }
        expectedLine = line + 1 + lineBreaks;
    }

    private void StartRow(int fields, int line)
    {
        if (fields != table.Columns)
            throw new DataException($"{table.Path}: line {line}: {table.Columns} fields expected, {fields} found.");
        table.Lines.Add(line);
    }

    private bool IsIgnored(int column) => ignoresText && column == table.TextColumn;

    private void AddField(string text, int line, int column)
    {
        if (IsIgnored(column)) return;
        if (table.Categories?.Contains(column) == true)
        {
            AddCategory(text.Trim(), line, column);
            return;
        }
        if (column != table.TextColumn)
        {
            AddNumber(text, line, column);
            return;
        }
        if (options.Missing != MissingValues.Keep && text.Trim().Length > 0 && CsvField.IsMissing(text))
        {
            throw new DataException(
                $"{table.Place(line, column)}: {CsvNumber.Quote(text)} marks a missing value; "
                + "fill it in, remove the row, leave such rows out with --missing drop, or keep it as a class of that name with --missing keep.");
        }
        CheckFilled(text, line, column);
        table.Texts.Add(text.Trim());
    }

    private void AddCategory(string text, int line, int column)
    {
        if (options.Missing != MissingValues.Keep && CsvField.IsMissing(text))
        {
            if (options.Missing != MissingValues.Mean)
            {
                throw new DataException(
                    $"{table.Place(line, column)}: {(text.Length == 0 ? "the field is empty" : $"{CsvNumber.Quote(text)} marks a missing value")}; fill it in, "
                    + "leave such rows out with --missing drop, encode it as zeros with --missing mean, or keep it as a value with --missing keep.");
            }
            table.MissingCount++;
            table.Add(CsvCategories.Missing);
            return;
        }
        table.Add(table.Categories!.CodeOf(table, text, line, column));
    }

    private void AddNumber(ReadOnlySpan<char> text, int line, int column)
    {
        if (options.Missing == MissingValues.Mean && !isTargetFile && CsvField.IsMissing(text))
        {
            table.MissingCount++;
            table.Add(double.NaN);
            return;
        }
        CheckFilled(text, line, column);
        table.Add(CsvNumber.Read(table, text, line, column));
    }

    private void CheckFilled(ReadOnlySpan<char> text, int line, int column)
    {
        if (text.IsWhiteSpace())
        {
            throw new DataException(
                $"{table.Place(line, column)}: the field is empty; fill it in, remove the row, "
                + (column == table.TextColumn || isTargetFile
                    ? "or leave such rows out with --missing drop."
                    : "leave such rows out with --missing drop, or fill in the mean of the column with --missing mean."));
        }
    }

    private string[] Fields()
    {
        var fields = new string[reader.FieldCount];
        for (int i = 0; i < fields.Length; i++)
            fields[i] = reader.GetString(i).Trim();
        return fields;
    }

    private static string Explain(string path, CsvFormatException e, CsvReader reader)
    {
        string place = e.LineNumber > 0 ? $"{path}: line {e.LineNumber}" : path;
        // The library distinguishes the two only in its message; a line within the length limit must have bad quotes.
        return e.Message.Contains(nameof(CsvReaderOptions.MaxRecordSize), StringComparison.Ordinal)
            ? $"{place}: the line is longer than {reader.Options.MaxRecordSize} bytes; is this a table of numbers?"
            : $"{place}: a quotation mark is out of place or never closed.";
    }
}
