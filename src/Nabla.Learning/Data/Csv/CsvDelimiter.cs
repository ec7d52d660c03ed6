using System.Text.RegularExpressions;

namespace Nabla.Learning;

/// <summary>Finds out what separates the fields of a file from how evenly each candidate divides its first lines, and into how many numbers.</summary>
internal static partial class CsvDelimiter
{
    /// <summary>Stands for any run of spaces and tabs.</summary>
    internal const char Whitespace = ' ';

    private const int SampleLines = 50;

    // In this order where several divide equally well: a decimal comma or a comma in a list is commoner than a stray semicolon or tab, and a space follows
    // many a comma.
    private static readonly char[] Marks = ['\t', ';', '|', ',', Whitespace];

    /// <summary>The delimiter of a text that begins like this.</summary>
    /// <param name="sample">The beginning of the text.</param>
    /// <param name="isCut">Whether more follows, so that the last line is probably cut.</param>
    /// <param name="mark">What stands before the decimals of a number: it cannot separate fields as well.</param>
    /// <param name="path">The file, for the message.</param>
    /// <exception cref="DataException">A comma may stand between fields or before decimals.</exception>
    internal static char Detect(string sample, bool isCut, char mark, string path = "table")
    {
        List<string> lines = FirstLines(sample, isCut);
        (char best, int bestEven, double bestShare) = (Whitespace, 0, 0);
        bool isAmbiguous = false;
        foreach (char each in Marks)
        {
            if (each == mark && !HasQuotedDecimals(sample, mark)) continue;
            (int even, double share) = Divide(lines, each);
            // Where commas and spaces divide into as many numbers, the commas may be decimal, unless each is followed by a space.
            isAmbiguous |= each == Whitespace && best == ',' && even == bestEven && share > 0 && share == bestShare && !lines.Exists(line => line.Contains(", ", StringComparison.Ordinal));
            if (even > bestEven || (even == bestEven && share > bestShare)) (best, bestEven, bestShare) = (each, even, share);
        }
        // A mark in less than half of the lines belongs to the text. Where nothing divides, the file has one column, and any mark will do.
        if (isAmbiguous && 2 * bestEven > lines.Count)
            throw new DataException($"{path}: commas may stand between fields or before decimals; say --delimiter , or --delimiter space with --decimal ,.");
        if (2 * bestEven > lines.Count) return best;
        return Divide(lines, Whitespace).Even > 0 ? Whitespace : bestEven > 0 ? best : mark == ',' ? ';' : ',';
    }

    /// <summary>As <see cref="Detect"/>, for a file that may have one column only: no text is divided at its spaces, and no number at its comma.</summary>
    /// <exception cref="DataException">Each line may be one number or several.</exception>
    internal static char DetectFew(string sample, bool isCut, char mark, string path)
    {
        char best = Detect(sample, isCut, mark, path);
        List<string> lines = FirstLines(sample, isCut), rest = lines.Count > 1 ? lines[1..] : lines;
        if (lines.Count == 0 || Divide(lines, best).Even == 0) return best;
        // A space is a part of text.
        if (best == Whitespace && !rest.TrueForAll(line => Fields(line, best).TrueForAll(static field => CsvNumber.IsMeantAsNumber(field) || CsvField.IsMissing(field))))
            return Marks.FirstOrDefault(each => each != mark && each != Whitespace && !sample.Contains(each), mark == ',' ? ';' : ',');
        bool hasNames = lines.Count > 1 && Fields(lines[0], best) is { Count: > 1 } names && !names.Exists(CsvNumber.IsMeantAsNumber);
        if (hasNames || !rest.TrueForAll(CsvField.LooksLikeNumber)) return best;
        string other = best == ',' ? "--decimal , for decimals" : "write each number without spaces or group separators";
        throw new DataException($"{path}: {CsvNumber.Quote(lines.First(CsvField.LooksLikeNumber))} may be one number or several: say --delimiter {(best == Whitespace ? "space" : best)} for several, or {other}.");
    }

    /// <summary>Whether numbers with their decimals stand in quotes, so that the mark before decimals may separate fields as well.</summary>
    internal static bool HasQuotedDecimals(string sample, char mark) => (mark == ',' ? QuotedComma() : QuotedPoint()).IsMatch(sample);

    /// <summary>What else may separate the fields of a file that was read as one column, as the end of a message; empty where nothing seems to.</summary>
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
            return $"; if {(name.Length > 1 ? $"a {name}" : $"'{name}'")} separates its fields, say --delimiter {(char.IsPunctuation(each) || char.IsSymbol(each) ? $"'{name}'" : name)}";
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

    /// <summary>How many lines have the commonest number of fields, of those with more than one; and what share of their fields are numbers.</summary>
    private static (int Even, double Share) Divide(List<string> lines, char delimiter)
    {
        List<List<string>> divided = [.. lines.Select(line => Fields(line, delimiter)).Where(fields => fields.Count > 1)];
        if (divided.Count == 0) return (0, 0);
        var commonest = divided.GroupBy(fields => fields.Count).MaxBy(group => group.Count())!;
        double fields = commonest.Sum(line => line.Count), numbers = commonest.Sum(line => line.Count(CsvNumber.IsMeantAsNumber));
        return (commonest.Count(), numbers / fields);
    }

    /// <summary>The lines that hold something. A line break between quotation marks ends none, unless a mark is never closed.</summary>
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
