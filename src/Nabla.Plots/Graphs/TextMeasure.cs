using System.Text;
using SkiaSharp;

namespace Nabla.Plots;

/// <summary>How large text is in the figure's font, and text made fit to be drawn.</summary>
internal static class TextMeasure
{
    /// <summary>How far a line of text reaches above and below its baseline.</summary>
    internal static (float Above, float Below) Height(float size)
    {
        using var font = new SKFont(FigureFont.Regular, size);
        return (-font.Metrics.Ascent, font.Metrics.Descent);
    }

    /// <summary>The text on one line, and without characters that no XML file may hold.</summary>
    internal static string Line(string text)
    {
        var line = new StringBuilder(text.Length);
        // Runes: half of a surrogate pair comes as the replacement character.
        foreach (var rune in text.ReplaceLineEndings(" ").Replace('\t', ' ').EnumerateRunes())
        {
            if (rune.Value is < ' ' or 0xFFFE or 0xFFFF) line.Append('\uFFFD');
            else line.Append(rune.ToString());
        }

        return line.ToString().Trim();
    }

    /// <summary>The beginning of the text that fits, with an ellipsis if there is more.</summary>
    internal static string Cut(string text, float size, bool bold, float room)
    {
        if (FigureCanvas.Measure(text, size, bold) <= room) return text;
        var (kept, tooLong) = (0, text.Length);
        while (tooLong - kept > 1)
        {
            var middle = (kept + tooLong) / 2;
            if (FigureCanvas.Measure(Beginning(text, middle), size, bold) <= room) kept = middle;
            else tooLong = middle;
        }

        return Beginning(text, kept);
    }

    /// <summary>Text that ends inside of a character would have no width at all.</summary>
    private static string Beginning(string text, int length) =>
        (length > 0 && char.IsHighSurrogate(text[length - 1]) ? text[..(length - 1)] : text[..length]).TrimEnd() + "…";

    /// <summary>The text in lines that fit, broken between words; a single word that is too long is cut.</summary>
    internal static List<string> Wrap(string text, float size, bool bold, float room)
    {
        var lines = new List<string>();
        var line = "";
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var longer = line.Length == 0 ? word : $"{line} {word}";
            if (line.Length == 0 || FigureCanvas.Measure(longer, size, bold) <= room)
            {
                line = longer;
                continue;
            }

            lines.Add(Cut(line, size, bold, room));
            line = word;
        }

        if (line.Length > 0) lines.Add(Cut(line, size, bold, room));
        return lines;
    }
}
