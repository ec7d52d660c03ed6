using System.Globalization;
using System.Text.RegularExpressions;
using Nabla.Tests.Cli;
using Nabla.Tests.Learning.Data;
using Nabla.Tests.Plots;
using Xunit;

namespace Nabla.Tests.Lecture;

/// <summary>
/// The blocks of output and the pictures of docs/lecture are what their commands give. With NABLA_ACCEPT=1 the tests write them into the pages and to
/// docs/pictures.
/// </summary>
public sealed partial class LectureOutputTests : IDisposable
{
    private static readonly bool Accepts = Environment.GetEnvironmentVariable("NABLA_ACCEPT") == "1";
    private static readonly Lock Gate = new();
    private readonly DataFolder folder = new();

    public static TheoryData<string, string> Blocks
    {
        get
        {
            var all = new TheoryData<string, string>();
            foreach (var block in LecturePages.Blocks()) all.Add(block.Page, block.Command);
            return all;
        }
    }

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Blocks))]
    public void Block_OnAPage_IsTheOutputOfItsCommand_AndItsPictureTheOneDrawn(string page, string command)
    {
        var block = LecturePages.Blocks(page).First(block => block.Command == command);
        var arguments = block.Arguments;
        var isTrained = arguments[0] == "train";
        var shown = isTrained ? $"runs/{arguments[1].Split(':')[0]}" : block.Out;
        var actual = folder.In(isTrained ? "run" : block.Out ?? "none");
        if (isTrained) arguments.AddRange(["--out", actual]);
        else if (shown is not null) arguments[arguments.IndexOf("--out") + 1] = actual;
        var result = Tool.Run([.. arguments]);
        Assert.Contains(result.ExitCode, (int[])[0, 1, 2]);
        // Warnings come first; the reason for a failure comes last.
        var output = result.ExitCode == 0 ? result.Error + result.Output : result.Output.TrimEnd('\n') + "\n" + result.Error;
        if (shown is not null) output = output.Replace(actual, shown, StringComparison.Ordinal);
        var lines = output.Split('\n').Select(line => line.TrimEnd()).Where(line => line.Length > 0 && !line.StartsWith("saved to ", StringComparison.Ordinal));
        var text = string.Join('\n', lines);
        if (Accepts) Accept(block, Elided(text, block.Output));
        else
        {
            Assert.True(
                IsSame(block.Output, text, isTrained, block.IsVarying),
                $"{page}: nabla {command}\nthe page has\n{block.Output}\nthe command gives\n{text}");
        }
        if (!isTrained && shown is not null && result.ExitCode == 0) ComparePicture(shown, actual, block.IsVarying);
    }

    [Fact]
    public void IsSame_OtherTexts_AreNoticed()
    {
        Assert.True(IsSame("a ── 1\n…\nb 2", "a ─── 1\nx\ny\nb   2", false, false));
        Assert.False(IsSame("a 1", "a 2", false, false));
        Assert.False(IsSame("a 1\n…\nb 2", "a 1\nb 3", false, false));
        Assert.False(IsSame("a 1\nb 2", "a 1\nx\nb 2", false, false));
        Assert.True(IsSame("a long\nline", "a long line", false, false));
        Assert.True(IsSame("takes 3.1 ms", "takes 120 µs", false, false));
        Assert.False(IsSame("takes 3.1 ms", "needs 3.1 ms", false, false));
        Assert.True(IsSame("accuracy 98.00 %, loss 0.20", "accuracy 97.00 %, loss 0.25", true, false));
        Assert.False(IsSame("accuracy 98.00 %", "accuracy 48.00 %", true, false));
        Assert.True(IsSame("64 2.5 397,516", "64 4.5 97,516", false, true));
        Assert.False(IsSame("64 2.5 397,516", "64 4.5 97,516", false, false));
    }

    /// <summary>True if the text of the page fits the output. Times are not compared; results of training may differ a little between machines.</summary>
    private static bool IsSame(string page, string output, bool isTrained, bool isVarying)
    {
        // The page may break a long line.
        var pattern = string.Join(
            @"\s+", page.Split('\n').Select(line => line == "…" ? "(?:[^\n]*\n)*?[^\n]*" : Regex.Escape(Plain(line, isTrained || isVarying))));
        if (!Regex.IsMatch(Plain(output, isTrained || isVarying), $"\\A{pattern}\\z")) return false;
        if (!isTrained) return true;
        var (expected, found) = (Percentages(page), Percentages(output));
        return expected.Count == 0 || Math.Abs(expected[^1] - found[^1]) <= 3;
    }

    private static List<double> Percentages(string text) =>
        [.. Percentage().Matches(text).Select(match => double.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture))];

    /// <summary>The text without what may differ: widths of columns, times, rounding errors, and the numbers if they depend on the machine.</summary>
    private static string Plain(string text, bool hidesNumbers)
    {
        text = RoundingError().Replace(Time().Replace(text, "TIME"), "ERROR");
        text = string.Join('\n', Spaces().Replace(Rule().Replace(text, "─"), " ").Split('\n').Select(line => line.Trim()));
        return hidesNumbers ? Number().Replace(text, "#") : text;
    }

    /// <summary>Shortens an output as the page does: the lines before and after its "…" stay as many.</summary>
    private static string Elided(string output, string page)
    {
        var (shown, lines) = (page.Split('\n').ToList(), output.Split('\n'));
        var place = shown.IndexOf("…");
        if (place < 0) return output;
        return string.Join('\n', [.. lines.Take(place), "…", .. lines.TakeLast(shown.Count - place - 1)]);
    }

    private static void Accept(ConsoleBlock block, string output)
    {
        lock (Gate)
        {
            var path = Path.Combine(LecturePages.Folder, block.Page);
            var kind = block.IsVarying ? " varying" : "";
            File.WriteAllText(path, File.ReadAllText(path).Replace(
                block.Text, $"```console{kind}\n$ nabla {block.Command}\n{(output.Length > 0 ? Broken(output) + "\n" : "")}```", StringComparison.Ordinal));
        }
    }

    /// <summary>Breaks long lines at spaces.</summary>
    private static string Broken(string text)
    {
        const int Width = 150;
        var lines = new List<string>();
        foreach (var line in text.Split('\n'))
        {
            var rest = line;
            for (; rest.Length > Width; rest = rest[(rest.LastIndexOf(' ', Width) + 1)..]) lines.Add(rest[..rest.LastIndexOf(' ', Width)]);
            lines.Add(rest);
        }
        return string.Join('\n', lines);
    }

    private static void ComparePicture(string name, string drawn, bool isVarying)
    {
        var kept = Path.Combine(LecturePages.Pictures, name);
        if (Accepts)
        {
            File.Copy(drawn, kept, overwrite: true);
            return;
        }
        Assert.True(File.Exists(kept), $"docs/pictures/{name} is missing; run the tests with NABLA_ACCEPT=1.");
        if (name.EndsWith(".svg", StringComparison.Ordinal))
        {
            Assert.Equal(Texts(File.ReadAllText(kept)), Texts(File.ReadAllText(drawn)));
            return;
        }
        using var expected = FigurePictures.Decode(kept);
        using var found = FigurePictures.Decode(drawn);
        Assert.Equal((expected.Width, expected.Height), (found.Width, found.Height));
        if (isVarying) return;
        var (a, b) = (expected.Pixels, found.Pixels);
        var different = a.Zip(b).Count(pair =>
            Math.Abs(pair.First.Red - pair.Second.Red) + Math.Abs(pair.First.Green - pair.Second.Green) + Math.Abs(pair.First.Blue - pair.Second.Blue) > 96);
        Assert.True(different < 0.01 * a.Length, $"docs/pictures/{name}: {different} of {a.Length} pixels differ from what the command draws.");
    }

    private static List<string> Texts(string svg) => FigurePictures.Texts(System.Xml.Linq.XElement.Parse(svg));

    [GeneratedRegex(@"(?<![\w.])[\d,.]+ (?:ns|µs|ms|s)\b")]
    private static partial Regex Time();

    [GeneratedRegex(@"\b\d\.\de[-+]\d+\b")]
    private static partial Regex RoundingError();

    [GeneratedRegex("[─]+")]
    private static partial Regex Rule();

    [GeneratedRegex("[ ]+")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"(?<![\p{L}\d])[-−]?\d[\d,.]*(?:[eE][-+]?\d+)?")]
    private static partial Regex Number();

    [GeneratedRegex(@"(?<number>\d+\.\d+) %")]
    private static partial Regex Percentage();
}
