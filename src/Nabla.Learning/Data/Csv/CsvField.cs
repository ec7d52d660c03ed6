using System.Text.RegularExpressions;

namespace Nabla.Learning;

/// <summary>Classifies fields that are not plain numbers: missing values, numbers in other forms, or text.</summary>
internal static partial class CsvField
{
    private const string Marks = @"(?:\p{Sc}|%|‰|pct|[A-Z]{3})";
    private const string Sign = @"[+\-\p{Pd}−]";

    /// <summary>Markers of missing values, in lower case, as used by pandas, R, Weka and Excel.</summary>
    private static readonly HashSet<string> Missing = new(StringComparer.OrdinalIgnoreCase)
    {
        "", "na", "n/a", "#na", "#n/a", "#n/a n/a", "<na>", "n.a.", "nan", "+nan", "-nan", "1.#ind", "-1.#ind", "1.#qnan", "-1.#qnan",
        "null", "nil", "none", "?", "-", "--", ".", "...", "n.a", "nat", "(null)", "<null>", "\\n", "undefined", "missing",
        "–", "—", "*", "#div/0!", "#value!", "#ref!", "#name?", "#num!", "#null!", "#n/a!",
    };

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> MissingSpans = Missing.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>True if the field marks a missing value.</summary>
    internal static bool IsMissing(string text) => Missing.Contains(text.Trim());

    /// <inheritdoc cref="IsMissing(string)"/>
    internal static bool IsMissing(ReadOnlySpan<char> text) => MissingSpans.Contains(text.Trim());

    /// <summary>True if the field is a number in an unsupported form: <c>0,5</c>, <c>12 %</c>, <c>1,234.5</c>, <c>€ 5</c>, <c>−3</c>.</summary>
    internal static bool LooksLikeNumber(string text) => AnyForm().IsMatch(text);

    /// <summary>Advice for a field that is not a number, for the end of a message.</summary>
    internal static string Advice(string text, char mark)
    {
        if (IsMissing(text))
            return "fill the missing value in, remove the row, leave such rows out with --missing drop, or fill in the mean of the column with --missing mean";
        if (mark == '.' && NumberText.TryRead(text, ',', out _)) return "write decimals with a point, or say --decimal ,";
        if (mark == ',' && NumberText.TryRead(text, '.', out _)) return "with --decimal , a number has no point";
        if (LooksLikeNumber(text)) return "write a plain number, without group separators, percent or currency signs";
        return "encode text as numbers, for instance as one column of 0 and 1 per value with --one-hot";
    }

    [GeneratedRegex(
        $@"^\s*\(?\s*{Sign}?\s*{Marks}?\s*{Sign}?(\d{{1,3}}([.,'’\p{{Zs}}]\d{{2,3}})*[.,'’\p{{Zs}}]\d{{3}}|\d+)?([.,]\d*)?(?<=[\d.,])"
        + $@"([eEdD][+\-−]?\d+)?\s*{Marks}?\s*\)?\s*$|^\s*0[xX][0-9a-fA-F]+\s*$",
        RegexOptions.CultureInvariant)]
    private static partial Regex AnyForm();
}
