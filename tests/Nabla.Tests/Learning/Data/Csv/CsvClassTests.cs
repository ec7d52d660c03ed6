using System.Globalization;
using Nabla.Learning;
using Xunit;

namespace Nabla.Tests.Learning.Data;

/// <summary>The meaning of text in the target column: class names, quantities in an unsupported form, or one class with two spellings.</summary>
public sealed class CsvClassTests : IDisposable
{
    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("{0} kg", 40)]
    [InlineData("{0} kg", 4)]
    [InlineData("12:{0:D2}", 40)]
    [InlineData("2024-01-{0:D2}", 40)]
    [InlineData("0.{0}pct", 40)]
    [InlineData("<{0}", 40)]
    [InlineData("≥ {0}.5 m", 40)]
    [InlineData("{0}/2", 40)]
    [InlineData("{0}-{0}5", 40)]
    [InlineData("00{0}", 40)]
    [InlineData("kg {0}", 40)]
    [InlineData("Jan {0}, 2024", 40)]
    public void Load_QuantitiesAsText_AreNoClasses(string form, int different)
    {
        string Text(int row) => string.Format(CultureInfo.InvariantCulture, form, row % different + 1);
        string table = string.Concat(Enumerable.Range(0, 40).Select(row => $"{row};\"{Text(row)}\"\n"));
        if (different == 4)
        {
            Assert.Equal(4, Load(table).ClassNames.Count);
            table = string.Concat(Enumerable.Range(0, 4).Select(row => $"{row};\"{Text(row)}\"\n"));
        }
        string message = Error(table);
        Assert.StartsWith($"line 1, column 2: '{Text(0)}' looks like ", message);
        Assert.Contains("--task classification", message);
        Assert.Equal(different, Load(table, new() { Task = LearningTask.Classification }).ClassNames.Count);
    }

    [Fact]
    public void Load_QuantitiesAsText_NameTheFirstRowAndTheWaysOut() => Assert.Equal(
        "line 2, column 2 'w': '0 kg' looks like a quantity, like most of the column, which has 3 different values in 4 rows; "
        + "write plain numbers, or say --task classification to take each value as a class.",
        Error("a,w\n1,0 kg\n2,1 kg\n3,2 kg\n4,0 kg\n"));

    [Theory]
    [InlineData("class{0}", 2)]
    [InlineData("class{0}", 5)]
    [InlineData("{0}st", 3)]
    [InlineData("{0}0-{0}9 years", 6)]
    [InlineData("00{0}", 3)]
    [InlineData("{0} mg", 3)]
    public void Load_NamesWithDigitsThatRepeat_AreClasses(string form, int different)
    {
        string table = string.Concat(
            Enumerable.Range(0, 40).Select(row => $"{row};{string.Format(CultureInfo.InvariantCulture, form, row % different + 1)}\n"));
        Assert.Equal(different, Load(table).ClassNames.Count);
    }

    [Theory]
    [InlineData("new\u00A0york", "new york", "'new york' and 'new\\u00A0york' on line 1")]
    [InlineData("new  york", "new york", "'new york' and 'new  york' on line 1")]
    [InlineData("ca\u200Bt", "cat", "'cat' and 'ca\\u200Bt' on line 1")]
    [InlineData("cat", "\uFEFFcat", "'\\uFEFFcat' and 'cat' on line 1")]
    [InlineData("caf\u00E9", "cafe\u0301", "'cafe\\u0301' and 'caf\\u00E9' on line 1")]
    public void Load_ClassesThatLookTheSame_AreRefused(string one, string other, string shown)
    {
        string message = $"line 2, column 2: {shown} look the same, but are spelled differently; use one spelling.";
        string table = $"1;{one}\n2;{other}\n3;x\n";
        Assert.Equal(message, Error(table));
        Assert.Equal(message, Error(table, new() { Task = LearningTask.Classification }));
    }

    [Fact]
    public void Load_ClassesThatLookTheSame_AreRefusedByTheToolToo()
    {
        // It runs without ICU data.
        string path = folder.Write("data.csv", "1;caf\u00E9\n2;cafe\u0301\n3;x\n");
        Assert.Contains("'cafe\\u0301' and 'caf\\u00E9' on line 1 look the same", Cli.Tool.Run("data", $"csv:{path}").Error);
        path = folder.Write("data.csv", "1;p\u00E9re\n2;p\u00E8re\n3;x\n4;e\u0301\n5;e\u0300\n");
        Cli.Tool.Succeed("data", $"csv:{path}");
    }

    [Fact]
    public void Load_ClassesThatDifferInCapitals_AreWarnedAbout()
    {
        Dataset data = Load("1,Yes\n2,yes\n3,no\n");
        Assert.Equal(3, data.ClassNames.Count);
        Assert.Contains("warning: the classes 'Yes' and 'yes' differ only in case; if they are the same class, use one spelling", data.ReadingNotes);
        Assert.DoesNotContain(Load("1,Yes\n2,no\n").ReadingNotes, note => note.Contains("warning"));
    }

    [Fact]
    public void Load_TargetThatIsANameAndTheNumberOfAnotherColumn_IsRefused()
    {
        const string Table = "3,1,2\n0.5,7.5,9.5\n1.5,8.5,9.75\n";
        CsvOptions Target(string target) => new() { Target = target, HasHeader = true };
        Assert.Equal(
            "the target '1' is the name of column 2 and the number of column 1: say --target '#2' or '#1' to choose by number.",
            Error(Table, Target("1")));
        Assert.Equal(["3"], Load(Table, Target("#1")).TargetNames);
        Assert.Equal(["1"], Load(Table, Target("#2")).TargetNames);
        Assert.Equal(["1"], Load("1,a\n0.5,7.5\n1.5,8.5\n", Target("1")).TargetNames);
        Assert.Equal("has no column '#4'; its columns are 3, 1, 2.", Error(Table, Target("#4")));
    }

    private Dataset Load(string text, CsvOptions? options = null) => CsvDataset.Load(folder.Write("data.csv", text), options);

    private string Error(string text, CsvOptions? options = null)
    {
        string path = folder.Write("data.csv", text);
        return DataFolder.ErrorNaming(path, () => CsvDataset.Load(path, options));
    }
}
