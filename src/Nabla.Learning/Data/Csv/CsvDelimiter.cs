using System.Text.RegularExpressions;

namespace Nabla.Learning;

/// <summary>Detects the field separator from how evenly each candidate divides the first lines, and into how many numbers.</summary>
internal static partial class CsvDelimiter
{
    /// <summary>Stands for any run of spaces and tabs.</summary>
    internal const char Whitespace = ' ';

    private const int SampleLines = 50;

    // Ties are resolved in this order: a decimal comma or a comma in a list is more common than a stray semicolon or tab, and a space often
    // follows a comma.
    private static readonly char[] Marks = ['\t', ';', '|', ',', Whitespace];

    /// <summary>Detects the delimiter from the beginning of a text.</summary>
    /// <param name="sample">The beginning of the text.</param>
    /// <param name="isCut">True if more text follows, so the last line is probably cut.</param>
    /// <param name="mark">The decimal mark, which cannot separate fields as well.</param>
    /// <param name="path">The file, for the message.</param>
    /// <exception cref="DataException">Commas may be field separators or decimal marks.</exception>
    internal static char Detect(string sample, bool isCut, char mark, string path = "table")
    {
        List<string> lines = FirstLines(sample, isCut);
        (char best, int bestEven, double bestShare) = (Whitespace, 0, 0);
        bool isAmbiguous = false;
        foreach (char each in Marks)
        {
            if (each == mark && !HasQuotedDecimals(sample, mark)) continue;
            (int even, double share) = Divide(lines, each);
            // If commas and spaces yield equally many numbers, the commas may be decimal marks, unless each is followed by a space.
            isAmbiguous |= each == Whitespace && best == ',' && even == bestEven && share > 0 && share == bestShare
                && !lines.Exists(line => line.Contains(", ", StringComparison.Ordinal));
            if (even > bestEven || (even == bestEven && share > bestShare)) (best, bestEven, bestShare) = (each, even, share);
        }
        // A mark in fewer than half of the lines is part of the text. If nothing divides the lines, there is one column and any mark will do.
        if (isAmbiguous && 2 * bestEven > lines.Count)
            throw new DataException($"{path}: commas may be field separators or decimal marks; say --delimiter , or --delimiter space with --decimal ,.");
        if (2 * bestEven > lines.Count) return best;
        return Divide(lines, Whitespace).Even > 0 ? Whitespace : bestEven > 0 ? best : mark == ',' ? ';' : ',';
    }

    /// <summary>As <see cref="Detect"/>, for a file that may have only one column: text is not split at spaces, nor numbers at commas.</summary>
    /// <exception cref="DataException">Each line may be one number or several.</exception>
    internal static char DetectFew(string sample, bool isCut, char mark, string path)
    {
        char best = Detect(sample, isCut, mark, path);
        List<string> lines = FirstLines(sample, isCut), rest = lines.Count > 1 ? lines[1..] : lines;
        if (lines.Count == 0 || Divide(lines, best).Even == 0) return best;
        // Spaces are part of the text.
        if (best == Whitespace
            && !rest.TrueForAll(line => Fields(line, best).TrueForAll(static field => CsvNumber.IsMeantAsNumber(field) || CsvField.IsMissing(field))))
        {
            return Marks.FirstOrDefault(each => each != mark && each != Whitespace && !sample.Contains(each), mark == ',' ? ';' : ',');
        }
        bool hasNames = lines.Count > 1 && Fields(lines[0], best) is { Count: > 1 } names && !names.Exists(CsvNumber.IsMeantAsNumber);
        if (hasNames || !rest.TrueForAll(CsvField.LooksLikeNumber)) return best;
        string other = best == ',' ? "--decimal , for decimals" : "write each number without spaces or group separators";
        throw new DataException(
            $"{path}: {CsvNumber.Quote(lines.First(CsvField.LooksLikeNumber))} may be one number or several: "
            + $"say --delimiter {(best == Whitespace ? "space" : best)} for several, or {other}.");
    }

