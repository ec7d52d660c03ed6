using System.Globalization;
using System.Text.Json;
using Nabla.Learning;
using Nabla.Tests.Learning.Data;
using Xunit;

namespace Nabla.Tests.Cli;

/// <summary>Successful runs: training writes its output folder, and other processes can use it.</summary>
public sealed class TrainTests : IDisposable
{
    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Train_CsvWithClasses_LeavesAModelThatOtherProcessesUse()
    {
        var file = folder.Write("flowers.csv", Flowers());
        var run = folder.In("run");

        var trained = Tool.Succeed("train", $"csv:{file}", "--hidden", "8", "--epochs", "30", "--batch", "16", "--lr", "0.02", "--out", run, "--json");

        var json = Parse(trained.LastLine);
        Assert.Equal(
            [
                "data", "model", "parameters", "epochs", "interrupted", "train_loss", "validation_loss", "test_loss", "test_accuracy", "test_error",
                "training_seconds", "seconds",
            ],
            json.EnumerateObject().Select(member => member.Name));
        Assert.Equal("flowers", json.GetProperty("data").GetString());
        Assert.Equal(3 * 8 + 8 + 8 * 3 + 3, json.GetProperty("parameters").GetInt32());
        Assert.Equal(30, json.GetProperty("epochs").GetInt32());
        Assert.False(json.GetProperty("interrupted").GetBoolean());
        Assert.True(json.GetProperty("test_accuracy").GetDouble() > 0.9);
        Assert.Equal(1 - json.GetProperty("test_accuracy").GetDouble(), json.GetProperty("test_error").GetDouble(), 1e-8);
        var model = Path.Combine(run, "model.safetensors");
        Assert.Equal(model, json.GetProperty("model").GetString());
        AssertRunFolder(run, "epoch,train_loss,train_accuracy,validation_loss,validation_accuracy,seconds", 30);

        var evaluated = Parse(Tool.Succeed("evaluate", model, $"csv:{file}", "--json").LastLine);
        Assert.Equal(["data", "examples", "test_loss", "test_accuracy", "test_error"], evaluated.EnumerateObject().Select(member => member.Name));
        Assert.Equal(120, evaluated.GetProperty("examples").GetInt32());
        Assert.True(evaluated.GetProperty("test_accuracy").GetDouble() > 0.9);
        Assert.StartsWith("test accuracy ", Tool.Succeed("evaluate", model, $"csv:{file}").LastLine);

        var summary = Tool.Succeed("summary", model).Output;
        Assert.Contains("linear(in 3, out 8)", summary);
        Assert.Contains("output: 3 classes (blue, red, white)", summary);
        Assert.Contains("loss:   cross-entropy", summary);
    }

    [Fact]
    public void Predict_WithAndWithoutTargets_GivesTheLibrarysNumbers()
    {
        var file = folder.Write("flowers.csv", Flowers());
        Tool.Succeed("train", $"csv:{file}", "--hidden", "4", "--epochs", "2", "--out", folder.In("run"));
        var path = Path.Combine(folder.In("run"), "model.safetensors");
        var bare = folder.Write(
            "bare.csv",
            string.Concat(Flowers().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line[..line.LastIndexOf(',')] + "\n")));

        var printed = Tool.Succeed("predict", path, $"csv:{file}").Output;
        var written = Tool.Succeed("predict", path, $"csv:{bare}", "--out", folder.In("predictions.csv")).Output;

