namespace Nabla.Learning;

/// <summary>Finds out what separates the fields of a file from how evenly each candidate divides its first lines.</summary>
internal static class CsvDelimiter
{
    /// <summary>Stands for any run of spaces and tabs.</summary>
    internal const char Whitespace = ' ';

    private const int SampleCharacters = 1 << 16;
    private const int SampleLines = 50;

    // In this order where several divide equally well: a decimal comma or a comma in a list is commoner than a stray semicolon or tab.
    private static readonly char[] Marks = ['\t', ';', ','];

    internal static char Detect(Stream stream)
    {
        using var reader = new StreamReader(stream, leaveOpen: true);
        var sample = new char[SampleCharacters];
        int length = reader.ReadBlock(sample);
        const StringSplitOptions Filled = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;
        List<string> lines = [.. new string(sample, 0, length).Split(['\r', '\n'], Filled)];
        // The last line of a full sample is probably cut.
        if (length == sample.Length && lines.Count > 1)
            lines.RemoveAt(lines.Count - 1);
        if (lines.Count > SampleLines)
            lines.RemoveRange(SampleLines, lines.Count - SampleLines);

        (char best, int bestEven) = (Whitespace, 0);
        foreach (char mark in Marks)
        {
            int even = LinesDividedAlike(lines, mark);
            if (even > bestEven)
                (best, bestEven) = (mark, even);
        }
        // A mark in less than half of the lines belongs to the text. Where nothing divides, the file has one column, and any mark will do.
        if (2 * bestEven > lines.Count)
            return best;
        return LinesDividedAlike(lines, Whitespace) > 0 ? Whitespace : bestEven > 0 ? best : ',';
    }

    /// <summary>How many lines have the commonest number of fields, of those with more than one.</summary>
    private static int LinesDividedAlike(List<string> lines, char delimiter)
    {
        Dictionary<int, int> linesByCount = [];
        foreach (string line in lines)
        {
            int count = CountDelimiters(line, delimiter);
            if (count > 0)
                linesByCount[count] = linesByCount.GetValueOrDefault(count) + 1;
        }
        return linesByCount.Count == 0 ? 0 : linesByCount.Values.Max();
    }

    private static int CountDelimiters(string line, char delimiter)
    {
        int count = 0;
        bool isQuoted = false, wasSpace = false;
        foreach (char each in line)
        {
            if (each == '"')
                isQuoted = !isQuoted;
            bool isSpace = each is ' ' or '\t';
            bool isDelimiter = delimiter == Whitespace ? isSpace && !wasSpace : each == delimiter;
            if (isDelimiter && !isQuoted)
                count++;
            wasSpace = isSpace;
        }
        return count;
    }
}
