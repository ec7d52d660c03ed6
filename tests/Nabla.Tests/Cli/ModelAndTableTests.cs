using Nabla.Learning;
using Nabla.Tests.Learning.Data;
using Xunit;

namespace Nabla.Tests.Cli;

/// <summary>A model remembers the table it was trained on: matching tables are accepted, others are rejected.</summary>
public sealed class ModelAndTableTests : IDisposable
{
    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    private string Model => Path.Combine(folder.In("run"), "model.safetensors");

    [Fact]
    public void Use_TargetInFrontWithoutHeader_IsFoundAgain()
    {
        // The class comes first, and the first feature alone determines it.
        var rows = Enumerable.Range(0, 60).Select(row => $"{(row % 2 == 0 ? "a" : "b")},{(row % 2 == 0 ? 1 : -1) * (1 + row * 0.01):F2},{row % 7}.5").ToArray();
        var table = folder.Write("table.csv", string.Join('\n', rows) + "\n");
        Train(table, "--target", "1");

        Assert.StartsWith("test accuracy 100.00 %", Tool.Succeed("evaluate", Model, $"csv:{table}").LastLine);
        var expected = Tool.Succeed("predict", Model, $"csv:{table}").Output;
        var bare = folder.Write("bare.csv", string.Join('\n', rows.Select(row => row[2..])) + "\n");
        Assert.Equal(expected, Tool.Succeed("predict", Model, $"csv:{bare}").Output);
        var moved = folder.Write("moved.csv", string.Join('\n', rows.Select(row => $"{row[2..]},{row[0]}")) + "\n");
        Assert.Equal(expected, Tool.Succeed("predict", Model, $"csv:{moved}", "--target", "3").Output);
        var narrow = folder.Write("narrow.csv", "1\n2\n");
        Assert.Equal(
            $"nabla: {narrow}: has 1 columns, but the model was trained on 2 features and the target in column 1 of 3.",
            Refuse("predict", Model, $"csv:{narrow}"));
    }

    [Fact]
    public void Use_ModelWithoutATable_DemandsTheTarget()
    {
        // Labels come first: nothing distinguishes them from the first feature.
        string[] rows = [.. Enumerable.Range(0, 20).Select(row => $"{row % 2},{row % 2}.5,{row % 7}.25")];
        var table = folder.Write("table.csv", string.Join('\n', rows) + "\n");
        var data = Dataset.ForClassification("set", new float[40], [2], [.. Enumerable.Range(0, 20).Select(row => row % 2)], ["0", "1"]);
        ModelFile.Save(folder.In("bare.safetensors"), TrainedModel.Create(new Sequential { new Linear(2, 2, new Generator(1)) }, data, new CrossEntropyLoss()));
        foreach (var command in (string[])["evaluate", "predict"])
        {
            var message =
                $"nabla: {table}: has 3 columns, one more than the 2 features of the model, "
                + "which does not know the position of the target: say --target 1 to 3.";
            Assert.Equal(message, Refuse(command, folder.In("bare.safetensors"), $"csv:{table}"));
            Tool.Succeed(command, folder.In("bare.safetensors"), $"csv:{table}", "--target", "1");
        }
        var named = TrainedModel.Create(
            new Sequential { new Linear(2, 2, new Generator(1)) },
            Dataset.ForClassification("set", new float[4], [2], [0, 1], ["0", "1"], ["p", "q"]),
            new CrossEntropyLoss());
        ModelFile.Save(folder.In("named.safetensors"), named);
        Assert.Contains("say --target 1 to 3.", Refuse("evaluate", folder.In("named.safetensors"), $"csv:{table}"));
        table = folder.Write("named.csv", "class,p,q\n" + string.Join('\n', rows) + "\n");
        Assert.Contains("if it is the target, use --target class", Refuse("evaluate", folder.In("named.safetensors"), $"csv:{table}"));
        Tool.Succeed("evaluate", folder.In("named.safetensors"), $"csv:{table}", "--target", "class");
    }

