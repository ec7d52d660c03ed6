using Nabla.Learning;
using Xunit;

namespace Nabla.Tests.Learning.Data;

/// <summary>Targets in a separate file: the number of its columns, and that they are not among the features.</summary>
public sealed class CsvTargetFileTests : IDisposable
{
    private const string Features = "1;2.5\n3;4.5\n5;6.5\n";
    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("0,5\n1,5\n2,5\n", "'0,5' may be one number or several: say --delimiter , for several, or --decimal , for decimals.")]
    [InlineData("y\n0,5\n1,5\n2,5\n", "'0,5' may be one number or several: say --delimiter , for several, or --decimal , for decimals.")]
    [InlineData(
        "1 234\n5 678\n9 012\n",
        "'1 234' may be one number or several: say --delimiter space for several, or write each number without spaces or group separators.")]
    public void Load_NumbersThatMayBeOneOrSeveral_AreRefused(string targets, string message)
    {
        Assert.Equal(message, Error(Features, targets));
        Assert.StartsWith("'0,5' may be one number or several", Error("0,5\n1,5\n2,5\n", "1\n2\n3\n", isFeatures: true));
    }

    [Fact]
    public void Load_DecimalCommasAsAskedFor_AreOneColumn()
    {
        Dataset data = Load("1;2,5\n3;4,5\n5;6,5\n", "0,5\n1,5\n2,5\n", new() { Decimal = ',', Delimiter = ';' });
        Assert.Equal([0.5f, 1.5f, 2.5f], data.Targets.ToArray());
        Assert.Equal([0.5f, 1.5f, 2.5f], Load("1;2,5\n3;4,5\n5;6,5\n", "0,5\n1,5\n2,5\n", new() { Decimal = ',' }).Targets.ToArray());
    }

    [Theory]
    [InlineData("0.5,1.5\n2.5,3.5\n4.5,5.5\n", ',', 2)]
    [InlineData("0,5\n1,5\n2,5\n", ',', 2)]
    [InlineData("a,b\n0,5\n1,5\n2,5\n", null, 2)]
    [InlineData("0.5,1.5\n2.5,3.5\n4.5,5.5\n", null, 2)]
    [InlineData("1 2 3\n4 5 6\n7 8 10\n", null, 3)]
    [InlineData("1 2\n4 5\n7 9\n", null, 2)]
    [InlineData("1:2\n4:5\n7:9\n", ':', 2)]
    public void Load_SeveralTargets_AreSeveralColumns(string targets, char? delimiter, int columns) =>
        Assert.Equal(columns, Load(Features.Replace(';', delimiter ?? ';'), targets, new() { Delimiter = delimiter }).OutputWidth);

    [Theory]
    [InlineData("new york\nlos angeles\nnew york\n")]
    [InlineData("new york\r\nlos angeles\r\nrome\r\n")]
    [InlineData("town 1\ntown 2\ntown 1\n")]
    public void Load_TextWithSpaces_IsOneColumn(string targets)
    {
        Dataset data = Load(Features, targets);
        Assert.Equal(targets.Split('\n')[0].Trim(), data.ClassNames[data.Labels.Span[0]]);
    }

    [Fact]
    public void Load_Header_HoldsForBothFiles()
    {
        CsvOptions header = new() { HasHeader = true };
        Assert.Equal(["new york", "rome"], Load("a;b\n" + Features, "home town\nnew york\nrome\nrome\n", header).ClassNames);
        Assert.Equal(["2024"], Load("a;b\n" + Features, "2024\n7.5\n8.5\n9.5\n", header).TargetNames);
        Assert.StartsWith("2 rows of targets, but 3 rows of features", Error("a;b\n" + Features, "7.5\n8.5\n9.5\n", header));
        Assert.EndsWith("; --header applies to both files.", Error("a;b\n" + Features, "7.5\n8.5\n9.5\n", header));
        Assert.EndsWith("; if the first lines of both name the columns, use --header yes.", Error("a;b\n" + Features, "2024\n7.5\n8.5\n9.5\n"));
    }

    [Fact]
    public void Load_TargetThatIsAlsoAFeature_IsRefused()
    {
        string features = folder.In("data.csv");
        string message = $"the target 'y' is also a feature in {features}, which would give it away; remove it there, or rename it.";
        Assert.Equal(message, Error("x;y\n" + Features, "y\n2.5\n4.5\n6.5\n"));
        Assert.Equal(message, Error("x;y\n" + Features, "z;y\n1;2.5\n2;4.5\n3;6.5\n"));
        Assert.Equal(message, Error("x;y\n" + Features, "z;y\n1;2.5\n2;4.5\n3;6.5\n", new() { Target = "y" }));
        Assert.Equal(["z"], Load("x;y\n" + Features, "z;y\n1;2.5\n2;4.5\n3;6.5\n", new() { Target = "z" }).TargetNames);
        Assert.StartsWith("is also the target file", DataFolder.ErrorNaming(features, () => CsvDataset.Load(features, new() { TargetFile = features })));
    }

    [Fact]
    public void Load_OneColumnWithAnotherSeparator_SaysWhich()
    {
        string path = folder.Write("data.csv", "p:q\n1:2\n3:4\n");
        Assert.EndsWith("in a separate file; if ':' separates its fields, say --delimiter ':'.", DataFolder.ErrorNaming(path, () => CsvDataset.Load(path)));
        Assert.EndsWith("if ':' separates its fields, say --delimiter ':'.", Error("1:2\n3:4\n5:6\n", "1\n2\n3\n", isFeatures: true));
        path = folder.Write("data.csv", "1 2\n3 4\n");
        Assert.EndsWith(
            "; if a space separates its fields, say --delimiter space.",
            DataFolder.ErrorNaming(path, () => CsvDataset.Load(path, new() { Delimiter = ',' })));
        Assert.Contains(
            Load(Features, "a:u\nb:u\na:u\n").ReadingNotes,
            note => note.EndsWith("encoding utf-8; if ':' separates its fields, say --delimiter ':'", StringComparison.Ordinal));
    }

    private Dataset Load(string features, string targets, CsvOptions? options = null)
    {
        string path = folder.Write("data.csv", features);
        return CsvDataset.Load(path, (options ?? new()) with { TargetFile = folder.Write("targets.csv", targets) });
    }

    private string Error(string features, string targets, CsvOptions? options = null, bool isFeatures = false) =>
        DataFolder.ErrorNaming(folder.In(isFeatures ? "data.csv" : "targets.csv"), () => Load(features, targets, options));
}
