using System.Text.RegularExpressions;
using Xunit;

namespace Nabla.Tests.Structure;

/// <summary>The links of all documents lead to files and headings that exist.</summary>
public partial class LinkTests
{
    private static readonly Dictionary<string, string> Documents = SourceTree.Documents.ToDictionary(path => path, path => Plain(File.ReadAllText(path)));

    public static TheoryData<string> AllDocuments => [.. Documents.Keys.Select(path => Path.GetRelativePath(SourceTree.Root, path))];

    [Theory]
    [MemberData(nameof(AllDocuments))]
    public void Links_OfADocument_LeadSomewhere(string document)
    {
        var path = Path.Combine(SourceTree.Root, document);
        foreach (Match link in Link().Matches(Documents[path]))
        {
            var target = link.Groups["target"].Value;
            if (target.StartsWith("https://", StringComparison.Ordinal)) continue;
            var (file, anchor) = target.Split('#') is [var before, var after] ? (before, after) : (target, "");
            var full = file.Length == 0 ? path : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, file));
            Assert.True(File.Exists(full), $"{document}: {target} does not exist.");
            if (anchor.Length == 0) continue;
            Assert.True(Documents.TryGetValue(full, out var other) && Anchors(other).Contains(anchor), $"{document}: {target} has no such heading.");
        }
    }

    [Fact]
    public void Documents_AreFoundInAllFolders() => Assert.True(Documents.Count > 40);

    [Fact]
    public void Anchors_OfEqualHeadings_AreNumbered() =>
        Assert.Equal(["a-run-in-c", "x", "x-1"], Anchors("# A run, in `C#`\n\n## x\n\n## x\n"));

    [Fact]
    public void Plain_CodeAndLinks_HasNoCode() =>
        Assert.Equal("a [b](c)  d\n\n", Plain("a [b](c) `[e](f)` d\n```csharp\n[g](h)\n```\n"));

    /// <summary>The anchors of the headings, as GitHub makes them.</summary>
    private static List<string> Anchors(string markdown)
    {
        var (anchors, counts) = (new List<string>(), new Dictionary<string, int>(StringComparer.Ordinal));
        foreach (Match heading in Heading().Matches(markdown))
        {
            var text = heading.Groups["text"].Value.Trim().ToLowerInvariant();
            var anchor = string.Concat(text.Where(character => char.IsLetterOrDigit(character) || character is ' ' or '-' or '_')).Replace(' ', '-');
            var count = counts[anchor] = counts.GetValueOrDefault(anchor) + 1;
            anchors.Add(count == 1 ? anchor : $"{anchor}-{count - 1}");
        }
        return anchors;
    }

    /// <summary>The document without blocks of code, and without code within lines that are no headings.</summary>
    private static string Plain(string markdown) => Code().Replace(Block().Replace(markdown.ReplaceLineEndings("\n"), "\n"), "");

    [GeneratedRegex(@"\[[^\]]*\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^#+ (?<text>.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^```.*?^```\n", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();

    [GeneratedRegex(@"(?<!^#.*)`[^`\n]+`", RegexOptions.Multiline)]
    private static partial Regex Code();
}