    /// <summary>True if decimal numbers are quoted, so that the decimal mark may separate fields as well.</summary>
    internal static bool HasQuotedDecimals(string sample, char mark) => (mark == ',' ? QuotedComma() : QuotedPoint()).IsMatch(sample);

    /// <summary>Suggests another delimiter for a file read as one column, as the end of a message; empty if there is none.</summary>
    internal static string HintAt(string sample, bool isCut, char delimiter)
    {
        List<string> lines = FirstLines(sample, isCut);
        if (lines.Count == 0) return "";
        foreach (char each in lines[0].Distinct())
        {
            if (each == delimiter || each > '\x7F' || char.IsLetterOrDigit(each) || each is '"' or '.' or '-' or '+' or '_') continue;
            int count = lines[0].Count(other => other == each);
            if (!lines.TrueForAll(line => line.Count(other => other == each) == count)) continue;
            string name = each switch { ' ' => "space", '\t' => "tab", _ => each.ToString() };
            return $"; if {(name.Length > 1 ? $"a {name}" : $"'{name}'")} separates its fields, "
                + $"say --delimiter {(char.IsPunctuation(each) || char.IsSymbol(each) ? $"'{name}'" : name)}";
        }
        return "";
    }

    private static List<string> FirstLines(string sample, bool isCut)
    {
        List<string> lines = Lines(sample);
        if (isCut && lines.Count > 1) lines.RemoveAt(lines.Count - 1);
        if (lines.Count > SampleLines) lines.RemoveRange(SampleLines, lines.Count - SampleLines);
        return lines;
    }

    /// <summary>The number of lines with the most common field count above one, and the share of numbers among their fields.</summary>
    private static (int Even, double Share) Divide(List<string> lines, char delimiter)
    {
        List<List<string>> divided = [.. lines.Select(line => Fields(line, delimiter)).Where(fields => fields.Count > 1)];
        if (divided.Count == 0) return (0, 0);
        var commonest = divided.GroupBy(fields => fields.Count).MaxBy(group => group.Count())!;
        double fields = commonest.Sum(line => line.Count), numbers = commonest.Sum(line => line.Count(CsvNumber.IsMeantAsNumber));
        return (commonest.Count(), numbers / fields);
    }

    /// <summary>The nonblank lines. A line break inside quotes does not end a line, unless a quote is never closed.</summary>
    private static List<string> Lines(string text)
    {
        bool ignoresQuotes = text.Count(each => each == '"') % 2 != 0, isQuoted = false;
        List<string> lines = [];
        int start = 0;
        for (int i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && text[i] == '"') isQuoted = !isQuoted && !ignoresQuotes;
            if (i < text.Length && (isQuoted || text[i] is not ('\r' or '\n'))) continue;
            if (text[start..i].Trim() is { Length: > 0 } line) lines.Add(line);
            start = i + 1;
        }
        return lines;
    }

    private static List<string> Fields(string line, char delimiter)
    {
        List<string> fields = [];
        bool isQuoted = false;
        int start = 0;
        for (int i = 0; i <= line.Length; i++)
        {
            if (i < line.Length && line[i] == '"') isQuoted = !isQuoted;
            if (i < line.Length && (isQuoted || !(delimiter == Whitespace ? line[i] is ' ' or '\t' : line[i] == delimiter))) continue;
            string field = line[start..i].Trim();
            if (delimiter != Whitespace || field.Length > 0) fields.Add(field.Trim('"'));
            start = i + 1;
        }
        return fields;
    }

    [GeneratedRegex(@"""\s*[+\-]?\d*,\d+([eE][+\-]?\d+)?\s*""", RegexOptions.CultureInvariant)]
    private static partial Regex QuotedComma();

    [GeneratedRegex(@"""\s*[+\-]?\d*\.\d+([eE][+\-]?\d+)?\s*""", RegexOptions.CultureInvariant)]
    private static partial Regex QuotedPoint();
}
