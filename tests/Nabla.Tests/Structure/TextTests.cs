using System.Text.RegularExpressions;
using Xunit;

namespace Nabla.Tests.Structure;

/// <summary>The text of sources and documents: no line too long to read, no name of the first design.</summary>
public class TextTests
{
    private const int LongestLine = 160;

    // The private words of the first design, which the field's words replaced. Notes may explain them.
    private const string GoneNames =
        "SoftmaxCrossEntropyLoss L2Loss L1Loss GradientDescent DataSet CsvDataSet IdxDataSet MiniBatches GeneratedData Initialization "
        + "GradientWay GradientWayResult BoundaryFigure MachineLimits Explanation KernelExplanation PassExplanation KeepsHistory "
        + "OperationCount Site MoveOperation LaneBuilder PerAxis AddAlong RandomStream NamedState WithRule WithRules HessianProduct "
        + "HessianProducts GraphCapture GraphForm FormNode PassBuilder JoinLoops PassStep ComputingOrder OftenComputed LocalValues InPlace "
        + "Overwriting TryClaim MoveAxis MatrixProduct PackedProduct DirectProduct ApplyChild CosineDecay";

    private const string GoneMembers =
        @"\b(?:Derivative\.(?:Along|Against)|Forward\.Products?|Reverse\.Product|Vectorize\.Maps|AxisIndex\.(?:Rest|New|Every)|Explain\.(?:Step|Function)"
        + @"|(?:Loss|Regularizer|Activation|Basis)\.Named|Objective\.Of|Nabla\.Lanes|module\.Apply|network\.Apply)\b";

    [Fact]
    public void Lines_OfSourcesAndDocuments_CanBeReadWithoutScrolling()
    {
        var files = Texts().ToList();
        Assert.True(files.Count > 500);
        var tooLong =
            from file in files
            from line in File.ReadLines(file).Select((text, i) => (text, number: i + 1))
            where line.text.Length > LongestLine
            select $"{Path.GetRelativePath(SourceTree.Root, file)}:{line.number} has {line.text.Length} characters";
        Assert.Equal("", string.Join("\n", tooLong));
    }

    [Fact]
    public void Names_OfTheFirstDesign_AreGone()
    {
        var names = new Regex($@"\b(?:{GoneNames.Replace(' ', '|')})\b|{GoneMembers}");
        Assert.Matches(names, "new DataSet()");
        var left =
            from file in Texts()
            where !file.Contains($"{Path.DirectorySeparatorChar}notes{Path.DirectorySeparatorChar}") && Path.GetFileName(file) != "TextTests.cs"
            from match in names.Matches(File.ReadAllText(file))
            select $"{Path.GetRelativePath(SourceTree.Root, file)} says {match.Value}";
        Assert.Equal("", string.Join("\n", left));
    }

    /// <summary>Sources, tests and documents, without what is generated.</summary>
    private static IEnumerable<string> Texts()
    {
        string[] folders = ["src", "tests", "docs", "samples", "benchmarks"];
        var inFolders = folders.Select(folder => Path.Combine(SourceTree.Root, folder)).Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories));
        return inFolders.Concat(Directory.EnumerateFiles(SourceTree.Root, "*.md"))
            .Where(path => Path.GetExtension(path) is ".cs" or ".md" or ".csproj" or ".props")
            .Where(SourceTree.IsWritten);
    }
}
