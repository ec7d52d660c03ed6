using Nabla.Learning;

namespace Nabla.Cli;

/// <summary>Writes arguments so that they can be pasted into a shell.</summary>
internal static class Shell
{
    public static string Line(IEnumerable<string> arguments) => string.Join(' ', arguments.Select(Word));

    /// <summary>The argument, in single quotes if a shell could read it otherwise.</summary>
    public static string Word(string argument) => argument.Length > 0 && argument.All(IsPlain)
        ? argument
        : $"'{Printable.Escape(argument).Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static bool IsPlain(char letter) => char.IsAsciiLetterOrDigit(letter) || "-_.,:/=+@%".Contains(letter);
}