    [Fact]
    public void Train_EachExampleOfAClassOfItsOwn_SaysSo()
    {
        var table = folder.Write("table.csv", string.Concat(Enumerable.Range(0, 26).Select(row => $"{row}.5,{(char)('a' + row)}\n")));
        Assert.StartsWith(
            $"nabla: {table}: each of the 26 examples is the only one of its class; ",
            Refuse("train", $"csv:{table}", "--out", folder.In("run")));
        var data = CsvDataset.Load(table);
        Assert.StartsWith(
            "table: each of the 26 examples is the only one of its class",
            Assert.Throws<InvalidOperationException>(() => data.Split(0.2, new HostRandom(1))).Message);
    }

    [Fact]
    public void Read_OneEndlessLine_SaysHowLongItWas()
    {
        var start = "1,2\n3,"u8.ToArray();
        var table = folder.Write("bomb.csv.gz", DataFolder.Gzip([.. start, .. Enumerable.Repeat((byte)'5', 200 << 20)]));
        var error = Tool.RunWith([("DOTNET_GCHeapHardLimit", "0x8000000")], "data", $"csv:{table}").Error;
        var size = System.Text.RegularExpressions.Regex.Match(error, @"takes (\d+) MiB, but only \d+ MiB of memory are left").Groups[1].Value;
        Assert.True(int.TryParse(size, out var number) && number is >= 16 and <= 256, error);
    }

    [Fact]
    public void Predict_RowsThatLackAValue_KeepTheirLines()
    {
        string Table(Func<int, string> target, Func<int, string> q) =>
            "p,q,class\n" + string.Concat(Enumerable.Range(0, 20).Select(row => $"{row}.5,{q(row)},{target(row)}\n"));
        Train(folder.Write("table.csv", Table(row => row % 2 == 0 ? "u" : "v", row => $"{row % 3}")));
        var whole = Tool.Succeed("predict", Model, $"csv:{folder.In("table.csv")}").Output.Split('\n');

        // The target may be missing.
        var open = folder.Write("open.csv", Table(row => row % 5 == 0 ? "" : "?", row => $"{row % 3}"));
        Assert.Equal(whole, Tool.Succeed("predict", Model, $"csv:{open}").Output.Split('\n'));
        Assert.Equal(whole, Tool.Succeed("predict", Model, $"csv:{open}", "--missing", "drop").Output.Split('\n'));

        var gaps = folder.Write("gaps.csv", Table(_ => "", row => row is 0 or 7 or 8 or 19 ? "NA" : $"{row % 3}"));
        Refuse("predict", Model, $"csv:{gaps}");
        var result = Tool.Run("predict", Model, $"csv:{gaps}", "--missing", "drop");
        Assert.Equal(0, result.ExitCode);
        Assert.Equal("nabla: warning: gaps: 4 of 20 rows lack a value, so their predictions are NA: rows 1, 8, 9, 20\n", result.Error);
        Assert.Equal(whole.Select((line, row) => row is 1 or 8 or 9 or 20 ? "NA,NA,NA" : line), result.Output.Split('\n'));
    }

