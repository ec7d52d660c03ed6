using System.Text.RegularExpressions;
using Nabla.Cli;
using Nabla.Tests.Structure;
using Xunit;

namespace Nabla.Tests.Cli;

/// <summary>The commands in the documents are those of the tool.</summary>
public partial class DocumentedCommandTests
{
    private static readonly string Documents = string.Join('\n', SourceTree.Documents.Select(path => File.ReadAllText(path).ReplaceLineEndings("\n")));

    public static TheoryData<string> Lines => [.. Found(Line())];

    public static TheoryData<string> Mentions => [.. Found(Mention())];

    [Theory]
    [MemberData(nameof(Lines))]
    public void Line_OfABlock_IsParsed(string command) => Assert.Equal([], Errors(command));

    /// <summary>Text may leave out arguments and stand capitals in their place.</summary>
    [Theory]
    [MemberData(nameof(Mentions))]
    public void Mention_InText_HasKnownCommandsAndOptions(string command) =>
        Assert.Equal([], Errors(command).Where(error => !error.StartsWith("Required ", StringComparison.Ordinal) && !Placeholder().IsMatch(error)));

    [Fact]
    public void Commands_OfBothKinds_AreFound()
    {
        Assert.True(Found(Line()).Count() > 20);
        Assert.Contains("train digits", Found(Line()));
        Assert.Contains("data download mnist", Found(Mention()));
    }

    private static IEnumerable<string> Found(Regex pattern) =>
        pattern.Matches(Documents).Select(match => match.Groups["command"].Value).Distinct().Order(StringComparer.Ordinal);

    private static IEnumerable<string> Errors(string command) =>
        AllCommands.Create().Parse([.. Argument().Matches(command).Select(match => match.Value.Trim('"')).Where(argument => argument != "…")])
            .Errors.Select(error => error.Message);

    [GeneratedRegex(@"^(?:\$ )?(?:nabla|dotnet run -c Release --project src/Nabla\.Cli --) (?<command>[^\n]+)$", RegexOptions.Multiline)]
    private static partial Regex Line();

    [GeneratedRegex(@"`nabla (?<command>[^`\n]+)`")]
    private static partial Regex Mention();

    [GeneratedRegex("\"[^\"]*\"|\\S+")]
    private static partial Regex Argument();

    [GeneratedRegex("'[A-Z]+'")]
    private static partial Regex Placeholder();
}
