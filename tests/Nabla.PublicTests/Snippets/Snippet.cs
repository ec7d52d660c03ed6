using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Xunit;

namespace Nabla.PublicTests.Snippets;

/// <summary>
/// A C# block of a document. In the files of this folder, a snippet begins after a line with the path of its document, <c>// docs/page.md</c>, and ends
/// before a line <c>// end</c>.
/// </summary>
/// <param name="Page">The path of the document.</param>
/// <param name="Line">The number of the line before the code.</param>
/// <param name="Code">The code, without its indentation.</param>
internal sealed partial record Snippet(string Page, int Line, string Code)
{
    private static readonly Lock Gate = new();

    /// <summary>All snippets of a file, in its order.</summary>
    public static IEnumerable<Snippet> In(string source)
    {
        var text = source.ReplaceLineEndings("\n");
        return Region().Matches(text).Select(match => new Snippet(
            match.Groups["page"].Value, text.AsSpan(0, match.Index).Count('\n') + 1, Unindented(match.Groups["code"].Value)));
    }

    /// <summary>
    /// Runs the snippets that follow in the calling file, up to the next call, and asserts that they print what their comments say: those behind a call of
    /// Console.Write, and those below it on lines of their own. A comment may go on after a comma or a colon.
    /// </summary>
    public static void Run(Action action, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        var source = File.ReadAllText(Path.Combine(Repository.Tests, "Snippets", Path.GetFileName(file))).ReplaceLineEndings("\n");
        var end = Array.FindIndex(source.Split('\n'), line, text => text.Contains("Snippet.Run(", StringComparison.Ordinal));
        var printed = Printed(action).Split('\n');
        var next = 0;
        foreach (var comment in In(source).Where(snippet => snippet.Line > line && (end < 0 || snippet.Line <= end)).SelectMany(snippet => snippet.Outputs()))
        {
            while (next < printed.Length && !Says(comment, printed[next])) next++;
            if (next++ == printed.Length) Assert.Fail($"'{comment}' is not printed, or not in this place:\n{string.Join('\n', printed)}");
        }
    }

    /// <summary>The outputs that the comments of the code show.</summary>
    public IEnumerable<string> Outputs()
    {
        var isOutput = false;
        foreach (var line in Code.Split('\n'))
        {
            var (text, place) = (line.TrimStart(), line.LastIndexOf(" // ", StringComparison.Ordinal));
            if (isOutput && text.StartsWith("// ", StringComparison.Ordinal)) yield return text[3..];
            else if (line.Contains("Console.Write", StringComparison.Ordinal) && place >= 0) yield return line[(place + 4)..];
            isOutput = line.Contains("Console.Write", StringComparison.Ordinal)
                || isOutput && (text == "}" || text.StartsWith("// ", StringComparison.Ordinal));
        }
    }

    /// <summary>The code with its smallest indentation removed.</summary>
    public static string Unindented(string code)
    {
        var lines = code.Split('\n').Select(line => line.TrimEnd()).ToList();
        var indent = lines.Where(line => line.Length > 0).Select(line => line.Length - line.TrimStart().Length).DefaultIfEmpty(0).Min();
        return string.Join('\n', lines.Select(line => line.Length > 0 ? line[indent..] : line)).Trim('\n');
    }

    private static bool Says(string comment, string printed) =>
        printed.Length > 0 && comment.StartsWith(printed, StringComparison.Ordinal)
        && (comment.Length == printed.Length || comment[printed.Length] is ',' or ':');

    private static string Printed(Action action)
    {
        // There is only one console.
        lock (Gate)
        {
            var (console, written) = (Console.Out, new StringWriter { NewLine = "\n" });
            Console.SetOut(written);
            try
            {
                action();
            }
            finally
            {
                Console.SetOut(console);
            }
            return written.ToString();
        }
    }

    [GeneratedRegex(@"^ *// (?<page>\S+\.md)\n(?<code>.*?)^ *// end$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Region();
}
