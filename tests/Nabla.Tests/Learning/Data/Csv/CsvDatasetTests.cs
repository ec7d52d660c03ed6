using System.Globalization;
using System.Text;
using Nabla.Learning;
using Xunit;

namespace Nabla.Tests.Learning.Data;

public sealed class CsvDatasetTests : IDisposable
{
    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("1.5,2,3.25\n4,-5e1,6.5\n")]
    [InlineData("1.5;2;3.25\n4;-5e1;6.5")]
    [InlineData("1.5\t2\t3.25\r\n4\t-5e1\t6.5\r\n")]
    [InlineData("1.5 2 3.25\n4 -5e1 6.5\n")]
    [InlineData("   1.5  \t 2 3.25  \n\n4     -5e1 6.5\n\n")]
    [InlineData("1.5, 2, 3.25\n 4, -5e1 ,6.5\n")]
    [InlineData("\uFEFF1.5,2,3.25\n4,-5e1,6.5\n")]
    [InlineData("\"1.5\",\"2\",\"3.25\"\n4,-5e1,6.5\n")]
    public void Load_AnyDelimiter_ReadsTheSameNumbers(string text)
    {
        Dataset data = Load(text);

        Assert.Equal([1.5f, 2, 4, -50], data.Features.ToArray());
        Assert.Equal([3.25f, 6.5f], data.Targets.ToArray());
        Assert.Equal(["x1", "x2"], data.FeatureNames);
        Assert.Equal(["y"], data.TargetNames);
        Assert.Equal([2], data.ExampleShape);
    }

    [Fact]
    public void Load_RunsOfSpacesLongerThanAnyBuffer_ReadsTheNumbers()
    {
        string gap = new(' ', 300_000);
        string text = $"{gap}1{gap}2{gap}3.5{gap}\n{gap}4{gap}5{gap}6.5\n";
        Assert.Equal([1f, 2, 4, 5], Load(text, new CsvOptions { Delimiter = ' ' }).Features.ToArray());
    }

    [Fact]
    public void Load_ManyRowsOfSpaces_LosesNoByteBetweenBuffers()
    {
        StringBuilder text = new();
        for (int row = 0; row < 30_000; row++)
            text.Append(CultureInfo.InvariantCulture, $"{row}{new string(' ', 1 + row % 7)}{2 * row} {row + 0.5}\n");

        Dataset data = Load(text.ToString());

        for (int row = 0; row < 30_000; row++)
            Assert.Equal((row, 2f * row, row + 0.5f), ((int)data.Example(row)[0], data.Example(row)[1], data.Target(row)[0]));
    }

    [Fact]
    public void Load_GivenDelimiter_IsNotDetected() =>
        Assert.Equal([1f, 2, 4, 5], Load("1|2|3.5\n4|5|6.5\n", new CsvOptions { Delimiter = '|' }).Features.ToArray());

    [Fact]
    public void Load_Gzip_IsKnownByItsFirstBytes()
    {
        string path = folder.Write("data.csv", DataFolder.Gzip("a,b\n1,2.5\n3,4.5\n"u8.ToArray()));
        Assert.Equal([1f, 3], CsvDataset.Load(path).Features.ToArray());
    }

    [Fact]
    public void Load_Header_NamesFeaturesAndTarget()
    {
        Dataset data = Load("length,width,price\n1,2,3.5\n4,5,6.5\n");

        Assert.Equal(["length", "width"], data.FeatureNames);
        Assert.Equal(["price"], data.TargetNames);
        Assert.Equal(2, data.Count);
    }

    [Fact]
    public void Load_HeaderOfNumbersThatIsDeclared_IsAHeader()
    {
        Dataset data = Load("2001,2002\n1,2.5\n3,4.5\n", new CsvOptions { HasHeader = true });
        Assert.Equal(["2001"], data.FeatureNames);
        Assert.Equal([1f, 3], data.Features.ToArray());
    }

    [Theory]
    [InlineData("price")]
    [InlineData("2")]
    public void Load_TargetByNameOrNumber_LeavesTheOthersAsFeatures(string target)
    {
        Dataset data = Load("length,price,width\n1,2.5,3\n4,5.5,6\n", new CsvOptions { Target = target });

        Assert.Equal([2.5f, 5.5f], data.Targets.ToArray());
        Assert.Equal([1f, 3, 4, 6], data.Features.ToArray());
        Assert.Equal(["length", "width"], data.FeatureNames);
    }

    [Fact]
    public void Load_TextTargets_AreClassesInOrdinalOrder()
    {
        Dataset data = Load("1,pear\n2,Quince\n3,fig\n4,pear\n");

        Assert.Equal(["Quince", "fig", "pear"], data.ClassNames);
        Assert.Equal([2, 0, 1, 2], data.Labels.ToArray());
        Assert.Equal(3, data.OutputWidth);
    }

    [Theory]
    [InlineData("1,0\n2,1\n3,2\n", true)]
    [InlineData("1,0\n2,2\n3,2\n", false)]
    [InlineData("1,1\n2,2\n3,3\n", false)]
    [InlineData("1,0\n2,1\n3,1.5\n", false)]
    [InlineData("1,-1\n2,0\n3,1\n", false)]
    public void Load_NumberTargets_AreClassesOnlyWhenNumberedFromZero(string text, bool isClassification) =>
        Assert.Equal(isClassification, Load(text).IsClassification);

    [Theory]
    [InlineData(20, true)]
    [InlineData(21, false)]
    public void Load_NumberTargets_AreAtMostTwentyClasses(int classes, bool isClassification) =>
        Assert.Equal(isClassification, Load(string.Concat(Enumerable.Range(0, classes).Select(k => $"7,{k}\n"))).IsClassification);

    [Fact]
    public void Load_NumbersAskedForAsClasses_AreSortedAsNumbers()
    {
        Dataset data = Load("1,10\n2,9\n3,9.0\n", new CsvOptions { Task = LearningTask.Classification });

        Assert.Equal(["9", "10"], data.ClassNames);
        Assert.Equal([1, 0, 0], data.Labels.ToArray());
    }

    [Fact]
    public void Load_ClassesAskedForAsNumbers_AreARegression() =>
        Assert.Equal([0f, 1], Load("5,0\n6,1\n", new CsvOptions { Task = LearningTask.Regression }).Targets.ToArray());

    [Theory]
    [InlineData("1,b\n2,b\n")]
    [InlineData("2,1,b,a\n1,0\n2,0\n")]
    public void Load_KnownClasses_KeepTheirOrder(string text)
    {
        Dataset data = Load(text, new CsvOptions { ClassNames = ["c", "b", "a"] });

        Assert.Equal(["c", "b", "a"], data.ClassNames);
        Assert.Equal([1, 1], data.Labels.ToArray());
    }

    [Fact]
    public void Load_FirstLineOfScikitLearn_GivesTheClasses()
    {
        Dataset data = Load("3,1,no,maybe,yes\n0.5,2\n1.5,0\n2.5,2\n");

        Assert.Equal(["no", "maybe", "yes"], data.ClassNames);
        Assert.Equal([2, 0, 2], data.Labels.ToArray());
        Assert.Equal([0.5f, 1.5f, 2.5f], data.Features.ToArray());
    }

    [Fact]
    public void Load_TargetsInTheirOwnFile_AreJoined()
    {
        string targets = folder.Write("targets.csv", "good\nbad\n");
        Dataset data = Load("1 2\n3 4\n", new CsvOptions { TargetFile = targets });

        Assert.Equal(["bad", "good"], data.ClassNames);
        Assert.Equal([1, 0], data.Labels.ToArray());
        Assert.Equal(2, data.Width);
    }

    [Fact]
    public void Load_UnderACultureWithDecimalCommas_ReadsDecimalPoints()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        var commas = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        commas.NumberFormat.NumberDecimalSeparator = ",";
        commas.NumberFormat.NumberGroupSeparator = ".";
        try
        {
            CultureInfo.CurrentCulture = commas;
            Assert.Equal([1.5f], Load("1.5,2.5\n").Features.ToArray());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private Dataset Load(string text, CsvOptions? options = null) => CsvDataset.Load(folder.Write("data.csv", text), options);
}
