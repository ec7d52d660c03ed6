using System.Text.RegularExpressions;
using Nabla.Tests.Cli;
using Nabla.Tests.Learning.Data;
using Xunit;

namespace Nabla.Tests.Structure;

/// <summary>docs/lecture.md: its commands run, and the tests, types and pictures that it mentions exist.</summary>
public sealed partial class LectureTests : IDisposable
{
    private static readonly string Page = File.ReadAllText(Path.Combine(SourceTree.Root, "docs", "lecture.md"));
    private readonly DataFolder folder = new();

    // Each code span that begins with the tool's name and has no placeholder.
    public static TheoryData<string> Commands =>
        [.. Command().Matches(Page).Select(match => match.Groups["arguments"].Value).Where(text => !text.Contains('…')).Distinct()];

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Commands))]
    public void Command_OnThePage_Runs(string command)
    {
        var arguments = Argument().Matches(command).Select(match => match.Value.Trim('"')).ToList();
        var place = arguments.IndexOf("--out");
        if (place >= 0) arguments[place + 1] = folder.In(arguments[place + 1]);
        else if (arguments[0] is "train") arguments.AddRange(["--out", folder.In("run")]);
        else if (arguments[0] is "plot") arguments.AddRange(["--out", folder.In("figure.png")]);
        Tool.Succeed([.. arguments]);
    }

    [Fact]
    public void Tests_NamedOnThePage_Exist()
    {
        var names = TestName().Matches(Page).Select(match => match.Groups["name"].Value).Distinct().ToList();
        var known = typeof(LectureTests).Assembly.GetTypes().Select(type => type.Name).ToHashSet();
        Assert.True(names.Count > 15);
        Assert.DoesNotContain(names, name => !known.Contains(name));
    }

    [Fact]
    public void Types_NamedOnThePage_ArePublic()
    {
        var names = TypeName().Matches(Page).Select(match => match.Groups["name"].Value)
            .Where(name => !name.EndsWith("Tests", StringComparison.Ordinal)).Distinct().ToList();
        var types = new[] { typeof(Tensor), typeof(Nabla.Learning.Loss), typeof(Nabla.Plots.GraphDrawing) }
            .SelectMany(type => type.Assembly.GetExportedTypes()).ToList();
        var known = types.Select(type => type.Name).Concat(types.SelectMany(type => type.GetMethods()).Select(method => method.Name))
            .Append("DATA").ToHashSet();
        Assert.True(names.Count > 25);
        Assert.DoesNotContain(names, name => !known.Contains(name));
    }

    [Fact]
    public void Pictures_OnThePage_AreThere()
    {
        var pictures = Picture().Matches(Page).Select(match => match.Groups["path"].Value).ToList();
        Assert.NotEmpty(pictures);
        Assert.All(pictures, picture => Assert.True(File.Exists(Path.Combine(SourceTree.Root, "docs", picture)), picture));
    }

    [GeneratedRegex("`nabla (?<arguments>[^` ]+ [^`]+)`")]
    private static partial Regex Command();

    [GeneratedRegex("\"[^\"]*\"|\\S+")]
    private static partial Regex Argument();

    [GeneratedRegex("`(?<name>[A-Z][A-Za-z]+Tests)`")]
    private static partial Regex TestName();

    [GeneratedRegex("`(?<name>[A-Z][A-Za-z0-9]+)(?:\\.[A-Za-z]+)?`")]
    private static partial Regex TypeName();

    [GeneratedRegex(@"!\[[^\]]+\]\((?<path>[^)]+)\)")]
    private static partial Regex Picture();
}
