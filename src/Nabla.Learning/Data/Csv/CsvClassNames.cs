using System.Globalization;
using System.Text;

namespace Nabla.Learning;

/// <summary>Finds classes whose names look the same but are spelled differently: with different spaces, invisible characters, or combining accents.</summary>
internal static class CsvClassNames
{
    /// <summary>False without ICU data, where accents are not composed.</summary>
    private static readonly bool Composes = "e\u0301".Normalize().Length == 1;

    /// <summary>Throws if the names of two classes look the same.</summary>
    /// <param name="table">The table.</param>
    /// <param name="texts">The name of the class of each row.</param>
    /// <exception cref="DataException">Two names look the same; the message gives a row of each and shows how they are spelled.</exception>
    internal static void RequireApart(CsvTable table, string[] texts)
    {
        Dictionary<string, int> rows = new(StringComparer.Ordinal);
        for (int row = 0; row < texts.Length; row++) rows.TryAdd(texts[row], row);
        foreach (var alike in rows.Keys.GroupBy(Seen, StringComparer.Ordinal).Where(group => group.Count() > 1))
            Refuse(table, rows[alike.First()], rows[alike.ElementAt(1)]);
        if (Composes) return;
        foreach (var alike in rows.Keys.GroupBy(Skeleton, StringComparer.Ordinal))
        {
            if (alike.FirstOrDefault(HasMark) is { } marked && alike.FirstOrDefault(name => !HasMark(name)) is { } plain)
                Refuse(table, Math.Min(rows[marked], rows[plain]), Math.Max(rows[marked], rows[plain]));
        }
    }

    /// <summary>Pairs of names that differ only in case.</summary>
    internal static IEnumerable<(string One, string Other)> DifferInCase(IEnumerable<string> names) =>
        names.GroupBy(name => name, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1).Select(group => (group.First(), group.ElementAt(1)));

    private static void Refuse(CsvTable table, int one, int other) => throw new DataException(
        $"{table.Place(table.Lines[other], table.TextColumn)}: "
        + $"'{Escaped(table.Texts[other])}' and '{Escaped(table.Texts[one])}' on {table.LineWord} {table.Lines[one]} look the same, "
        + "but are spelled differently; use one spelling.");

    /// <summary>The name as displayed: accents composed, no invisible characters, whitespace collapsed to one space.</summary>
    private static string Seen(string name)
    {
        StringBuilder seen = new();
        foreach (char each in name)
        {
            if (char.IsWhiteSpace(each)) seen.Append(seen.Length > 0 && seen[^1] != ' ' ? " " : "");
            else if (char.GetUnicodeCategory(each) != UnicodeCategory.Format) seen.Append(each);
        }
        return seen.ToString().TrimEnd().Normalize();
    }

    /// <summary>The name with a '?' for every letter that has or may have an accent.</summary>
    private static string Skeleton(string name)
    {
        StringBuilder skeleton = new();
        foreach (char each in Seen(name))
        {
            if (!IsMark(each)) skeleton.Append(char.IsLetter(each) && !char.IsAscii(each) ? '?' : each);
            else if (skeleton.Length > 0) skeleton[^1] = '?';
        }
        return skeleton.ToString();
    }

    private static bool HasMark(string name) => name.Any(IsMark);

    private static bool IsMark(char each) => char.GetUnicodeCategory(each) == UnicodeCategory.NonSpacingMark;

    private static string Escaped(string name) =>
        string.Concat(name.Select(each => each is >= ' ' and <= '~' ? each.ToString() : string.Create(CultureInfo.InvariantCulture, $"\\u{(int)each:X4}")));
}
