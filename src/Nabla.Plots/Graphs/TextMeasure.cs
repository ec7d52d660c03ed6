using System.Text;
using SkiaSharp;

namespace Nabla.Plots;

/// <summary>Measures text in the figure's font and prepares it for drawing.</summary>
internal static class TextMeasure
{
    /// <summary>The extent of a line of text above and below its baseline.</summary>
    internal static (float Above, float Below) Height(float size)
    {
        using var font = new SKFont(FigureFont.Regular, size);
        return (-font.Metrics.Ascent, font.Metrics.Descent);
    }

    /// <summary>The text on one line, without characters that are invalid in XML.</summary>
    internal static string Line(string text)
    {
        var line = new StringBuilder(text.Length);
        // Enumerating runes turns lone surrogates into the replacement character.
        foreach (var rune in text.ReplaceLineEndings(" ").Replace('\t', ' ').EnumerateRunes())
        {
            if (rune.Value is < ' ' or 0xFFFE or 0xFFFF) line.Append('\uFFFD');
            else line.Append(rune.ToString());
        }

        return line.ToString().Trim();
    }

    /// <summary>The text, truncated with an ellipsis if it does not fit.</summary>
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

    /// <summary>The beginning of the text with an ellipsis, never split inside a surrogate pair: such text would have no width.</summary>
    private static string Beginning(string text, int length) =>
        (length > 0 && char.IsHighSurrogate(text[length - 1]) ? text[..(length - 1)] : text[..length]).TrimEnd() + "…";

    /// <summary>
    /// Wraps the text between words; formulas between their statements, and one formula between its terms. A single word that is too long is truncated.
    /// </summary>
    internal static List<string> Wrap(string text, float size, bool bold, float room)
    {
        var lines = new List<string>();
        var line = "";
        bool Fits(string part) => FigureCanvas.Measure(part, size, bold) <= room;
        foreach (var word in Statements(text)
            .SelectMany(statement => Fits(statement) ? [statement] : Terms(statement))
            .SelectMany(term => Fits(term) ? [term] : Factors(term))
            .SelectMany(factor => Fits(factor) ? [factor] : Words(factor)))
        {
            var longer = line.Length == 0 ? word : $"{line} {word}";
            if (line.Length == 0 || Fits(longer))
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

    /// <summary>What stands between the factors of a term, or the sides of an equation.</summary>
    private static readonly string[] Between = ["*", "·", "×", "/", "÷", "^", "="];

    private static string[] Statements(string text) => text.Replace("; ", ";\n", StringComparison.Ordinal).Split('\n');

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The words of a text, of which those are joined that belong to one term of a formula: factors, and what is inside parentheses.</summary>
    private static List<string> Terms(string text)
    {
        string[] signs = ["+", "-", "−"];
        var terms = new List<string>();
        var (isOpen, depth) = (false, 0);
        foreach (var word in Words(text))
        {
            if (terms.Count > 0 && (isOpen || depth > 0 || Between.Contains(word))) terms[^1] += $" {word}";
            else terms.Add(word);
            // A sign stands before its term.
            isOpen = Between.Contains(word) || signs.Contains(word);
            depth = DepthAfter(word, depth);
        }
        return terms;
    }

    /// <summary>The factors of a term, each with the operator before it.</summary>
    private static List<string> Factors(string term)
    {
        var factors = new List<string>();
        var (isOpen, depth) = (false, 0);
        foreach (var word in Words(term))
        {
            if (factors.Count > 0 && (isOpen || depth > 0)) factors[^1] += $" {word}";
            else factors.Add(word);
            isOpen = Between.Contains(word);
            depth = DepthAfter(word, depth);
        }
        return factors;
    }

    private static int DepthAfter(string word, int depth) =>
        Math.Max(0, depth + word.Count(character => character == '(') - word.Count(character => character == ')'));
}
