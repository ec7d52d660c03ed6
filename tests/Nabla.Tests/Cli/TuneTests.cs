using System.Text.Json;
using Nabla.Tests.Learning.Data;
using Xunit;

namespace Nabla.Tests.Cli;

/// <summary><c>nabla tune</c>.</summary>
public sealed class TuneTests : IDisposable
{
    // One learning rate of the list diverges.
    private const string Moons = """
        {
          "train": ["moons:400", "--epochs=6", "--optimizer", "sgd"], "trials": 9, "halving": 3,
          "ranges": { "--lr": { "values": [0.01, 0.1, 1, 1e6] }, "--batch": { "from": 16, "to": 64, "scale": "log", "whole": true } }
        }
        """;

    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Tune_Halving_FindsWhatTrainConfirms()
    {
        var output = Tune(folder.Write("moons.json", Moons), "out").Output;
        Assert.Contains("9 trials of 2 epochs, then 3 trials of 6 epochs", output, StringComparison.Ordinal);
        var trials = Finished("out");
        Assert.Equal(12, trials.Count);
        Assert.Contains(trials, trial => trial.Contains("not finite", StringComparison.Ordinal));
        Assert.True(File.Exists(folder.In("out/tune.png")));
        // The command at the end trains the model that the search has found.
        var command = Command(output)["train the best with: nabla ".Length..];
        var saved = output.Split("saved in ")[1].Split(',')[0];
        Tool.Succeed([.. command.Split(' '), "--out", folder.In("best")]);
        Assert.Equal(File.ReadAllBytes(Path.Combine(saved, "model.safetensors")), File.ReadAllBytes(folder.In("best/model.safetensors")));
    }

