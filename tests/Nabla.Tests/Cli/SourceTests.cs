using Nabla.Tests.Learning.Data;
using Nabla.Tests.Learning.Data.Images;
using Nabla.Tests.Learning.Data.Parquet;
using Parquet.Schema;
using Xunit;

namespace Nabla.Tests.Cli;

/// <summary>Parquet files and folders of images on the command line.</summary>
public sealed class SourceTests : IDisposable
{
    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    private string Model => Path.Combine(folder.In("run"), "model.safetensors");

    [Fact]
    public void Parquet_TrainEvaluatePredict_AreThoseOfTheCsvFile()
    {
        int[] rows = [.. Enumerable.Range(0, 60)];
        var parquet = ParquetFiles.Write(
            folder.In("table.parquet"),
            [new DataField<double>("a"), new DataField<long>("b"), new DataField<string>("kind", false)],
            [[rows.Select(row => row / 4.0).ToArray(), rows.Select(row => (long)row % 7).ToArray(), rows.Select(row => row < 30 ? "low" : "high").ToArray()]]);
        var lines = rows.Select(row => FormattableString.Invariant($"{row / 4.0},{row % 7},{(row < 30 ? "low" : "high")}\n"));
        var csv = folder.Write("table.csv", "a,b,kind\n" + string.Concat(lines));
        var trained = Tool.Succeed("train", $"parquet:{parquet}", "--epochs", "5", "--lr", "0.02", "--out", folder.In("run"));
        Assert.Contains("60 rows of 3 columns; Parquet, 1 row group", trained.Output);
        Assert.Equal(Tool.Succeed("evaluate", Model, $"csv:{csv}").LastLine, Tool.Succeed("evaluate", Model, $"parquet:{parquet}").LastLine);
        Assert.Equal(Tool.Succeed("predict", Model, $"csv:{csv}").Output, Tool.Succeed("predict", Model, $"parquet:{parquet}").Output);
        Assert.Contains("column 3 'kind' holds text", Refuse("data", $"parquet:{parquet}", "--target", "b"));
        var swapped = ParquetFiles.Write(
            folder.In("swapped.parquet"), [new DataField<double>("b"), new DataField<double>("a")], [[new double[1], new double[1]]]);
        Assert.Contains("the columns are in a different order", Refuse("predict", Model, $"parquet:{swapped}"));
        Assert.Contains("would replace", Refuse("predict", Model, $"parquet:{parquet}", "--out", parquet));
    }

    [Theory]
    [InlineData("parquet", "--delimiter ;")]
    [InlineData("parquet", "--header yes")]
    [InlineData("parquet", "--decimal ,")]
    [InlineData("parquet", "--encoding latin1")]
    [InlineData("parquet", "--target-file x")]
    [InlineData("parquet", "--image-size 28")]
    [InlineData("csv", "--image-channels gray")]
    [InlineData("images", "--missing drop")]
    [InlineData("images", "--target 1")]
    [InlineData("digits", "--image-size 28")]
    public void Option_OfAnotherSource_IsRefusedByName(string source, string option) =>
        Assert.Contains($"omit it for '{source}:x'.", Refuse(["data", $"{source}:x", .. option.Split(' ')]));

    [Fact]
    public void Images_TrainEvaluatePredict_OnFoldersWithAndWithoutSplit()
    {
        for (int i = 0; i < 40; i++)
        {
            WriteImage($"train/bright/{i}.png", 28, i, true);
            WriteImage($"train/dark/{i}.png", 28, i, false);
        }
        for (int i = 0; i < 5; i++) WriteImage($"test/dark/{i}.png", 28, i + 100, false);
        var trained = Tool.Succeed("train", $"images:{folder.Path}", "--model", "lenet1", "--epochs", "2", "--out", folder.In("run"));
        Assert.Contains("5 to test", trained.Output);
        Assert.Contains(": 5 images as gray", Tool.Succeed("data", $"images:{folder.Path}").Output);
        Assert.StartsWith("test accuracy 100.00 %", Tool.Succeed("evaluate", Model, $"images:{folder.Path}").LastLine);
        var predicted = Tool.Succeed("predict", Model, $"images:{folder.Path}").Output;
        Assert.Equal(6, predicted.TrimEnd('\n').Split('\n').Length);
        // Images without classes, and images of another size, which get that of the model.
        Assert.Equal(predicted, Tool.Succeed("predict", Model, $"images:{Path.Combine(folder.In("test"), "dark")}").Output);
        for (int i = 0; i < 6; i++) WriteImage($"large/{(i % 2 == 0 ? "bright" : "dark")}/{i}.png", 56, i, i % 2 == 0);
        Assert.Contains("resized to 28×28", Tool.Succeed("evaluate", Model, $"images:{folder.In("large")}").Output);
        Assert.Contains(
            "--image-size 14: the model takes images of the shape [28, 28]; omit",
            Refuse("evaluate", Model, $"images:{folder.In("large")}", "--image-size", "14"));
        Assert.Contains("--image-channels rgb: the model takes", Refuse("evaluate", Model, $"images:{folder.In("large")}", "--image-channels", "rgb"));
        Assert.Contains("would replace", Refuse("predict", Model, $"images:{folder.In("large")}", "--out", Path.Combine(folder.In("large"), "dark", "1.png")));
        Assert.Contains("--image-size 0: it must be a size", Refuse("data", $"images:{folder.In("large")}", "--image-size", "0"));
        Assert.Contains("examples of [14, 10]", Tool.Succeed("data", $"images:{folder.In("large")}", "--image-size", "14x10").Output);
        Assert.Contains("examples of [3, 56, 56]", Tool.Succeed("data", $"images:{folder.In("large")}", "--image-channels", "rgb").Output);
        var split = Tool.Succeed("train", $"images:{folder.In("large")}", "--test", "0.5", "--image-size", "8", "--epochs", "1", "--out", folder.In("other"));
        Assert.Contains("to test", split.Output);
    }

    [Fact]
    public void Images_ForAModelOfATable_AreRefused()
    {
        Tool.Succeed("train", "xor:50", "--epochs", "1", "--out", folder.In("run"));
        WriteImage("set/a/1.png", 1, 1, true);
        Assert.Contains("the model takes examples of the shape [2], not images.", Refuse("evaluate", Model, $"images:{folder.In("set")}"));
    }

    private void WriteImage(string name, int size, int seed, bool isBright)
    {
        var path = folder.In(name.Replace('/', Path.DirectorySeparatorChar));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var random = new Random(seed);
        File.WriteAllBytes(path, Pictures.Encode(size, size, (_, _) => Pictures.Level((byte)(random.Next(100) + (isBright ? 150 : 0))), isGray: true));
    }

    private static string Refuse(params string[] arguments)
    {
        var result = Tool.Run(arguments);
        Assert.Equal(2, result.ExitCode);
        Assert.Single(result.Error.TrimEnd('\n').Split('\n'));
        return result.Error;
    }
}
