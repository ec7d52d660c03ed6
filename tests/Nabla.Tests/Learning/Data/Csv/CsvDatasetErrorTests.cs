using Nabla.Learning;
using Xunit;

namespace Nabla.Tests.Learning.Data;

public sealed class CsvDatasetErrorTests : IDisposable
{
    private const string EncodeText = "encode text as numbers, for instance as one column of 0 and 1 per value with --one-hot.";
    private const string Missing =
        "fill it in, remove the row, leave such rows out with --missing drop, or keep it as a class of that name with --missing keep.";

    private const string Ways = "leave such rows out with --missing drop, or fill in the mean of the column with --missing mean.";
    private const string Quotes = "a quotation mark is out of place or never closed.";

    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("", "the file is empty.")]
    [InlineData("\n \n", "the file is empty.")]
    [InlineData("a,b,c\n", "no row of data follows line 1.")]
    [InlineData("\n150,4,setosa,versicolor,virginica\n", "no row of data follows line 2.")]
    [InlineData("7\n8\n", "has only one column; a feature and a target need at least two, unless the targets are in a separate file.")]
    public void Load_NothingToLearnFrom_SaysSo(string text, string expected) => AssertError(expected, text);

    [Theory]
    [InlineData("a,b,c\n1,2,3.5\n1,2\n", "line 3: 3 fields expected, 2 found.")]
    [InlineData("1,2,3.5\n\n\n1,2,3.5,4\n", "line 4: 3 fields expected, 4 found.")]
    [InlineData("a,b\n1,2,3.5\n4,5,6.5\n", "line 2: 2 fields expected, 3 found.")]
    [InlineData("1  2   3\n4 5\n", "line 2: 3 fields expected, 2 found.")]
    public void Load_RaggedRow_NamesTheLine(string text, string expected) => AssertError(expected, text);

    [Theory]
    [InlineData("a,b,c\n1,2,3.5\n4,red,5.5\n", "line 3, column 2 'b': 'red' is not a number; " + EncodeText)]
    [InlineData("1,2,3.5\n4,red,5.5\n", "line 2, column 2: 'red' is not a number; " + EncodeText)]
    [InlineData("red,2,3.5\nblue,2,4.5\n", "line 1, column 1: 'red' is not a number; " + EncodeText)]
    [InlineData("1;2,5;3\n4;5;6.5\n", "line 1, column 2: '2,5' is not a number; write decimals with a point, or say --decimal ,.")]
    [InlineData("1,5;2,5\n4,5;6,5\n", "line 1, column 1: '1,5' is not a number; write decimals with a point, or say --decimal ,.")]
    [InlineData(
        "1,2\nNA,3.5\n",
        "line 2, column 1: 'NA' is not a number; fill the missing value in, remove the row, " + Ways)]
    [InlineData(
        "a,b\n1,2.5\n3,x\n",
        "line 3, column 2 'b': 'x' is not a finite number, but '2.5' on line 2 is: correct it, or use --task classification.")]
    public void Load_TextWhereANumberBelongs_NamesLineAndColumn(string text, string expected) => AssertError(expected, text);

    [Theory]
    [InlineData(
        "a,b\n1,2.5\nNaN,3\n",
        "line 3, column 1 'a': 'NaN' is not a finite number; fill it in, remove the row, or leave such rows out with --missing drop.")]
    [InlineData(
        "1,2.5\n-Infinity,3\n",
        "line 2, column 1: '-Infinity' is not a finite number; fill it in, remove the row, or leave such rows out with --missing drop.")]
    [InlineData(
        "1,2.5\n1e999,3\n",
        "line 2, column 1: '1e999' is not a finite number; fill it in, remove the row, or leave such rows out with --missing drop.")]
    [InlineData("1,2.5\n1e-400,3\n", "line 2, column 1: '1e-400' is too near 0 for a number of 64 bits; scale the column.")]
    [InlineData("1,2.5\n3,NaN\n", "line 2, column 2: 'NaN' marks a missing value; " + Missing)]
    public void Load_NumberThatIsNotFinite_NamesLineAndColumn(string text, string expected) => AssertError(expected, text);

    [Theory]
    [InlineData("a,b,c\n1,,3.5\n", "line 2, column 2 'b': the field is empty; fill it in, remove the row, " + Ways)]
    [InlineData("1,2,3.5\n4,5,\n", "line 2, column 3: the field is empty; fill it in, remove the row, or leave such rows out with --missing drop.")]
    [InlineData("1,2,3.5\n\"\",5,6\n", "line 2, column 1: the field is empty; fill it in, remove the row, " + Ways)]
    public void Load_EmptyField_NamesLineAndColumn(string text, string expected) => AssertError(expected, text);

    [Theory]
    [InlineData("a,b\n1,2.5\na,b\n3,4.5\n", "line 3 repeats the first line; were two files joined?")]
    [InlineData("2,3,no,yes\n1,2,3,0\n2,3,no,yes\n1,2,3,1\n", "line 3 repeats the first line; were two files joined?")]
    [InlineData("a,b,a\n1,2,3.5\n", "line 1: columns 1 and 3 are both named 'a'.")]
    [InlineData("a,,c\n1,2,3.5\n", "line 1, column 2: the header gives it no name; name the column, or remove it if it numbers the rows.")]
    [InlineData(
        "5.1,3x5,0\n4.9,3.0,1\n",
        "line 1, column 2: '3x5' is not a number, but '0' in column 3 is: correct the line, or say --header yes or no.")]
    public void Load_BadHeader_NamesTheLine(string text, string expected) => AssertError(expected, text);

    [Theory]
    [InlineData("9,1,no,yes\n0.5,1\n1.5,0\n", "line 1 announces 9 rows of 1 features, but 2 rows follow.")]
    [InlineData("2,1,no,yes\n0.5,1\n1.5,2\n", "line 3, column 2: '2' is not an index from 0 to 1 of the classes no, yes.")]
    [InlineData("2,1,no,yes\n0.5,1\n1.5,0.5\n", "line 3, column 2: '0.5' is not an index from 0 to 1 of the classes no, yes.")]
    public void Load_FirstLineOfScikitLearnThatDoesNotFit_SaysSo(string text, string expected) => AssertError(expected, text);

    [Theory]
    [InlineData("1,2\n\"3,4\n5,6\n", "line 2: " + Quotes)]
    [InlineData("1,2\n3,\"4\n5,6\n", "line 2: " + Quotes)]
    [InlineData("1,2\n3,4\n\"5\"6,7\n", "line 3: " + Quotes)]
    public void Load_BadQuotes_NamesTheLine(string text, string expected) => AssertError(expected, text);

    [Theory]
    [InlineData("1,same\n2,same\n", "one class only: every target in column 2 is 'same'; a classifier needs at least two.")]
    [InlineData("a,b\n1,0\n2,0\n", "one class only: every target in column 2 'b' is '0'; a classifier needs at least two.")]
    public void Load_OneClass_SaysSo(string text, string expected) => AssertError(expected, text);

    [Theory]
    [InlineData("a,b,c\n1,2,3.5\n", "price", "has no column 'price'; its columns are a, b, c.")]
    [InlineData("a,b,c\n1,2,3.5\n", "4", "has no column '4'; its columns are a, b, c.")]
    [InlineData("1,2,3.5\n4,5,6.5\n", "0", "has no column '0'; it has no header, its columns are 1 to 3.")]
    public void Load_UnknownTarget_ListsTheColumns(string text, string target, string expected) =>
        AssertError(expected, text, new CsvOptions { Target = target });

    [Fact]
    public void Load_UnknownClass_NamesLineAndColumn() =>
        AssertError(
            "line 2, column 2: 'fig' is not one of the classes apple, pear.",
            "1,pear\n2,fig\n", new CsvOptions { ClassNames = ["apple", "pear"] });

    [Fact]
    public void Load_RegressionOfText_NamesLineAndColumn() =>
        AssertError(
            "line 1, column 2: 'pear' is not a number; " + EncodeText, "1,pear\n2,fig\n", new CsvOptions { Task = LearningTask.Regression });

    [Theory]
    [InlineData(',', "line 2: 2 fields expected, 3000002 found.")]
    [InlineData(
        '5',
        "line 2, column 2: '5555555555555555555555555555555555555555…' is not a finite number, but '2' on line 1 is: "
        + "correct it, or use --task classification.")]
    public void Load_LineOfThreeMillionCharacters_SaysWhatIsWrongWithIt(char filling, string expected)
    {
        string text = "1,2\n3," + new string(filling, 3_000_000) + "\n";
        AssertError(expected, text, new CsvOptions { Delimiter = ',' });
    }

    [Fact]
    public void Load_BinaryFile_IsOneLineOfErrorWithoutControlCharacters()
    {
        string path = folder.Write("data.csv", [.. "1,\0\u0007\n2,3\n"u8.ToArray()]);
        CsvOptions options = new() { Target = "1" };
        Assert.StartsWith("line 1, column 2: '··' is not a number", DataFolder.ErrorNaming(path, () => CsvDataset.Load(path, options)));
    }

    [Fact]
    public void Load_MissingFile_SaysSo()
    {
        string path = folder.In("nowhere.csv");
        Assert.Equal("there is no such file.", DataFolder.ErrorNaming(path, () => CsvDataset.Load(path)));
    }

    [Fact]
    public void Load_GzipCutShort_SaysSo()
    {
        byte[] packed = DataFolder.Gzip([.. Enumerable.Repeat("1,2.5\n"u8.ToArray(), 5000).SelectMany(static line => line)]);
        string path = folder.Write("data.csv.gz", packed[..^9]);
        Assert.Equal("the gzip data are damaged or cut short.", DataFolder.ErrorNaming(path, () => CsvDataset.Load(path)));
    }

    [Theory]
    [InlineData("5\n6\n7\n", "3 rows of targets, but 2 rows of features in ")]
    [InlineData("", "the file is empty.")]
    [InlineData("5\n6 7\n", "line 2: 1 fields expected, 2 found.")]
    [InlineData("5\nx\n", "line 2, column 1: 'x' is not a finite number, but '5' on line 1 is: correct it, or use --task classification.")]
    public void Load_BadTargetFile_NamesThatFile(string targets, string expected)
    {
        string path = folder.Write("data.csv", "1, 2\n3, 4\n"), targetPath = folder.Write("targets.csv", targets);
        CsvOptions options = new() { TargetFile = targetPath };
        Assert.StartsWith(expected, DataFolder.ErrorNaming(targetPath, () => CsvDataset.Load(path, options)));
    }

    [Fact]
    public void Load_SeveralColumnsOfTargetsAsClasses_SaysSo()
    {
        string path = folder.Write("data.csv", "1, 2\n3, 4\n"), targetPath = folder.Write("targets.csv", "1,0\n0,1\n");
        CsvOptions options = new() { TargetFile = targetPath, Task = LearningTask.Classification };
        Assert.Equal(
            "has 2 columns of targets; say which of them holds the classes.",
            DataFolder.ErrorNaming(targetPath, () => CsvDataset.Load(path, options)));
    }

    private void AssertError(string expected, string text, CsvOptions? options = null)
    {
        string path = folder.Write("data.csv", text);
        Assert.Equal(expected, DataFolder.ErrorNaming(path, () => CsvDataset.Load(path, options)));
    }
}
