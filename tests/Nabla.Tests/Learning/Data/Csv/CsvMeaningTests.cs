using System.Text;
using Nabla.Learning;
using Xunit;

namespace Nabla.Tests.Learning.Data;

/// <summary>The detected meaning of a table: classes or numbers, header or example, missing value or text, and the encoding.</summary>
public sealed class CsvMeaningTests : IDisposable
{
    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("1.0")]
    [InlineData("+1")]
    [InlineData("1e0")]
    [InlineData("10e-1")]
    public void Load_KnownClassesThatAreNumbers_AreComparedAsNumbers(string one)
    {
        Dataset data = Load($"5,{one}\n6,2.0\n7,3\n", new() { ClassNames = ["3", "2", "1"] });
        Assert.Equal([2, 1, 0], data.Labels.ToArray());
    }

    [Fact]
    public void Load_NumberThatIsNoKnownClass_IsNotTakenForAnIndex() =>
        Refused("line 1, column 2: '0' is not one of the classes a, b.", "5,0\n6,1\n", new() { ClassNames = ["a", "b"] });

    [Fact]
    public void Load_IdentifiersThatDiffer_StayDifferent()
    {
        CsvOptions classes = new() { Task = LearningTask.Classification };
        Assert.Equal(["9007199254740992", "9007199254740993"], Load("1,9007199254740993\n2,9007199254740992\n", classes).ClassNames);
        Assert.Equal(["007", "7"], Load("1,007\n2,7\n").ClassNames);
        Assert.Equal(
            [1, 0],
            Load("1,9007199254740993\n2,9007199254740992\n", classes with { ClassNames = ["9007199254740992", "9007199254740993"] }).Labels.ToArray());
        Assert.Equal([0, 1], Load("1,007\n2,7\n", new() { ClassNames = ["007", "7"] }).Labels.ToArray());
        Assert.Equal(
            ["-0.5", "0.0000001", "0.25", "1000000", "1e30"],
            Load("1,1e6\n2,.25\n3,-0.50\n4,1e-7\n5,1e30\n", classes).ClassNames.Select(name => name == "1e-7" ? "0.0000001" : name));
    }

    [Theory]
    [InlineData("0,5", "write decimals with a point, or say --decimal ,")]
    [InlineData("12 %", "write a plain number, without group separators, percent or currency signs")]
    [InlineData("1,234.5", "write a plain number, without group separators, percent or currency signs")]
    [InlineData("1.234,5", "write a plain number, without group separators, percent or currency signs")]
    [InlineData("1 234", "write a plain number, without group separators, percent or currency signs")]
    [InlineData("€ 5", "write a plain number, without group separators, percent or currency signs")]
    [InlineData("$5.20", "write a plain number, without group separators, percent or currency signs")]
    [InlineData("−3", "write a plain number, without group separators, percent or currency signs")]
    public void Load_TargetsInAFormThatIsNotRead_AreNoClasses(string text, string advice)
    {
        string table = string.Concat(Enumerable.Range(0, 4).Select(row => $"{row};\"{text}\"\n"));
        Refused(
            $"line 1, column 2: '{text}' looks like a number, but is not read as one; {advice}; if these are class names, use --task classification.",
            table);
        Assert.Contains(text, Load(table + "9;other\n", new() { Task = LearningTask.Classification }).ClassNames);
    }

    [Theory]
    [InlineData("3 kg")]
    [InlineData("2024-01-05")]
    [InlineData("1st")]
    [InlineData("10-20")]
    [InlineData("v1.2.3")]
    public void Load_TextWithDigits_IsAClass(string text) => Assert.Equal([text, "x"], Load($"1;{text}\n2;x\n").ClassNames);

    [Fact]
    public void Load_DecimalCommasWhenAskedFor_AreRead()
    {
        Dataset data = Load("x;y\n1,5;0,5\n-2,25;1,5e1\n", new() { Decimal = ',' });
        Assert.Equal([1.5f, -2.25f], data.Features.ToArray());
        Assert.Equal([0.5f, 15], data.Targets.ToArray());
        Refused("line 2, column 1 'x': '1.5' is not a number; with --decimal , a number has no point.", "x;y\n1.5;0,5\n", new() { Decimal = ',' });
        Refused(
            "line 2, column 2 'y': '1.234,5' is not a number; write a plain number, without group separators, percent or currency signs.",
            "x;y\n1;1.234,5\n",
            new() { Decimal = ',', Task = LearningTask.Regression });
    }

    [Theory]
    [InlineData("NA")]
    [InlineData("n/a")]
    [InlineData("?")]
    [InlineData("null")]
    [InlineData("NaN")]
    [InlineData("None")]
    [InlineData("-")]
    public void Load_MarkOfAMissingValueAmongClasses_IsNone(string mark)
    {
        string table = $"1,cat\n2,{mark}\n3,dog\n";
        var message = $"line 2, column 2: '{mark}' marks a missing value; "
            + "fill it in, remove the row, leave such rows out with --missing drop, or keep it as a class of that name with --missing keep.";
        Refused(message, table);
        Refused(message, table, new() { Task = LearningTask.Classification });
        Assert.Equal(3, Load(table, new() { Missing = MissingValues.Keep }).ClassNames.Count);
        Dataset data = Load(table, new() { Missing = MissingValues.Drop });
        Assert.Equal([1f, 3], data.Features.ToArray());
        Assert.Equal(["cat", "dog"], data.ClassNames);
        Assert.Contains("rows dropped because a value is missing: 1 of 3", data.ReadingNotes);
    }

    [Fact]
    public void Load_DroppedRows_AreLeftOutOfBothFiles()
    {
        string targets = folder.Write("targets.csv", "10\nNA\n30\n40\n");
        Dataset data = Load("1 2\n3 4\n5 ?\n7 8\n", new() { TargetFile = targets, Missing = MissingValues.Drop });
        Assert.Equal([1f, 2, 7, 8], data.Features.ToArray());
        Assert.Equal([10f, 40], data.Targets.ToArray());
        Refused("every row has a missing value, so none is left.", "1,NA\nNA,2\n", new() { Missing = MissingValues.Drop });
    }

    [Theory]
    [InlineData("0,1,2,3,4\n5.1,3.5,1.4,0.2,0\n4.9,3.0,1.4,0.2,1\n", "0, 1, 2, 3, 4")]
    [InlineData("0,1,2,3,4\n5.1,3.5,1.4,0.2,setosa\n4.9,3.0,1.4,0.2,other\n", "0, 1, 2, 3, 4")]
    [InlineData("400,410,420,y\n0.1,0.2,0.3,a\n0.4,0.2,0.3,b\n", "400, 410, 420, y")]
    [InlineData("1990,1995,2003\n1.5,2.5,0\n3.5,4.5,1\n", "1990, 1995, 2003")]
    public void Load_HeaderOfNumbers_IsNotTakenForAnExample(string text, string header)
    {
        Refused($"line 1: {header} may be the names of the columns or an example: say --header yes or no.", text);
        Assert.Equal(2, Load(text, new() { HasHeader = true }).Count);
        Assert.Equal(3, Load(text, new() { HasHeader = false, Task = LearningTask.Classification }).Count);
    }

    [Theory]
    [InlineData("0,1,label\n5.1,3.5,cat\n4.9,3.0,dog\n", "0, 1, label")]
    [InlineData("2020,2019,2018,2017\n1.5,2.5,0,1\n3.5,4.5,1,0\n", "2020, 2019, 2018, 2017")]
    [InlineData("400.0,400.5,401.0\n0.1,0.2,0\n0.3,0.4,1\n", "400.0, 400.5, 401.0")]
    [InlineData("0,1\n5.1,3.5\n4.9,3.0\n", "0, 1")]
    [InlineData("0,1\n17,3\n12,4\n", "0, 1")]
    [InlineData("1,2,3,4\n2,3,4,9\n3,4,5,7\n", "1, 2, 3, 4")]
    public void Load_HeaderOfNumbersInAnotherForm_IsNotTakenForAnExample(string text, string header) =>
        Refused($"line 1: {header} may be the names of the columns or an example: say --header yes or no.", text);

    [Fact]
    public void Load_BlankLineInATableOfOneColumn_IsAMissingRow()
    {
        string targets = folder.Write("targets.csv", "1\n2\n\n4\n");
        string path = folder.Write("data.csv", "1 2\n3 4\n5 6\n");
        Assert.StartsWith(
            "line 3: is empty, in a table of one column",
            DataFolder.ErrorNaming(targets, () => CsvDataset.Load(path, new() { TargetFile = targets })));
    }

    [Fact]
    public void Load_CommaBetweenFieldsOrBeforeDecimals_IsRefusedWhereItMayBeEither()
    {
        Refused("commas may be field separators or decimal marks; say --delimiter , or --delimiter space with --decimal ,.", "0,5 cat\n1,5 dog\n");
        Assert.Equal(["cat", "dog"], Load("0,5 cat\n1,5 dog\n", new() { Delimiter = ' ', Decimal = ',' }).ClassNames);
        Assert.Equal([0.5f, 1.5f], Load("0,5|u\n1,5|v\n", new() { Decimal = ',' }).Features.ToArray());
        Assert.Throws<DataException>(() => Load("0,5|u\n1,5|v\n"));
    }

    [Theory]
    [InlineData("#DIV/0!")]
    [InlineData("\\N")]
    [InlineData("(null)")]
    [InlineData("—")]
    public void Load_MoreMarksOfMissingValues_AreNoClasses(string mark) =>
        Assert.Contains("marks a missing value", Assert.Throws<DataException>(() => Load($"1;cat\n2;{mark}\n3;dog\n")).Message);

    [Theory]
    [InlineData("₹5")]
    [InlineData("USD 5")]
    [InlineData("(5.5)")]
    [InlineData("–3")]
    [InlineData("12,34,500")]
    [InlineData("1.00D+03")]
    [InlineData("0x1F")]
    public void Load_MoreFormsOfNumbers_AreNoClasses(string text) =>
        Assert.Contains("looks like a number", Assert.Throws<DataException>(() => Load($"1;\"{text}\"\n2;\"{text}\"\n")).Message);

    [Theory]
    [InlineData("1,2,3,4\n2,3,4,5\n3,4,5,6\n", 3)]
    [InlineData("1,2,3\n4,5,6\n", 2)]
    public void Load_ExamplesThatCountUp_SayThatTheyAreExamples(string text, int rows)
    {
        Dataset data = Load(text);
        Assert.Equal(rows, data.Count);
        Assert.Contains(
            "header: no, line 1 counts, but so does the next line, and both are taken for examples; if it names the columns, use --header yes;",
            data.ReadingNotes[0]);
        Assert.DoesNotContain("counts", Load(text, new() { HasHeader = false }).ReadingNotes[0]);
    }

    [Fact]
    public void Load_QuotedDecimalCommasBetweenCommas_AreRead()
    {
        foreach (CsvOptions options in (CsvOptions[])[new() { Decimal = ',' }, new() { Decimal = ',', Delimiter = ',' }])
        {
            Dataset data = Load("\"0,5\",\"1,5\"\n\"2,5\",7\n", options);
            Assert.Equal([0.5f, 2.5f], data.Features.ToArray());
            Assert.Equal([1.5f, 7], data.Targets.ToArray());
        }
        Refused(
            "',' cannot be both field separator and decimal mark unless such numbers are quoted.",
            "0,5,1,5\n2,5,7,5\n",
            new() { Decimal = ',', Delimiter = ',' });
        Assert.Equal([0.5f, 2.5f], Load("\"0,5\";1,5\n\"2,5\";7\n", new() { Decimal = ',' }).Features.ToArray());
        Assert.Throws<DataException>(() => Load("\"0,5\",1,5\n\"2,5\",7\n", new() { Decimal = ',' }));
    }

    [Fact]
    public void Load_ExamplesThatCountUp_AreExamples() => Assert.Equal(2, Load("1,2,3\n4,5,6\n").Count);

    [Theory]
    [InlineData(
        "1,1\n2,2\n3,3\n",
        "target: column 2: regression: its values are numbers, not 0 to K − 1; --task classification takes its 3 values as classes")]
    [InlineData(
        "a,b\n1,-1\n2,1\n",
        "target: column 2 'b': regression: its values are numbers, not 0 to K − 1; --task classification takes its 2 values as classes")]
    [InlineData(
        "1,0\n2,1\n",
        "target: column 2: classification into 2 classes (0, 1): its values are the whole numbers 0 to 1; --task regression predicts them as numbers")]
    [InlineData("1,u\n2,v\n", "target: column 2: classification into 2 classes (u, v): its values are text")]
    public void Load_AnyTarget_SaysWhichTaskAndWhy(string text, string note) => Assert.Contains(note, Load(text).ReadingNotes);

    [Fact]
    public void Load_AnyFile_SaysHowItWasRead()
    {
        var data = Load("a;b;c\r\n1;2;x\r\n3;4;y\r\n");
        Assert.Equal(
            [
                $"{folder.In("data.csv")}: 2 rows of 3 columns; header: yes, line 1 is text above numbers; fields separated by ';'; "
                    + "decimal mark '.'; encoding utf-8",
                "features: 2 columns (a, b)",
                "target: column 3 'c': classification into 2 classes (x, y): its values are text",
                "rows dropped: none",
            ],
            data.ReadingNotes);
    }

    [Theory]
    [InlineData("1,2,a;b\n", ',')]
    [InlineData("1,2,a;b\n3,4,c;d\n", ',')]
    [InlineData("1,5;2,5;x\n3,5;4,5;y\n", ';')]
    public void Detect_TwoMarksThatDivideEvenly_TakesTheOneBetweenNumbers(string text, char delimiter) =>
        Assert.Equal(delimiter, CsvDelimiter.Detect(text, false, '.'));

    [Fact]
    public void Load_QuotedLineBreak_IsRead()
    {
        Dataset data = Load("a,kind\n1,\"red\nor blue\"\n2,\"said \"\"no\"\"\"\n3,\"red\nor blue\"\n");
        Assert.Equal(["red\nor blue", "said \"no\""], data.ClassNames);
        Assert.Equal([1f, 2, 3], data.Features.ToArray());
        Refused("line 5: 2 fields expected, 1 found.", "a,kind\n1,\"red\nor blue\"\n2,x\n3\n");
    }

    [Fact]
    public void Load_ManyColumns_AreRead()
    {
        const int Columns = 150_000;
        string Row(int row) => string.Join(
            ',', Enumerable.Range(0, Columns).Select(column => (row * 0.5 + column).ToString(System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Equal(Columns - 1, Load($"{Row(3)}\n{Row(1)}\n", new() { HasHeader = false }).Width);
    }

    [Fact]
    public void Load_GzipOfSeveralMembers_IsReadWhole()
    {
        byte[] first = DataFolder.Gzip("1,2.5\n3,4.5\n"u8.ToArray()), second = DataFolder.Gzip("5,6.5\n"u8.ToArray());
        Assert.Equal([1f, 3, 5], CsvDataset.Load(folder.Write("parts.csv.gz", [.. first, .. second])).Features.ToArray());
        string cut = folder.Write("cut.csv.gz", [.. first, .. second[..^3]]);
        Assert.Equal("the gzip data are damaged or cut short.", DataFolder.ErrorNaming(cut, () => CsvDataset.Load(cut)));
        byte[] damaged = [.. first];
        damaged[^6] ^= 1;
        string wrong = folder.Write("damaged.csv.gz", damaged);
        Assert.Equal("the gzip data are damaged or cut short.", DataFolder.ErrorNaming(wrong, () => CsvDataset.Load(wrong)));
    }

    [Fact]
    public void Load_TextThatIsNoUtf8_NamesTheLineAndTakesTheEncoding()
    {
        byte[] bytes = Encoding.Latin1.GetBytes("1,café\n2,café\n3,cafè\n");
        string path = folder.Write("data.csv", bytes);
        Assert.StartsWith(
            "line 1: the byte 0xE9 is not valid in UTF-8; if the file has another encoding, say which: --encoding",
            DataFolder.ErrorNaming(path, () => CsvDataset.Load(path)));
        Assert.Equal(["cafè", "café"], CsvDataset.Load(path, new() { Encoding = "latin1" }).ClassNames);
        Assert.Equal(["cafè", "café"], CsvDataset.Load(path, new() { Encoding = "windows-1252" }).ClassNames);
        Assert.Throws<DataException>(() => CsvDataset.Load(path, new() { Encoding = "nonsense" }));
        Assert.Throws<DataException>(() => CsvDataset.Load(path, new() { Encoding = "utf-7" }));
    }

    [Fact]
    public void Load_InvalidByteFarDown_NamesItsLine()
    {
        byte[] start = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 40_000).Select(row => $"{row},größer\n")));
        string path = folder.Write("data.csv", [.. start, (byte)'1', (byte)',', 0xC3, (byte)'\n']);
        Assert.StartsWith("line 40001: the byte 0xC3", DataFolder.ErrorNaming(path, () => CsvDataset.Load(path)));
    }

    [Fact]
    public void Load_Utf16_IsKnownByItsMarkOrByName()
    {
        byte[] text = Encoding.Unicode.GetBytes("1,größer\n2,kleiner\n");
        Assert.Equal(["größer", "kleiner"], CsvDataset.Load(folder.Write("marked.csv", [0xFF, 0xFE, .. text])).ClassNames);
        Assert.Equal(
            ["größer", "kleiner"],
            CsvDataset.Load(folder.Write("big.csv", [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes("1,größer\n2,kleiner\n")])).ClassNames);
        string bare = folder.Write("bare.csv", text);
        Assert.Equal("is not valid UTF-8; if it is UTF-16, use --encoding utf-16 (or utf-16BE).", DataFolder.ErrorNaming(bare, () => CsvDataset.Load(bare)));
        Assert.Equal(["größer", "kleiner"], CsvDataset.Load(bare, new() { Encoding = "utf-16" }).ClassNames);
    }

    private Dataset Load(string text, CsvOptions? options = null) => CsvDataset.Load(folder.Write("data.csv", text), options);

    private void Refused(string expected, string text, CsvOptions? options = null)
    {
        string path = folder.Write("data.csv", text);
        Assert.Equal(expected, DataFolder.ErrorNaming(path, () => CsvDataset.Load(path, options)));
    }
}
