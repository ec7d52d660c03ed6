using System.Globalization;

namespace Nabla.Learning;

/// <summary>Escapes untrusted text for display: control and format characters, which could move the cursor or hide text, become '·'.</summary>
public static class Printable
{
    /// <summary>Returns text of the same length with every control, format and separator character replaced.</summary>
    public static string Escape(ReadOnlySpan<char> text)
    {
        var shown = text.ToArray();
        foreach (ref char each in shown.AsSpan())
        {
            if (char.GetUnicodeCategory(each) is UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator) each = '·';
        }
        return new string(shown);
    }
}
