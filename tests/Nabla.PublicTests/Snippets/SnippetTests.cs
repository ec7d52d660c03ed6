using System.Text.RegularExpressions;
using Xunit;

namespace Nabla.PublicTests.Snippets;

/// <summary>The C# blocks of a document are its snippets, word for word and in the same order, so every block compiles, and runs where it can.</summary>
public partial class SnippetTests
{
    private static readonly ILookup<string, string> Snippets = Directory.GetFiles(Path.Combine(Repository.Tests, "Snippets"), "*Snippets.cs")
        .SelectMany(file => Snippet.In(File.ReadAllText(file))).ToLookup(snippet => snippet.Page, snippet => snippet.Code);

    private static readonly Dictionary<string, List<string>> Pages = Directory
        .GetFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories)
        .Append(Path.Combine(Repository.Root, "README.md"))
        .Concat(Directory.GetDirectories(Path.Combine(Repository.Root, "src")).Select(folder => Path.Combine(folder, "README.md")).Where(File.Exists))
        .Select(file => (Page: Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'), Blocks: Blocks(File.ReadAllText(file)).ToList()))
        .Where(page => page.Blocks.Count > 0).ToDictionary(page => page.Page, page => page.Blocks);

    public static TheoryData<string> AllPages => [.. Pages.Keys.Union(Snippets.Select(snippets => snippets.Key)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(AllPages))]
    public void Page_EveryCSharpBlock_IsASnippet(string page) => Assert.Equal(Pages.GetValueOrDefault(page) ?? [], Snippets[page]);

    [Fact]
    public void Pages_WithBlocks_AreMoreThanTwenty() => Assert.True(Pages.Count > 20);

    [Fact]
    public void In_TwoRegions_HaveTheirPagesLinesAndCode() => Assert.Equal(
        [new Snippet("docs/a.md", 2, "if (x)\n    x++;\n\nx--;"), new Snippet("README.md", 9, "var y = 1;")],
        Snippet.In("{\n    // docs/a.md\n    if (x)\n        x++;\n\n    x--;\n    // end\n\n// README.md\nvar y = 1;\n// end\n"));

    [Fact]
    public void Outputs_OfComments_AreThoseOfPrintingLines() => Assert.Equal(
        ["1", "2: a pair", "3"],
        new Snippet("", 0, "// a\nvar x = 1; // b\nConsole.WriteLine(x);   // 1\nif (y)\n{\n    Console.WriteLine(y);\n}\n// 2: a pair\n// 3\nx++;\n// c")
            .Outputs());

    [Fact]
    public void Run_OtherOutput_Fails()
    {
        var exception = Assert.ThrowsAny<Exception>(() => Snippet.Run(() =>
        {
            // none.md
            Console.WriteLine("12");   // 1
            // end
        }));
        Assert.Contains("'1' is not printed", exception.Message, StringComparison.Ordinal);
    }

    /// <summary>The C# blocks of a document, without their lines <c>using Nabla</c>, which are at the top of the files of snippets.</summary>
    private static IEnumerable<string> Blocks(string markdown) =>
        Block().Matches(markdown.ReplaceLineEndings("\n")).Select(match => Snippet.Unindented(Using().Replace(match.Groups["code"].Value, "")));

    [GeneratedRegex(@"^```csharp\n(?<code>.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();

    [GeneratedRegex(@"\A(?:using Nabla[\w.]*;\n)+\n*")]
    private static partial Regex Using();
}
