namespace Nabla;

/// <summary>Thrown if a formula cannot be parsed or computed; the message and <see cref="Position"/> say where.</summary>
public sealed class ExpressionException : FormatException
{
    internal ExpressionException(string text, int position, string detail)
        : base($"formula: {detail} at position {position + 1}{Near(text, position)}.") => Position = position + 1;

    /// <summary>The position of the error, counted from 1.</summary>
    public int Position { get; }

    private static string Near(string text, int position)
    {
        const int Shown = 12;
        if (position >= text.Length) return ", the end";
        var end = Math.Min(text.Length, position + Shown);
        return $", before '{text[position..end].ReplaceLineEndings(" ")}{(end < text.Length ? "…" : "")}'";
    }
}