        Assert.Equal($"120 predictions for bare written to {folder.In("predictions.csv")}\n", written);
        Assert.Equal(printed, File.ReadAllText(folder.In("predictions.csv")));
        var model = ModelFile.Load(path);
        var expected = model.Predict(CsvDataset.LoadFeatures(file, new() { Schema = model.ExpectedTable }), TestContext.Current.CancellationToken);
        var lines = printed.TrimEnd('\n').Split('\n');
        Assert.Equal("class,blue,red,white", lines[0]);
        Assert.Equal(121, lines.Length);
        for (var row = 0; row < 120; row++)
        {
            var fields = lines[row + 1].Split(',');
            var probabilities = fields[1..].Select(field => (double)float.Parse(field, CultureInfo.InvariantCulture)).ToArray();
            Assert.Equal(expected[(3 * row)..(3 * row + 3)], probabilities);
            Assert.Equal(model.ClassNames[Array.IndexOf(probabilities, probabilities.Max())], fields[0]);
        }
    }

    [Fact]
    public void Predict_ExamplesOfOneClassOnly_AreNoError()
    {
        var file = folder.Write("flowers.csv", Flowers());
        Tool.Succeed("train", $"csv:{file}", "--hidden", "4", "--epochs", "1", "--out", folder.In("run"));
        var one = folder.Write("one.csv", "length,width,height,color\n1,2,0,red\n1.5,2,0,red\n");

        var lines = Tool.Succeed("predict", Path.Combine(folder.In("run"), "model.safetensors"), $"csv:{one}").Output.TrimEnd('\n').Split('\n');

        Assert.Equal(3, lines.Length);
    }

    [Fact]
    public void Train_SameCommandTwice_GivesTheSameBits()
    {
        foreach (var run in (string[])["first", "second"])
            Tool.Succeed("train", "moons:300", "--hidden", "8,8", "--epochs", "4", "--seed", "9", "--out", folder.In(run));
        Tool.Succeed("train", "moons:300", "--hidden", "8,8", "--epochs", "4", "--seed", "10", "--out", folder.In("other"));

        byte[] Model(string run) => File.ReadAllBytes(Path.Combine(folder.In(run), "model.safetensors"));
        Assert.Equal(Model("first"), Model("second"));
        Assert.NotEqual(Model("first"), Model("other"));
        // All columns except the seconds.
        string[] Metrics(string run) => [.. File.ReadAllLines(Path.Combine(folder.In(run), "metrics.csv")).Select(line => line[..line.LastIndexOf(',')])];
        Assert.Equal(Metrics("first"), Metrics("second"));
    }

    [Theory]
    [InlineData("sgd")]
    [InlineData("momentum")]
    [InlineData("adamw")]
    public void Train_MoonsWithEachOptimizer_LearnsThem(string optimizer)
    {
        string[] rate = optimizer == "adamw" ? ["--lr", "0.02"] : ["--lr", "0.2"];

        var output = Tool.Succeed([
            "train", "moons:600", "--hidden", "16", "--activation", "tanh", "--epochs", "25", "--batch", "16", "--optimizer", optimizer,
            .. rate, "--strength", "0.0001", "--out", folder.In("run"), "--json"]);

        Assert.True(Parse(output.LastLine).GetProperty("test_accuracy").GetDouble() > 0.85);
        Assert.Matches(
            @"\nmoons: 570 examples to train\b.*\b30 to validate\b.*\b120 to test\b[^e]*2 -> 16 -> 2, 82 parameters; "
            + @"loss cross-entropy: multi-class probabilistic classification\n",
            output.Output);
    }

    [Fact]
    public void Train_Regression_ReportsErrorInTheUnitsOfTheTarget()
    {
        var rows = Enumerable.Range(0, 80).Select(i => string.Create(
            CultureInfo.InvariantCulture, $"{i * 0.37 % 5},{i * 0.73 % 3},{1000 + 100 * (i * 0.37 % 5) - 200 * (i * 0.73 % 3)}\n"));
        var file = folder.Write("prices.csv", "a,b,price\n" + string.Concat(rows));
        var run = folder.In("run");

        var json = Parse(Tool.Succeed(
            "train", $"csv:{file}", "--hidden", "none", "--epochs", "80", "--batch", "8", "--lr", "0.05", "--out", run, "--json").LastLine);

        Assert.True(json.GetProperty("test_r2").GetDouble() > 0.99);
        Assert.InRange(json.GetProperty("test_rmse").GetDouble(), 0, 20);
        AssertRunFolder(run, "epoch,train_loss,validation_loss,validation_r2,seconds", 80);
        var predictions = Tool.Succeed("predict", Path.Combine(run, "model.safetensors"), $"csv:{file}").Output.Split('\n');
        Assert.Equal("price", predictions[0]);
        Assert.InRange(float.Parse(predictions[1], CultureInfo.InvariantCulture), 950, 1050);
    }

    [Fact]
    public void Train_RateThatDiverges_EndsWithNullsInsteadOfNumbersThatJsonLacks()
    {
        var result = Tool.Run(
            "train", "xor:40", "--optimizer", "sgd", "--loss", "squared-error", "--lr", "1e20", "--epochs", "5",
            "--out", folder.In("run"), "--json");

        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith("nabla: the loss is not finite from epoch 2 on, and neither are the weights: nothing is saved. It was ", result.Error);
        Assert.Matches(
            @" before the first step: take a smaller learning rate than 1E\+20\. --learning-rate 0\.\d+ works: it reaches a loss of \d\.\d+\.\n$",
            result.Error);
        foreach (var name in new[] { "train_loss", "model", "test_loss" }) Assert.Equal(JsonValueKind.Null, Parse(result.LastLine).GetProperty(name).ValueKind);
        Assert.False(File.Exists(Path.Combine(folder.In("run"), "model.safetensors")));
    }

    [Fact]
    public void Train_LossThatRisesWithoutNaN_FailsAndNamesARateThatWorks()
    {
        string[] arguments = ["train", $"csv:{RealData.File("sklearn", "digits.csv.gz")}", "--model", "delta", "--out", folder.In("run"), "--json"];
        var result = Tool.Run(arguments);
        Assert.Equal(1, result.ExitCode);
        var hint = System.Text.RegularExpressions.Regex.Match(
            result.Error,
            @"^nabla: the loss rose from \d+\.\d before the first step to \d\.\d+E\+2\d in epoch 13: nothing is saved\. "
            + @"Take a smaller learning rate than 0\.01\. --learning-rate (0\.\d+) works: it reaches a loss of 0\.\d+\.\n$");
        Assert.True(hint.Success, result.Error);
        Assert.Equal(JsonValueKind.Null, Parse(result.LastLine).GetProperty("model").ValueKind);
        Assert.False(File.Exists(Path.Combine(folder.In("run"), "model.safetensors")));

        var accuracy = Parse(Tool.Succeed([.. arguments, "--learning-rate", hint.Groups[1].Value]).LastLine).GetProperty("test_accuracy").GetDouble();
        Assert.True(accuracy > 0.9, $"{accuracy}");
    }

    [Fact]
    public void Train_Interrupted_StopsSavesSaysSoAndExitsWith130()
    {
        Assert.SkipWhen(Tool.Ignores("INT"), "Interrupts are ignored here, as in the background of a shell.");
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no kill -INT.");
        var run = folder.In("run");

        var result = Tool.Interrupt("epoch   2 ", "train", "moons:2000", "--hidden", "16", "--epochs", "100000", "--out", run, "--json");

        Assert.Equal(130, result.ExitCode);
        Assert.Equal("", result.Error);
        Assert.Contains("the network as it stands is saved in ", result.Output);
        var json = Parse(result.LastLine);
        Assert.True(json.GetProperty("interrupted").GetBoolean());
        Assert.Equal(JsonValueKind.Null, json.GetProperty("test_accuracy").ValueKind);
        var epochs = json.GetProperty("epochs").GetInt32();
        Assert.InRange(epochs, 2, 99_999);
        Assert.Contains($"stopped after {epochs} of 100000 epochs", result.Output);
        AssertRunFolder(run, "epoch,train_loss,train_accuracy,validation_loss,validation_accuracy,seconds", epochs);
        Assert.Equal(["upper", "lower"], ModelFile.Load(Path.Combine(run, "model.safetensors")).ClassNames);
    }

    [Fact]
    public void Data_Csv_ShowsCountsAndColumns()
    {
        var output = Tool.Succeed("data", $"csv:{folder.Write("flowers.csv", Flowers())}").Output;

        Assert.Contains("\nflowers: 120 examples of [3], 3 classes\n", output);
        foreach (var text in (string[])["blue", "red", "white", "length", "width", "height", "deviation"]) Assert.Contains(text, output);
    }

    [Fact]
    public void Train_IdxFolder_TrainsOnImages()
    {
        var images = new byte[40 * 4];
        var labels = new byte[40];
        for (var i = 0; i < 40; i++)
        {
            labels[i] = (byte)(i % 10);
            for (var j = 0; j < 4; j++) images[4 * i + j] = (byte)((labels[i] >> j & 1) * 255);
        }
        foreach (var part in (string[])["train", "t10k"])
        {
            folder.Write($"{part}-images-idx3-ubyte", DataFolder.Idx(images, 40, 2, 2));
            folder.Write($"{part}-labels-idx1-ubyte", DataFolder.Idx(labels, 40));
        }

        var json = Parse(Tool.Succeed(
            "train", $"mnist:{folder.Path}", "--hidden", "32", "--epochs", "150", "--batch", "8", "--lr", "0.02", "--validation", "0",
            "--out", folder.In("run"), "--json").LastLine);

        Assert.Equal(1, json.GetProperty("test_accuracy").GetDouble());
        Assert.Equal(JsonValueKind.Null, json.GetProperty("validation_loss").ValueKind);
    }

    [Fact]
    public void Help_OfTheTool_NamesEveryCommand()
    {
        var output = Tool.Succeed("--help").Output;

        foreach (var command in (string[])["train", "evaluate", "predict", "summary", "data"]) Assert.Contains($"  {command} ", output);
    }

    internal static JsonElement Parse(string line)
    {
        using var document = JsonDocument.Parse(line);
        return document.RootElement.Clone();
    }

    private static void AssertRunFolder(string run, string header, int epochs)
    {
        Assert.Equal(
            ["learning-curve.png", "metrics.csv", "model.safetensors", "report.html", "results.json"],
            Directory.GetFileSystemEntries(run).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        var metrics = File.ReadAllLines(Path.Combine(run, "metrics.csv"));
        Assert.Equal(header, metrics[0]);
        Assert.Equal(epochs, metrics.Length - 1);
        for (var epoch = 1; epoch <= epochs; epoch++) Assert.StartsWith($"{epoch},", metrics[epoch]);
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], File.ReadAllBytes(Path.Combine(run, "learning-curve.png"))[..4]);
    }

    /// <summary>Three well-separated classes of 40 examples with three features.</summary>
    private static string Flowers()
    {
        var random = new HostRandom(3);
        (string Color, double[] Center)[] kinds = [("red", [1, 2, 0]), ("blue", [4, 1, 1]), ("white", [2, 5, 3])];
        var rows = Enumerable.Range(0, 120).Select(i =>
            string.Join(',', kinds[i % 3].Center.Select(value => (value + 0.4 * random.NextNormal()).ToString("F3", CultureInfo.InvariantCulture)))
            + $",{kinds[i % 3].Color}\n");
        return "length,width,height,color\n" + string.Concat(rows);
    }
}
