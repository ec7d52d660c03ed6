using CsvHelper;

namespace Nabla.Learning;

/// <summary>Chooses the column to keep as text, given the header (or null) and the number of columns; −1 for none.</summary>
internal delegate int ChooseTextColumn(string[]? header, int columns);

/// <summary>Reads a CSV file into a <see cref="CsvTable"/>, field by field, without ever holding the text of the whole file.</summary>
internal sealed class CsvTableReader
{
    private const int LongestLine = 1 << 20;

    private readonly CsvTable table;
    private readonly CsvReader reader;
    private readonly ChooseTextColumn chooseTextColumn;

    private CsvTableReader(string path, CsvReader reader, ChooseTextColumn chooseTextColumn)
    {
        table = new CsvTable(path);
        this.reader = reader;
        this.chooseTextColumn = chooseTextColumn;
    }

    internal static CsvTable Read(string path, char? delimiter, bool? hasHeader, ChooseTextColumn chooseTextColumn)
    {
        char separator = delimiter ?? DataFile.Read(path, CsvDelimiter.Detect);
        CsvReaderOptions options = new()
        {
            Separator = separator,
            HasHeader = false,
            TrimWhitespace = true,
            TrackLineNumbers = true,
            AllowLineBreaksInQuotes = false,
            MaxRecordSize = LongestLine,
            MalformedData = CsvMalformedDataHandling.Throw,
            PoolStrings = true,
        };
        return DataFile.Read(path, stream =>
        {
            Stream text = separator == CsvDelimiter.Whitespace ? new WhitespaceStream(stream) : stream;
            using CsvReader reader = CsvReader.Create(text, options, leaveOpen: true);
            try
            {
                return new CsvTableReader(path, reader, chooseTextColumn).Read(hasHeader);
            }
            catch (CsvFormatException e)
            {
                throw new DataException(Explain(path, e, reader), e);
            }
        });
    }

    private CsvTable Read(bool? hasHeader)
    {
        if (!reader.Read())
            throw new DataException($"{table.Path}: the file is empty.");
        string[] first = Fields();
        int firstLine = (int)reader.LineNumber;
        bool hasSecond = reader.Read();
        string[] second = hasSecond ? Fields() : first;

        int? announcedRows = CsvFirstLine.AnnouncedRows(first, second.Length, hasHeader);
        bool isHeader = announcedRows is null && (hasHeader ?? CsvFirstLine.IsHeader(table.Path, firstLine, first, hasSecond ? second : null));
        if (!hasSecond && (isHeader || announcedRows is not null))
            throw new DataException($"{table.Path}: no row of data follows line {firstLine}.");

        table.Columns = announcedRows is null ? first.Length : second.Length;
        if (announcedRows is not null)
            table.ClassNames = first[2..];
        else if (isHeader)
            table.Header = CsvFirstLine.CheckedHeader(table.Path, firstLine, first);
        table.TextColumn = chooseTextColumn(table.Header, table.Columns);

        if (announcedRows is null && !isHeader)
            AddRow(first, firstLine);
        if (hasSecond)
            AddRow(second, (int)reader.LineNumber);
        while (reader.Read())
            AddRow(first);

        if (announcedRows is { } announced && announced != table.Lines.Count)
        {
            throw new DataException(
                $"{table.Path}: line {firstLine} announces {announced} rows of {first[1]} features, but {table.Lines.Count} rows follow.");
        }
        return table;
    }

    private void AddRow(string[] first)
    {
        int line = (int)reader.LineNumber;
        bool mayRepeat = (table.Header ?? table.ClassNames) is not null && reader.FieldCount == first.Length;
        if (mayRepeat && reader.GetString(0) == first[0] && Fields().AsSpan().SequenceEqual(first))
            throw new DataException($"{table.Path}: line {line} repeats the first line; were two files joined?");
        StartRow(reader.FieldCount, line);
        Span<char> characters = stackalloc char[64];
        for (int column = 0; column < table.Columns; column++)
        {
            // A number is short enough to be read without a string of its own.
            if (column == table.TextColumn || reader.GetSpan(column).Length > characters.Length)
                AddField(reader.GetString(column), line, column);
            else
                AddNumber(characters[..reader.GetChars(column, characters)], line, column);
        }
    }

    private void AddRow(string[] fields, int line)
    {
        StartRow(fields.Length, line);
        for (int column = 0; column < fields.Length; column++)
            AddField(fields[column], line, column);
    }

    private void StartRow(int fields, int line)
    {
        if (fields != table.Columns)
            throw new DataException($"{table.Path}: line {line}: {table.Columns} fields expected, {fields} found.");
        table.Lines.Add(line);
    }

    private void AddField(string text, int line, int column)
    {
        if (column != table.TextColumn)
        {
            AddNumber(text, line, column);
            return;
        }
        CheckFilled(text, line, column);
        table.Texts.Add(text.Trim());
    }

    private void AddNumber(ReadOnlySpan<char> text, int line, int column)
    {
        CheckFilled(text, line, column);
        table.Numbers.Add(CsvNumber.Read(table, text, line, column));
    }

    private void CheckFilled(ReadOnlySpan<char> text, int line, int column)
    {
        if (text.IsWhiteSpace())
            throw new DataException($"{table.Place(line, column)}: the field is empty; fill it in or remove the row.");
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
        // The library tells the two apart in its message only; a line that is no longer than allowed must have bad quotes.
        return e.Message.Contains(nameof(CsvReaderOptions.MaxRecordSize), StringComparison.Ordinal)
            ? $"{place}: the line is longer than {reader.Options.MaxRecordSize} bytes; is this a table of numbers?"
            : $"{place}: a quotation mark is out of place or never closed.";
    }
}
