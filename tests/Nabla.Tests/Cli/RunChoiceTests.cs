using System.Text.Json;
using Nabla.Tests.Learning.Data;
using Xunit;

namespace Nabla.Tests.Cli;

/// <summary>The options of <c>nabla train</c> for the course of a run.</summary>
public sealed class RunChoiceTests : IDisposable
{
    private static readonly string[] Moons = ["train", "moons:400", "--hidden", "8"];

    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Train_WithPatience_StopsAndSaysWhy()
    {
        var result = Tool.Succeed([.. Moons, "--epochs", "300", "--lr", "0.5", "--constant-rate", "--patience", "3", "--out", folder.In("run"), "--json"]);
        Assert.Matches(@"\nstopped after \d+ of 300 epochs: the validation loss has not fallen in 3 validations; the best weights are kept\n", result.Output);
        var json = JsonDocument.Parse(result.LastLine).RootElement;
        Assert.InRange(json.GetProperty("epochs").GetInt32(), 4, 299);
        Assert.False(json.GetProperty("interrupted").GetBoolean());
        Assert.True(File.Exists(folder.In("run/model.safetensors")));
    }

    [Fact]
    public void Train_WithATimeLimit_StopsAndSaves()
    {
        foreach (var limit in (string[])["0.2", "0.2s", "0.0001m"])
        {
            var result = Tool.Succeed([.. Moons, "--epochs", "1000000", "--time-limit", limit, "--out", folder.In(limit)]);
            Assert.Contains("the time limit of 0.", result.Output);
            Assert.StartsWith("test accuracy", result.LastLine);
            Assert.True(File.Exists(Path.Combine(folder.In(limit), "model.safetensors")));
        }
    }

    [Fact]
    public void Train_OverfittingBatches_LearnsThemByHeart()
    {
        var result = Tool.Succeed(["train", "digits:500", "--hidden", "32", "--overfit-batches", "1", "--epochs", "120", "--out", folder.In("run")]);
        Assert.Contains("64 examples to train, 64 to validate", result.Output);
        Assert.Matches(@"epoch 120  loss 0\.0\d+  accuracy 100\.00 %  validation 0\.0\d+, 100\.00 %", result.Output);
    }

    [Fact]
    public void Train_Dry_TriesEverythingAndLeavesNothing()
    {
        var before = Directory.GetDirectories(Path.GetTempPath(), "nabla-*").Length;
        var here = Directory.GetCurrentDirectory();
        var result = Tool.Succeed([.. Moons, "--dry-run"]);
        Assert.StartsWith("dry run: one batch was trained, validated and tested", result.LastLine);
        Assert.Contains("64 examples to train, 20 to validate", result.Output);
        Assert.InRange(Directory.GetDirectories(Path.GetTempPath(), "nabla-*").Length, 0, before);
        Assert.False(Directory.Exists(Path.Combine(here, "runs", "moons")));
        var text = folder.Write("poem.txt", string.Concat(Enumerable.Repeat("the sun the sea the sky ", 50)));
        var ofText = Tool.Succeed("train", $"text:{text}", "--model", "lstm", "--hidden", "8", "--context", "8", "--dry-run");
        Assert.StartsWith("dry run: one batch", ofText.LastLine);
    }

    [Fact]
    public void Train_AnyPrefetch_LeavesTheSameModel()
    {
        foreach (var workers in (string[])["0", "1", "4"]) Tool.Succeed([.. Moons, "--epochs", "3", "--prefetch", workers, "--out", folder.In(workers)]);
        var expected = File.ReadAllBytes(folder.In("0/model.safetensors"));
        Assert.All((string[])["1", "4"], workers => Assert.Equal(expected, File.ReadAllBytes(folder.In($"{workers}/model.safetensors"))));
    }

    [Theory]
    [InlineData("--patience 0: there must be at least 1 validation.", "--patience", "0")]
    [InlineData("--validate-every 0: there must be at least 1 step.", "--validate-every", "0")]
    [InlineData("--overfit-batches 0: there must be at least 1 batch.", "--overfit-batches", "0")]
    [InlineData("--prefetch -1: it must be from 0 to 1024.", "--prefetch", "-1")]
    [InlineData("--time-limit 0: it must be a duration above 0, such as 90s, 10m or 1.5h.", "--time-limit", "0")]
    [InlineData("--time-limit 5x: it must be a duration above 0, such as 90s, 10m or 1.5h.", "--time-limit", "5x")]
    [InlineData("--time-limit -5: it must be a duration above 0, such as 90s, 10m or 1.5h.", "--time-limit", "-5")]
    [InlineData("--patience needs validation examples; use a larger --validation.", "--patience", "2", "--validation", "0")]
    [InlineData("--keep-best needs validation examples; use a larger --validation.", "--keep-best", "--validation", "0")]
    public void Train_WrongValue_IsRefused(string message, params string[] options)
    {
        var result = Tool.Run([.. Moons, "--out", folder.In("run"), .. options]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(message, result.Error);
        Assert.False(File.Exists(folder.In("run/model.safetensors")));
    }
}
