using System.Globalization;

namespace Nabla.Learning;

/// <summary>Text from outside as it may be shown: control and formatting characters, which could move the cursor or hide what follows, become '·'.</summary>
public static class Printable
{
    /// <summary>The text, of the same length, with every control, format and line-separator character replaced.</summary>
    public static string Escape(ReadOnlySpan<char> text)
    {
        var shown = text.ToArray();
        foreach (ref char each in shown.AsSpan())
        {
            if (char.GetUnicodeCategory(each) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator) each = '·';
        }
        return new string(shown);
    }
}
