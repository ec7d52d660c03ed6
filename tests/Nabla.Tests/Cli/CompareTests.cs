using System.Text.Json;
using Nabla.Tests.Learning.Data;
using Xunit;

namespace Nabla.Tests.Cli;

/// <summary><c>nabla compare</c>, and the <c>results.json</c> that it reads.</summary>
public sealed class CompareTests : IDisposable
{
    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Train_AnyRun_RecordsOptionsAndResults()
    {
        var run = Train("run", "moons:400", "--epochs", "3", "--lr", "0.010");
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(run, "results.json")));
        var root = json.RootElement;
        Assert.Equal("complete", root.GetProperty("status").GetString());
        Assert.Equal("moons:400", root.GetProperty("data").GetString());
        Assert.Equal("train", root.GetProperty("arguments")[0].GetString());
        Assert.Equal("0.01", root.GetProperty("options").GetProperty("--learning-rate").GetString());
        Assert.Equal("64", root.GetProperty("options").GetProperty("--batch").GetString());
        Assert.Equal(3, root.GetProperty("epochs").GetInt32());
        var rows = File.ReadAllLines(Path.Combine(run, "metrics.csv"));
        Assert.Equal(double.Parse(rows[^1].Split(',')[3], System.Globalization.CultureInfo.InvariantCulture),
            root.GetProperty("validation_loss").GetDouble(), 1e-9);
        Assert.InRange(root.GetProperty("test").GetProperty("test_accuracy").GetDouble(), 0.3, 1);
    }

    [Fact]
    public void Train_InterruptedOrDiverged_RecordsThat()
    {
        var interrupted = folder.In("interrupted");
        Assert.SkipWhen(OperatingSystem.IsWindows() || Tool.Ignores("INT"), "There is no signal to interrupt it with.");
        Tool.Interrupt("epoch   2", "train", "moons:4000", "--epochs", "20000", "--out", interrupted);
        Assert.Equal("interrupted", Status(interrupted));
        var diverged = folder.In("diverged");
        Tool.Run("train", "moons:400", "--optimizer", "sgd", "--loss", "squared-error", "--lr", "1e6", "--epochs", "3", "--out", diverged);
        Assert.Equal("diverged", Status(diverged));
        var line = Json("compare", interrupted, diverged).GetProperty("notes").EnumerateArray().Select(note => note.GetString()!).ToArray();
        Assert.Contains(line, note => note.Contains("interrupted (interrupted), diverged (diverged)", StringComparison.Ordinal));
    }

    [Fact]
    public void Train_Text_LeavesMetricsAndResults()
    {
        var text = folder.Write("a.txt", string.Concat(Enumerable.Repeat("the cat sat on the mat. ", 60)));
        var run = Train("text", $"text:{text}", "--model", "lstm", "--hidden", "8", "--epochs", "2", "--context", "16");
        var shown = Json("compare", run).GetProperty("runs")[0];
        Assert.Equal(2, shown.GetProperty("epochs").GetInt32());
        Assert.True(shown.GetProperty("best_validation_loss").GetDouble() > 0);
    }

    [Fact]
    public void Compare_RunsThatDifferInTwoOptions_ShowsThese()
    {
        string[] runs = [Train("a", "moons:400", "--epochs", "3", "--lr", "0.01"), Train("b", "moons:400", "--epochs", "4", "--lr", "0.02", "--batch", "64")];
        Assert.Equal(["--epochs", "--learning-rate"], Names(Json(["compare", .. runs]).GetProperty("differing")));
        var picture = folder.In("curves.svg");
        var output = Tool.Succeed(["compare", .. runs, "--out", picture]).Output;
        Assert.Contains("learning-rate", output, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", output, StringComparison.Ordinal);
        Assert.DoesNotContain("note:", output, StringComparison.Ordinal);
        Assert.Equal(2, output.Split('\n').Count(line => line.TrimStart().StartsWith("a ", StringComparison.Ordinal)
            || line.TrimStart().StartsWith("b ", StringComparison.Ordinal)));
        Assert.Contains("Validation loss", File.ReadAllText(picture), StringComparison.Ordinal);
    }

    [Fact]
    public void Compare_WhatCannotBeCompared_SaysSoAndMarksNothing()
    {
        var moons = Train("moons", "moons:400", "--epochs", "2");
        var rows = string.Concat(Enumerable.Range(0, 90).Select(i => FormattableString.Invariant($"{i % 7},{i % 5},{i % 7 * 0.5 + i % 5}\n")));
        var numbers = Train("numbers", $"csv:{folder.Write("t.csv", rows)}", "--task", "regression", "--epochs", "2");
        var output = Tool.Succeed("compare", moons, numbers, Train("seed", "moons:400", "--epochs", "2", "--seed", "2"), "--out", folder.In("c.png")).Output;
        Assert.Contains("note: some runs are of classification", output, StringComparison.Ordinal);
        Assert.Contains("note: the runs are on different data", output, StringComparison.Ordinal);
        Assert.DoesNotContain("*", output, StringComparison.Ordinal);
        Assert.Contains("different examples for validation", Tool.Succeed("compare", moons, folder.In("seed")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Compare_BadInput_IsRefused()
    {
        var run = Train("run", "moons:400", "--epochs", "3");
        Refuse("there is no such folder", folder.In("none"));
        Refuse("there is no results.json", folder.Path);
        Refuse("given twice", run, run + Path.DirectorySeparatorChar);
        Refuse("must end in .png or .svg", run, "--out", "a.gif");
        Refuse("would replace", run, "--out", Path.Combine(run, "learning-curve.png"));
        var metrics = Path.Combine(run, "metrics.csv");
        var text = File.ReadAllText(metrics);
        foreach (var (damaged, message) in ((string, string)[])[
            ("", "the file is empty"),
            ("a,b\n1,2\n", "there is no column 'epoch'"),
            (text + "4,1\n", "row 5 has 2 fields"),
            (text.Replace("\n2,", "\n7,", StringComparison.Ordinal), "row 3 has the epoch '7' instead of 2"),
            (text.Replace("\n2,", "\n2,x", StringComparison.Ordinal), "where a number belongs"),
            (string.Join('\n', text.Split('\n')[..3]) + "\n", "it has 2 epochs, but results.json has 3")])
        {
            File.WriteAllText(metrics, damaged);
            Refuse(message, run);
        }
        File.Delete(metrics);
        Refuse("the file cannot be read", run);
        foreach (var damaged in (string[])["", "{", "[]", "{}", """{"status":"fine"}""", """{"status":3}"""])
        {
            File.WriteAllText(Path.Combine(run, "results.json"), damaged);
            Refuse("results.json is damaged", run);
        }
    }

    private static string? Status(string run)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(run, "results.json")));
        return json.RootElement.GetProperty("status").GetString();
    }

    private static string[] Names(JsonElement list) => [.. list.EnumerateArray().Select(item => item.GetString()!)];

    private static JsonElement Json(params string[] arguments) => JsonDocument.Parse(Tool.Succeed([.. arguments, "--json"]).LastLine).RootElement;

    private static void Refuse(string message, params string[] arguments)
    {
        var result = Tool.Run(["compare", .. arguments]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.Single(result.Error.TrimEnd('\n').Split('\n'));
    }

    private string Train(string name, params string[] arguments)
    {
        var run = folder.In(name);
        Tool.Succeed(["train", .. arguments, "--out", run]);
        return run;
    }
}
