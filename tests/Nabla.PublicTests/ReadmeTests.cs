using System.Text.RegularExpressions;
using Xunit;

namespace Nabla.PublicTests;

/// <summary>Every C# block in the README, the lecture and docs/training.md appears word for word in a file of snippets, which compiles and runs it.</summary>
public partial class ReadmeTests
{
    [Fact]
    public void Readme_EveryCSharpBlock_IsASnippetThatRuns()
    {
        var path = Path.Combine(Repository.Root, "README.md");
        Assert.SkipUnless(File.Exists(path), "There is no README.md yet.");
        var blocks = Blocks(File.ReadAllText(path)).ToList();
        Assert.NotEmpty(blocks);
        Assert.Empty(Missing(blocks, File.ReadAllText(Path.Combine(Repository.Tests, "ReadmeSnippets.cs"))));
    }

    [Fact]
    public void Lecture_EveryCSharpBlock_IsASnippetThatRuns()
    {
        var pages = Directory.GetFiles(Path.Combine(Repository.Root, "docs", "lecture"), "*.md");
        Assert.True(pages.Length > 10);
        var source = File.ReadAllText(Path.Combine(Repository.Tests, "LectureSnippets.cs"));
        foreach (var page in pages) Assert.Empty(Missing(Blocks(File.ReadAllText(page)), source));
    }

    [Fact]
    public void Training_EveryCSharpBlock_IsASnippetThatRuns()
    {
        var blocks = Blocks(File.ReadAllText(Path.Combine(Repository.Root, "docs", "training.md"))).ToList();
        Assert.Equal(2, blocks.Count);
        Assert.Empty(Missing(blocks, File.ReadAllText(Path.Combine(Repository.Tests, "TrainingSnippets.cs"))));
    }

    [Fact]
    public void Missing_ChangedWordOrUnknownBlock_IsFound()
    {
        const string Source = "using Nabla;\n\n        // README: sum\n        var x = 1;\n        if (x > 0)\n            x++;\n\n        // end\n";
        const string Same = "```csharp\nusing Nabla;\n\nvar x = 1;\nif (x > 0)\n    x++;\n```\n";
        Assert.Empty(Missing(Blocks(Same), Source));
        Assert.Empty(Missing(Blocks(Same.Replace("\n", "\r\n")), Source));
        Assert.Single(Missing(Blocks(Same.Replace("x++", "x--")), Source));
        Assert.Single(Missing(Blocks(Same.Replace("    x++", "x++")), Source));
        Assert.Single(Missing(Blocks(Same.Replace("using Nabla;", "using Nabla.Learning;")), Source));
        Assert.Single(Missing(Blocks(Same), Source.Replace("// end", "")));
        Assert.Equal(2, Blocks(Same + "text\n```bash\nls\n```\n" + Same).Count());
    }

    /// <summary>The blocks that are not snippets. Using lines are accepted if they are at the top of the snippet file.</summary>
    private static IEnumerable<string> Missing(IEnumerable<string> blocks, string source)
    {
        var lines = Lines(source);
        var usings = lines.Where(IsUsing).ToHashSet();
        var snippets = Snippet().Matches(string.Join('\n', lines)).Select(match => Unindented(Lines(match.Groups["code"].Value))).ToHashSet();
        foreach (var block in blocks)
        {
            var code = Lines(block);
            if (!code.Where(IsUsing).All(usings.Contains) || !snippets.Contains(Unindented(code.Where(line => !IsUsing(line))))) yield return block;
        }
    }

    private static IEnumerable<string> Blocks(string markdown) =>
        Block().Matches(string.Join('\n', Lines(markdown))).Select(match => match.Groups["code"].Value);

    private static bool IsUsing(string line) =>
        line.StartsWith("using Nabla", StringComparison.Ordinal) || line.StartsWith("using System", StringComparison.Ordinal);

    private static string[] Lines(string text) => [.. text.Split('\n').Select(line => line.TrimEnd())];

    private static string Unindented(IEnumerable<string> lines)
    {
        var all = lines.ToList();
        var indent = all.Where(line => line.Length > 0).Select(line => line.Length - line.TrimStart().Length).DefaultIfEmpty(0).Min();
        return string.Join('\n', all.Select(line => line.Length > 0 ? line[indent..] : line)).Trim('\n');
    }

    [GeneratedRegex(@"^```csharp\n(?<code>.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();

    [GeneratedRegex(@"^\s*// (?:README|lecture): [^\n]*\n(?<code>.*?)^\s*// end$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Snippet();
}
