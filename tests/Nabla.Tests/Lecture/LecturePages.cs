using System.Text.RegularExpressions;
using Nabla.Tests.Structure;

namespace Nabla.Tests.Lecture;

/// <summary>A block of a page that shows a command and its output.</summary>
/// <param name="Page">The name of the page's file.</param>
/// <param name="Command">The command, without the name of the tool.</param>
/// <param name="Output">The output as it stands on the page; a line "…" stands for any number of lines.</param>
/// <param name="IsVarying">True if the numbers depend on the machine.</param>
/// <param name="Text">The whole block.</param>
internal sealed record ConsoleBlock(string Page, string Command, string Output, bool IsVarying, string Text)
{
    /// <summary>The arguments of the command.</summary>
    public List<string> Arguments => [.. Regex.Matches(Command, "\"[^\"]*\"|\\S+").Select(match => match.Value.Trim('"'))];

    /// <summary>The file that the command writes; null if it writes none.</summary>
    public string? Out => Arguments.IndexOf("--out") is var place and >= 0 ? Arguments[place + 1] : null;
}

/// <summary>The pages of docs/lecture.</summary>
internal static partial class LecturePages
{
    public const string Index = "README.md";

    public static string Folder { get; } = Path.Combine(SourceTree.Root, "docs", "lecture");

    public static string Pictures { get; } = Path.Combine(SourceTree.Root, "docs", "pictures");

    /// <summary>The chapters in their order; their names begin with their number.</summary>
    public static IReadOnlyList<string> Chapters { get; } =
        [.. Directory.GetFiles(Folder, "*.md").Select(path => Path.GetFileName(path)).Where(name => name != Index).Order(StringComparer.Ordinal)];

    public static string Read(string page) => File.ReadAllText(Path.Combine(Folder, page)).ReplaceLineEndings("\n");

    public static IEnumerable<ConsoleBlock> Blocks(string page) => Console().Matches(Read(page)).Select(match => new ConsoleBlock(
        page, match.Groups["command"].Value, match.Groups["output"].Value.Trim('\n'), match.Groups["kind"].Value.Length > 0, match.Value));

    public static IEnumerable<ConsoleBlock> Blocks() => Chapters.Append(Index).SelectMany(Blocks);

    [GeneratedRegex(@"^```console(?<kind>( varying)?)\n\$ nabla (?<command>[^\n]+)\n(?<output>.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Console();
}