    [Theory]
    [InlineData(
        "p,q,class\n1,2,u\n",
        "there is no column r, but class; the model was trained on p, q, r, with the target 'class'.",
        "there is no column r; the model was trained on p, q, r, with the target 'class'.")]
    [InlineData(
        "q,p,r,class\n1,2,3,u\n",
        "the columns are in a different order: q, p, r; the model was trained on p, q, r, with the target 'class', in this order.",
        null)]
    [InlineData("a,b,c,class\n1,2,3,u\n", "there is no column p, q, r, but a, b, c; the model was trained on p, q, r, with the target 'class'.", null)]
    [InlineData(
        "p,q,r,label\n1,2,3,u\n",
        "column label: the model was trained on p, q, r, with the target 'class'; if it is the target, use --target label, else remove it.",
        null)]
    [InlineData("id,p,q,r,class\n7,1,2,3,u\n", "column id: the model was trained on p, q, r, with the target 'class'; remove what it does not know.", null)]
    public void Use_OtherColumns_AreRefused(string text, string message, string? other)
    {
        Train(folder.Write(
            "table.csv",
            "p,q,r,class\n"
            + string.Concat(Enumerable.Range(0, 20).Select(row => $"{row},{row % 3}.5,{row % 5},{(row % 2 == 0 ? "u" : "v")}\n"))));
        var table = folder.Write("other.csv", text);
        foreach (var command in (string[])["evaluate", "predict"])
        {
            var error = Refuse(command, Model, $"csv:{table}");
            Assert.Contains(error, new[] { message, other ?? message }.Select(each => $"nabla: {table}: {each}"));
        }
        if (text.Contains("label")) Tool.Succeed("predict", Model, $"csv:{table}", "--target", "label");
    }

    [Fact]
    public void Evaluate_ClassesWrittenAsOtherNumbers_AreTheSame()
    {
        string Table(Func<int, string> label) =>
            "x,y,kind\n" + string.Concat(Enumerable.Range(0, 60).Select(row => $"{row % 3},{row % 3 * 2}.5,{label(row % 3 + 1)}\n"));
        Train(folder.Write("whole.csv", Table(kind => $"{kind}")), "--task", "classification");
        var points = folder.Write("points.csv", Table(kind => $"{kind}.0"));
        Assert.Equal(
            Tool.Succeed("evaluate", Model, $"csv:{folder.In("whole.csv")}").LastLine,
            Tool.Succeed("evaluate", Model, $"csv:{points}").LastLine);
        var indices = folder.Write("indices.csv", Table(kind => $"{kind - 1}"));
        Assert.StartsWith($"nabla: {indices}: line 2, column 3 'kind': '0' is not one of the classes 1, 2, 3.", Refuse("evaluate", Model, $"csv:{indices}"));
    }

    [Fact]
    public void Train_AnyTable_SaysFirstWhatItUnderstood()
    {
        var table = folder.Write(
            "table.csv",
            "a;b;y\n" + string.Concat(Enumerable.Range(0, 40).Select(row => $"{row};{(row == 3 ? "NA" : $"{row % 4}")};{row % 26 + 1}\n")));
        var lines = Train(table, "--missing", "drop").Output.Split('\n');
        Assert.Equal(
            $"{table}: 39 rows of 3 columns; header: yes, line 1 is text above numbers; fields separated by ';'; decimal mark '.'; encoding utf-8",
            lines[0]);
        Assert.Equal("features: 2 columns (a, b)", lines[1]);
        Assert.Equal(
            "target: column 3 'y': regression: its values are numbers, not 0 to K − 1; --task classification takes its 26 values as classes",
            lines[2]);
        Assert.Equal("rows dropped because a value is missing: 1 of 40", lines[3]);
        Assert.StartsWith("xor: 100 rows of 2 columns", Tool.Succeed("train", "xor:100", "--epochs", "1", "--out", folder.In("run")).Output);
    }

    [Fact]
    public void Train_TargetThatIsConstantInTheTest_HasNoR2()
    {
        var table = folder.Write("table.csv", string.Concat(Enumerable.Range(0, 30).Select(row => $"{row},{(row == 29 ? 7.5 : 5.5)}\n")));
        Train(table, "--test", "0.01");
        Assert.DoesNotContain(
            "∞",
            File.ReadAllText(Path.Combine(folder.In("run"), "metrics.csv"))
            + File.ReadAllText(Path.Combine(folder.In("run"), "metrics.csv")).Replace("Infinity", "∞"));
        var constant = folder.Write("constant.csv", "1,5.5\n2,5.5\n");
        Assert.StartsWith("test R² undefined (all targets are equal), root mean square error ", Tool.Succeed("evaluate", Model, $"csv:{constant}").LastLine);
        Assert.Contains("\"test_r2\":null", Tool.Succeed("evaluate", Model, $"csv:{constant}", "--json").LastLine);
    }