    [Fact]
    public void Tune_InterruptedAndResumed_HasTheSameResults()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Tool.Ignores("INT"), "There is no signal to interrupt it with.");
        var file = folder.Write("moons.json", Moons);
        var whole = Tune(file, "whole").Output;
        var stopped = Tool.Interrupt("rung 1 of 2, trial 4", "tune", file, "--out", folder.In("stopped"));
        Assert.Equal(130, stopped.ExitCode);
        Assert.Contains("--resume", stopped.Output, StringComparison.Ordinal);
        var before = Finished("stopped");
        Assert.InRange(before.Count, 4, 11);
        var resumed = Tune(file, "stopped", "--resume").Output;
        Assert.Equal(Finished("whole"), Finished("stopped"));
        Assert.Equal(before, Finished("stopped").Take(before.Count));
        Assert.Equal(Command(whole), Command(resumed));
        // A complete search has nothing left to do.
        Assert.DoesNotContain("rung 1 of 2, trial 1 ", Tune(file, "stopped", "--resume").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Tune_RandomSearchWithFailingTrials_RanksThemLast()
    {
        var file = folder.Write(
            "a.json",
            """{ "train": ["moons:200", "--epochs", "2"], "trials": 9, "ranges": { "--activation": { "values": ["relu", "none-such"] } } }""");
        var output = Tune(file, "out").Output;
        Assert.Contains("no more than 2 different trials", output, StringComparison.Ordinal);
        Assert.Contains("1 trial has failed", output, StringComparison.Ordinal);
        Assert.Contains("--activation relu", Command(output), StringComparison.Ordinal);
        var none = folder.Write("b.json", """{ "train": ["moons:200"], "trials": 1, "ranges": { "--activation": { "values": ["none-such"] } } }""");
        var result = Tool.Run("tune", none, "--out", folder.In("none"));
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("no trial has finished", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("this is not JSON", """{ "train": """)]
    [InlineData("this is not JSON", """{ "train": ["moons"], "trials": 1, "trials": 2 }""")]
    [InlineData("must hold an object", "[]")]
    [InlineData("there is no 'train'", """{ "trials": 3, "ranges": { "--lr": { "values": [1] } } }""")]
    [InlineData("there is no 'trials'", """{ "train": ["moons"], "ranges": { "--lr": { "values": [1] } } }""")]
    [InlineData("there is no 'ranges'", """{ "train": ["moons"], "trials": 3 }""")]
    [InlineData("unknown member 'trails'", """{ "train": ["moons"], "trails": 3 }""")]
    [InlineData("'trials' must be a whole number from 1", """{ "train": ["moons"], "trials": 0, "ranges": { "--lr": { "values": [1] } } }""")]
    [InlineData("'trials' must be a whole number", """{ "train": ["moons"], "trials": 2.5, "ranges": { "--lr": { "values": [1] } } }""")]
    [InlineData("'ranges' must be an object with a member", """{ "train": ["moons"], "trials": 3, "ranges": {} }""")]
    [InlineData("no option '--leaning-rate'", """{ "train": ["moons"], "trials": 3, "ranges": { "--leaning-rate": { "values": [1] } } }""")]
    [InlineData("no option '--epoch'", """{ "train": ["moons", "--epoch", "3"], "trials": 3, "ranges": { "--lr": { "values": [1] } } }""")]
    [InlineData("--out cannot be part", """{ "train": ["moons", "--out=x"], "trials": 3, "ranges": { "--lr": { "values": [1] } } }""")]
    [InlineData("omit the word", """{ "train": ["train", "moons"], "trials": 3, "ranges": { "--lr": { "values": [1] } } }""")]
    [InlineData("in 'train' and in 'ranges'", """{ "train": ["moons", "--lr", "1"], "trials": 3, "ranges": { "--learning-rate": { "values": [1] } } }""")]
    [InlineData("has two ranges", """{ "train": ["moons"], "trials": 3, "ranges": { "--lr": { "values": [1] }, "--learning-rate": { "values": [1] } } }""")]
    [InlineData("exchange them", """{ "train": ["moons"], "trials": 3, "ranges": { "--lr": { "from": 2, "to": 1 } } }""")]
    [InlineData("begin above 0", """{ "train": ["moons"], "trials": 3, "ranges": { "--lr": { "from": 0, "to": 1, "scale": "log" } } }""")]
    [InlineData("no values to choose", """{ "train": ["moons"], "trials": 3, "ranges": { "--lr": { "values": [] } } }""")]
    [InlineData("a value twice", """{ "train": ["moons"], "trials": 3, "ranges": { "--lr": { "values": [1, 1] } } }""")]
    [InlineData("'values' and other members", """{ "train": ["moons"], "trials": 3, "ranges": { "--lr": { "values": [1], "from": 1 } } }""")]
    [InlineData("needs a number 'to'", """{ "train": ["moons"], "trials": 3, "ranges": { "--lr": { "from": 1 } } }""")]
    [InlineData("unknown member 'form'", """{ "train": ["moons"], "trials": 3, "ranges": { "--lr": { "form": 1, "to": 2 } } }""")]
    [InlineData("\"linear\" or \"log\"", """{ "train": ["moons"], "trials": 3, "ranges": { "--lr": { "from": 1, "to": 2, "scale": "logarithmic" } } }""")]
    [InlineData("it must be a whole number", """{ "train": ["moons"], "trials": 3, "ranges": { "--batch": { "from": 1, "to": 20 } } }""")]
    [InlineData("must be whole numbers", """{ "train": ["moons"], "trials": 3, "ranges": { "--batch": { "from": 1.5, "to": 2, "whole": true } } }""")]
    [InlineData("'halving' must be", """{ "train": ["moons", "--epochs", "9"], "trials": 3, "halving": 1, "ranges": { "--lr": { "values": [1] } } }""")]
    [InlineData("'halving' needs the epochs", """{ "train": ["moons"], "trials": 3, "halving": 2, "ranges": { "--lr": { "values": [1] } } }""")]
    [InlineData("--epochs cannot be varied", """{ "train": ["moons"], "trials": 3, "halving": 2, "ranges": { "--epochs": { "values": [1] } } }""")]
    [InlineData("either 'search' or 'halving'", """{ "train": ["moons"], "trials": 3, "halving": 2, "search": "random", "ranges": {} }""")]
    [InlineData("no validation examples", """{ "train": ["moons", "--validation", "0"], "trials": 3, "ranges": { "--lr": { "values": [1] } } }""")]
    [InlineData("at least 1 epoch", """{ "train": ["moons", "--epochs", "0"], "trials": 3, "halving": 2, "ranges": { "--lr": { "values": [1] } } }""")]
    [InlineData("cannot be run", """{ "train": ["moons", "--epochs"], "trials": 3, "halving": 2, "ranges": { "--lr": { "values": [1] } } }""")]
    public void Tune_BadFile_IsRefusedBeforeAnythingRuns(string message, string text)
    {
        Refuse(message, folder.Write("bad.json", text));
        Assert.False(Directory.Exists(folder.In("out")));
    }

    [Fact]
    public void Tune_FolderOfAnotherOrDamagedSearch_IsRefused()
    {
        var file = folder.Write("a.json", """{ "train": ["moons:200", "--epochs", "2"], "trials": 2, "ranges": { "--lr": { "from": 0.01, "to": 0.1 } } }""");
        Refuse("cannot be read", folder.In("none.json"));
        Refuse("holds no search", file, "--resume");
        Tune(file, "out");
        Refuse("holds a search", file);
        var other = folder.Write("b.json", """{ "train": ["moons:200", "--epochs", "2"], "trials": 2, "ranges": { "--lr": { "from": 0.01, "to": 0.2 } } }""");
        Refuse("whose 'ranges' differs", other, "--resume");
        var state = folder.In("out/tune.json");
        var text = File.ReadAllText(state);
        foreach (var damaged in (string[])["", "{", "[]", "{}", text.Replace("\"trial\":2", "\"trial\":1"), text.Replace("\"trial\":2", "\"trial\":7"),
            text.Replace("finished\",", "failed\",", StringComparison.Ordinal)])
        {
            Assert.NotEqual(text, damaged);
            File.WriteAllText(state, damaged);
            Refuse("the file is damaged", file, "--resume");
            Assert.Equal(damaged, File.ReadAllText(state));
        }
    }

    private static string Command(string output) => output.Split('\n').Single(line => line.StartsWith("train the best with", StringComparison.Ordinal));

    private ToolResult Tune(string file, string place, params string[] arguments) => Tool.Succeed(["tune", file, "--out", folder.In(place), .. arguments]);

    private void Refuse(string message, string file, params string[] arguments)
    {
        var result = Tool.Run(["tune", file, "--out", folder.In("out"), .. arguments]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.Single(result.Error.TrimEnd('\n').Split('\n'));
    }

    /// <summary>The finished trials as text, without their times.</summary>
    private List<string> Finished(string place)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(folder.In($"{place}/tune.json")));
        return [.. json.RootElement.GetProperty("finished").EnumerateArray()
            .Select(trial => string.Join(' ', trial.EnumerateObject().Where(member => member.Name != "seconds").Select(member => member.ToString())))];
    }
}
