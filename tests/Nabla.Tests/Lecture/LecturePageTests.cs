using System.Text.RegularExpressions;
using Nabla.Tests.Structure;
using Xunit;

namespace Nabla.Tests.Lecture;

/// <summary>
/// docs/lecture has a place for every slide, and every chapter has its parts: a formula, a picture, output, C# code, a question, a link to the next.
/// </summary>
public sealed partial class LecturePageTests
{
    // The titles of the slides, in their order.
    private static readonly string[] Slides =
    [
        "Backpropagation", "This Lecture: Advanced Machine Learning", "Recap: Perceptrons", "Recap: Non-Linear Basis Functions",
        "Recap: Non-Linear Basis Functions", "Recap: Perceptron Learning", "Recap: Loss Functions", "Recap: Multi-Layer Perceptrons",
        "Topics of This Lecture", "Learning with Hidden Units", "Gradient Descent", "Topics of This Lecture", "Obtaining the Gradients",
        "Excursion: Chain Rule of Differentiation", "Excursion: Chain Rule of Differentiation", "Obtaining the Gradients", "Topics of This Lecture",
        "Obtaining the Gradients", "Topics of This Lecture", "Obtaining the Gradients", "Backpropagation Algorithm", "Backpropagation Algorithm",
        "Backpropagation Algorithm", "Backpropagation Algorithm", "Backpropagation Algorithm", "Summary: MLP Backpropagation",
        "Analysis: Backpropagation", "Computational Graphs", "Factoring Paths", "Efficient Factored Algorithms", "Why Do We Care?", "Why Do We Care?",
        "Topics of This Lecture", "Obtaining the Gradients", "Modular Implementation (e.g., Torch)", "Topics of This Lecture",
        "Commonly Used Nonlinearities", "Commonly Used Nonlinearities (2)", "Usage", "Topics of This Lecture", "Another Note on Error Functions",
        "Topics of This Lecture", "Implementing Softmax Correctly", "References and Further Reading",
    ];

    public static TheoryData<string> Chapters => [.. LecturePages.Chapters];

    [Fact]
    public void Table_OfSlides_IsComplete_AndLinksToSections()
    {
        var rows = Row().Matches(LecturePages.Read(LecturePages.Index));
        Assert.Equal(Slides.Select((title, i) => (i + 1, title)), rows.Select(row => (int.Parse(row.Groups["number"].Value), row.Groups["title"].Value)));
        Assert.All(rows, row => Assert.Matches(Link(), row.Groups["place"].Value));
    }

    [Theory]
    [MemberData(nameof(Chapters))]
    public void Chapter_HasAllItsParts(string page)
    {
        var text = LecturePages.Read(page);
        Assert.Contains("$$", text, StringComparison.Ordinal);
        Assert.Contains("](../pictures/", text, StringComparison.Ordinal);
        Assert.NotEmpty(LecturePages.Blocks(page));
        Assert.Contains("```csharp\n", text, StringComparison.Ordinal);
        Assert.Matches(Question(), text);
        var chapter = LecturePages.Chapters.ToList().IndexOf(page);
        var next = chapter + 1 < LecturePages.Chapters.Count ? LecturePages.Chapters[chapter + 1] : LecturePages.Index;
        Assert.EndsWith($"]({next})\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Pictures_OfThePages_AreDrawnByACommandOnThem()
    {
        var drawn = LecturePages.Blocks().Select(block => block.Out).ToHashSet();
        foreach (var page in LecturePages.Chapters)
            foreach (Match picture in Picture().Matches(LecturePages.Read(page)))
                Assert.True(drawn.Contains(picture.Groups["name"].Value), $"{page}: no command draws {picture.Groups["name"].Value}");
    }

    [Fact]
    public void Pictures_InTheFolder_AreAllShownSomewhere()
    {
        var pages = SourceTree.Documents.Select(File.ReadAllText).ToList();
        // Packages have an icon.
        foreach (var picture in Directory.GetFiles(LecturePages.Pictures).Select(path => Path.GetFileName(path)).Where(name => name != "icon.png"))
            Assert.True(pages.Exists(page => page.Contains($"pictures/{picture})", StringComparison.Ordinal)), $"docs/pictures/{picture} is shown nowhere.");
    }

    [Fact]
    public void Types_NamedInThePages_ArePublic()
    {
        var names = LecturePages.Chapters.Append(LecturePages.Index)
            .SelectMany(page => TypeName().Matches(LecturePages.Read(page)).Select(match => match.Groups["name"].Value)).Distinct().ToList();
        var types = new[] { typeof(Tensor), typeof(Nabla.Learning.Loss), typeof(Nabla.Plots.GraphDrawing) }
            .SelectMany(type => type.Assembly.GetExportedTypes()).Where(type => !type.Name.Contains('`')).ToList();
        var known = types.Select(type => type.Name).Concat(types.SelectMany(type => type.GetMethods()).Select(method => method.Name)).ToHashSet();
        Assert.True(names.Count > 5);
        Assert.DoesNotContain(names, name => !known.Contains(name));
    }

    [GeneratedRegex(@"^\| (?<number>\d+) \| (?<title>[^|]+?) \| (?<place>[^|]+) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"(?<!!)\[[^\]]+\]\((?<target>[^)]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"!\[[^\]]+\]\(\.\./pictures/(?<name>[^)]+)\)")]
    private static partial Regex Picture();

    [GeneratedRegex(@"<details>\n<summary>.+</summary>\n\n.+?\n\n</details>", RegexOptions.Singleline)]
    private static partial Regex Question();

    [GeneratedRegex("`(?<name>[A-Z][A-Za-z0-9]+)(?:\\.[A-Za-z]+)?`")]
    private static partial Regex TypeName();
}