    [Fact]
    public void Train_TimesInSeconds_AreLearnedAndPredictedInFull()
    {
        var table = folder.Write("times.csv", string.Concat(Enumerable.Range(0, 200).Select(row => $"{1_700_000_000 + row},{1_700_000_000 + 2 * row}\n")));
        Train(table, "--model", "linear", "--epochs", "200");
        var line = Tool.Succeed("evaluate", Model, $"csv:{table}").LastLine;
        Assert.StartsWith("test R² 1.0000", line);
        var predicted = Tool.Succeed("predict", Model, $"csv:{table}").Output
            .Split('\n')[1..^1]
            .Select(text => double.Parse(text, System.Globalization.CultureInfo.InvariantCulture))
            .ToArray();
        for (var row = 0; row < 200; row++) Assert.Equal(1_700_000_000 + 2 * row, predicted[row], 8.0);
    }

    [Fact]
    public void Train_OneNumberFarFromAllOthers_Warns()
    {
        var table = folder.Write("table.csv", string.Concat(Enumerable.Range(0, 40).Select(row => $"{(row == 0 ? "1e30" : $"{row}")},{row % 2}\n")));
        var result = Tool.Run("train", $"csv:{table}", "--epochs", "1", "--out", folder.In("run"));
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("nabla: warning: column 'x1': of 3", result.Error);
    }

    [Fact]
    public void Predict_NumbersThatOverflow_AreRefusedByRow()
    {
        var table = folder.Write("table.csv", string.Concat(Enumerable.Range(0, 40).Select(row => $"{row},{row % 2}\n")));
        Train(table);
        var huge = folder.Write("huge.csv", "1\n1e300\n");
        Assert.StartsWith("nabla: example 2 of 2: the network's output is NaN; ", Refuse("predict", Model, $"csv:{huge}"));
    }

    [Fact]
    public void Read_FromAPipe_IsReadOnce()
    {
        if (OperatingSystem.IsWindows()) return;
        var text = string.Concat(Enumerable.Range(0, 50).Select(row => $"{row},{row % 2}\n"));
        var result = Tool.RunWithInput(text, "data", "csv:/dev/stdin");
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains("50 rows of 2 columns", result.Output);
        var packed = Tool.RunWithInput(DataFolder.Gzip(System.Text.Encoding.UTF8.GetBytes(text)), "data", "csv:/dev/stdin");
        Assert.Contains("50 rows of 2 columns", packed.Output);
    }

    [Fact]
    public void Show_NamesWithControlCharacters_AreMadeVisible()
    {
        var table = folder.Write(
            "table.csv",
            string.Concat(Enumerable.Range(0, 20).Select(row => $"{row},{(row % 2 == 0 ? "\u001b[31mred" : "b\u202Elack")}\n")));
        var output = Train(table).Output + Tool.Succeed("data", $"csv:{table}").Output + Tool.Succeed("summary", Model).Output;
        Assert.DoesNotContain('\u001b', output);
        Assert.DoesNotContain('\u202E', output);
        Assert.Contains("·[31mred", output);
    }

    private ToolResult Train(string table, params string[] options) => Tool.Succeed([
        "train", $"csv:{table}", "--lr", "0.02", "--out", folder.In("run"), .. options,
        .. options.Contains("--model") ? (string[])[] : ["--hidden", "8"], .. options.Contains("--epochs") ? (string[])[] : ["--epochs", "20"]]);

    private static string Refuse(params string[] arguments)
    {
        var result = Tool.Run(arguments);
        Assert.True(result.ExitCode == 2, $"exit code {result.ExitCode}\n{result.Error}\n{result.Output}");
        Assert.Equal("", result.Output);
        return result.Error.TrimEnd('\n');
    }
}
