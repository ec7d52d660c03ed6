using System.Text.Json;
using Nabla.Tests.Learning.Data;
using Xunit;

namespace Nabla.Tests.Cli;

/// <summary><c>nabla evaluate</c> with further metrics and a page.</summary>
public sealed class EvaluateTests : IDisposable
{
    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Evaluate_WithMetrics_PrintsThemForEachClass()
    {
        Tool.Succeed("train", "spirals:600", "--hidden", "16", "--epochs", "3", "--out", folder.In("run"));
        var model = folder.In("run/model.safetensors");
        var output = Tool.Succeed("evaluate", model, "spirals:600", "--metrics").Output;
        Assert.Matches(@"\n +class +precision +recall +F1 *\n", output);
        Assert.Matches(@"\n +mean +\d+\.\d+ % +\d+\.\d+ % +\d+\.\d+ %", output);
        Assert.Contains("\nROC-AUC 0.", output);
        Assert.StartsWith("test accuracy ", output.TrimEnd('\n').Split('\n')[^1]);
        var json = JsonDocument.Parse(Tool.Succeed("evaluate", model, "spirals:600", "--metrics", "--json").LastLine).RootElement;
        foreach (var name in (string[])["precision", "recall", "f1", "roc_auc", "calibration_error"])
            Assert.InRange(json.GetProperty(name).GetDouble(), 0, 1);
        Assert.True(json.GetProperty("perplexity").GetDouble() >= 1);
    }

    [Fact]
    public void Evaluate_WithReport_WritesAPageAndReplacesNoInput()
    {
        var table = folder.Write("t.csv", "a,b,y\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"{i % 7},{i % 5},{(i % 7 > 3 ? "up" : "down")}\n")));
        Tool.Succeed("train", $"csv:{table}", "--epochs", "3", "--out", folder.In("run"));
        var model = folder.In("run/model.safetensors");
        Tool.Succeed("evaluate", model, $"csv:{table}", "--report", folder.In("page.html"));
        Assert.Contains("<h2>Confusion matrix</h2>", File.ReadAllText(folder.In("page.html")));
        foreach (var input in (string[])[model, table])
        {
            var bytes = File.ReadAllBytes(input);
            Assert.Equal(2, Tool.Run("evaluate", model, $"csv:{table}", "--report", input).ExitCode);
            Assert.Equal(bytes, File.ReadAllBytes(input));
        }
    }

    [Fact]
    public void Train_FindingALearningRate_DrawsItAndTrainsNothing()
    {
        var result = Tool.Succeed("train", "digits:2000", "--hidden", "16", "--find-learning-rate", "--out", folder.In("run"));
        Assert.Matches(@"^digits: the loss falls fastest at --learning-rate 0\.\d+, and is lowest at ", result.Output);
        Assert.Equal([folder.In("run/learning-rate.html")], Directory.GetFiles(folder.In("run")));
        Assert.Contains("aria-label=\"Loss by learning rate\"", File.ReadAllText(folder.In("run/learning-rate.html")));
    }

    [Fact]
    public void Train_DetectingAnomalies_NamesTheStepAndFails()
    {
        var result = Tool.Run("train", "moons:200", "--hidden", "8", "--lr", "1e30", "--detect-anomaly", "--out", folder.In("run"));
        Assert.Equal(1, result.ExitCode);
        Assert.Matches(@"^nabla: step \d+: ", result.Error);
        Assert.False(File.Exists(folder.In("run/model.safetensors")));
    }

    [Fact]
    public void Train_OnATableWithAConstantColumn_GivesAHint()
    {
        var table = folder.Write("t.csv", "a,b,y\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"{i % 7},3,{(i % 7 > 3 ? "up" : "down")}\n")));
        var output = Tool.Succeed("train", $"csv:{table}", "--epochs", "2", "--out", folder.In("run")).Output;
        Assert.Contains("\nhint: column with one value only: nothing to learn from: 'b'\n", output);
        Assert.Contains("column with one value only", File.ReadAllText(folder.In("run/report.html")));
    }
}
