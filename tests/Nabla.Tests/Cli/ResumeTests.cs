using System.Globalization;
using Nabla.Tests.Learning.Data;
using Xunit;

namespace Nabla.Tests.Cli;

/// <summary><c>nabla train --resume DIR</c> after the process was killed.</summary>
public sealed class ResumeTests : IDisposable
{
    // Everything that has a state of its own: order, augmentation, dropout, momentum, schedule, average, and batches made ahead.
    private const string Layers =
        """
        {"type":"sequential","layers":[{"type":"flatten"},{"type":"linear","in":784,"out":24},{"type":"relu"},{"type":"dropout","p":0.2},
        {"type":"linear","in":24,"out":10}]}
        """;

    private readonly DataFolder folder = new();

    private string[] Experiment => [.. WithoutPrefetch, "--prefetch", "2"];

    private string[] WithoutPrefetch =>
    [
        "train", "digits:1200", "--model", folder.Write("net.json", Layers), "--epochs", "8", "--optimizer", "momentum", "--lr", "0.02", "--average", "0.99",
        "--augment", "shift=1,cutout=6", "--checkpoint-every", "5",
    ];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Train_KilledAtRandomAndResumed_LeavesTheSameModel()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no kill -KILL.");
        var kills = int.Parse(Environment.GetEnvironmentVariable("NABLA_KILLS") ?? "5", CultureInfo.InvariantCulture);
        Tool.Succeed([.. Experiment, "--out", folder.In("whole")]);
        var expected = File.ReadAllBytes(Model("whole"));
        var random = new HostRandom(Environment.TickCount64);
        var run = folder.In("killed");
        string[] arguments = [.. Experiment, "--out", run];
        for (var kill = 0; kill < kills; kill++)
        {
            // Between the start of the process and the end of the run.
            Tool.Kill(TimeSpan.FromMilliseconds(random.NextInt32(1500)), arguments);
            Assert.InRange(Directory.Exists(run) ? Directory.GetFiles(run, "*", SearchOption.AllDirectories).Length : 0, 0, 12);
            if (File.Exists(Path.Combine(run, "run.json"))) arguments = ["train", "--resume", run];
        }

        var resumed = Tool.Run(arguments);

        Assert.Equal("", resumed.Error);
        Assert.Equal(0, resumed.ExitCode);
        Assert.Equal(expected, File.ReadAllBytes(Model("killed")));
        Assert.DoesNotContain(Directory.GetFiles(Path.Combine(run, "checkpoints")), file => file.EndsWith(".tmp", StringComparison.Ordinal));
    }

    [Fact]
    public void Train_AnyThreadsAndWorkers_LeavesTheSameModel()
    {
        foreach (var (threads, workers) in ((string, string)[])[("1", "0"), ("2", "1"), ("3", "4")])
        {
            var result = Tool.RunWith([("NABLA_THREADS", threads)], [.. WithoutPrefetch, "--prefetch", workers, "--out", folder.In(threads)]);
            Assert.Equal("", result.Error);
            Assert.Equal(File.ReadAllBytes(Model("1")), File.ReadAllBytes(Model(threads)));
        }
    }

    [Fact]
    public void Train_WhereNothingMoreCanBeWritten_SaysSoAndKeepsTheCheckpoint()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Tool.Ignores("INT"), "There is no ulimit, or signals are ignored.");
        Tool.Succeed([.. Experiment, "--out", folder.In("whole")]);
        Tool.Interrupt("epoch   3 ", [.. Experiment, "--out", folder.In("run")]);
        var checkpoints = Directory.GetFiles(Path.Combine(folder.In("run"), "checkpoints"), "step-*").ToDictionary(path => path, File.ReadAllBytes);
        var model = File.ReadAllBytes(Model("run"));

        // Files may have 8 KiB, as if the disk were full; the rest of the run fails to write anything.
        var result = Tool.Shell(
            "trap '' XFSZ; ulimit -f 16; export DOTNET_EnableWriteXorExecute=0; exec \"$@\"", "train", "--resume", folder.In("run"));

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("nabla: warning: the checkpoint is not written: ", result.Error);
        Assert.Contains("Training goes on; the checkpoint before it is intact.", result.Error);
        Assert.All(checkpoints, entry => Assert.Equal(entry.Value, File.ReadAllBytes(entry.Key)));
        Assert.Equal(model, File.ReadAllBytes(Model("run")));
        Assert.DoesNotContain(Directory.GetFiles(folder.In("run"), "*", SearchOption.AllDirectories), file => file.EndsWith(".tmp", StringComparison.Ordinal));
        Tool.Succeed("train", "--resume", folder.In("run"));
        Assert.Equal(File.ReadAllBytes(Model("whole")), File.ReadAllBytes(Model("run")));
    }

    [Fact]
    public void Train_Resume_TakesOneFolderOfARunWithCheckpoints()
    {
        Refuse("nothing else", "train", "--resume", folder.In("run"), "--epochs", "3");
        Refuse("there is no run.json", "train", "--resume", folder.In("run"));
        Refuse("nothing else", "train", "--resume");
        Tool.Succeed([.. Experiment, "--out", folder.In("run")]);
        var model = File.ReadAllBytes(Model("run"));
        Refuse($"nabla train --resume {folder.In("run")}", [.. Experiment, "--out", folder.In("run")]);
        // A complete run is resumed at its end.
        Tool.Succeed("train", "--resume", folder.In("run"));
        Assert.Equal(model, File.ReadAllBytes(Model("run")));
        foreach (var text in (string[])["", "{", "{}", "[]", """{"directory":"/","arguments":["predict"]}""", """{"directory":3,"arguments":["train"]}"""])
        {
            folder.Write("run/run.json", text);
            Refuse("run.json cannot be read", "train", "--resume", folder.In("run"));
        }
        Refuse("--checkpoint-every 0", "train", "moons", "--checkpoint-every", "0", "--out", folder.In("other"));
        Refuse("--average 1", "train", "moons", "--average", "1", "--out", folder.In("other"));
    }

    [Fact]
    public void Train_ResumedOnChangedData_IsRefused()
    {
        var rows = string.Concat(Enumerable.Range(0, 60).Select(i => FormattableString.Invariant($"{i % 7},{i % 5},{(i % 3 == 0 ? "a" : "b")}\n")));
        var file = folder.Write("table.csv", rows);
        Tool.Succeed("train", $"csv:{file}", "--epochs", "2", "--checkpoint-every", "1", "--out", folder.In("run"));
        folder.Write("table.csv", rows.Replace("6,", "5,", StringComparison.Ordinal));
        Refuse("on other examples", "train", "--resume", folder.In("run"));
        folder.Write("table.csv", rows);
        Tool.Succeed("train", "--resume", folder.In("run"));
    }

    [Fact]
    public void Train_Diverging_KeepsNoDivergedCheckpointAndSuggestsARate()
    {
        var result = Tool.Run(
            "train", "moons:500", "--optimizer", "sgd", "--lr", "1e20", "--epochs", "3", "--checkpoint-every", "2", "--average", "0.9", "--out",
            folder.In("run"));
        Assert.Contains("nothing is saved", result.Error);
        Assert.Contains("--learning-rate", result.Error);
        Assert.Equal(1, result.ExitCode);
        Assert.Empty(Directory.GetFiles(Path.Combine(folder.In("run"), "checkpoints"), "*.safetensors"));
    }

    [Fact]
    public void Train_TextKilledAndResumed_LeavesTheSameModel()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no kill -KILL.");
        var text = folder.Write("text.txt", string.Concat(Enumerable.Repeat("to be or not to be, that is the question. ", 60)));
        string[] experiment =
        [
            "train", $"text:{text}", "--model", "lstm", "--epochs", "3", "--context", "8", "--batch", "32", "--dropout", "0.2", "--checkpoint-every", "3",
        ];
        Tool.Succeed([.. experiment, "--out", folder.In("whole")]);
        Tool.Signal("KILL", "epoch   1 ", [.. experiment, "--out", folder.In("killed")]);
        Tool.Succeed("train", "--resume", folder.In("killed"));
        Assert.Equal(File.ReadAllBytes(Model("whole")), File.ReadAllBytes(Model("killed")));
    }

    private string Model(string run) => Path.Combine(folder.In(run), "model.safetensors");

    private static void Refuse(string part, params string[] arguments)
    {
        var result = Tool.Run(arguments);
        Assert.Contains(part, result.Error);
        Assert.NotEqual(0, result.ExitCode);
        Assert.Single(result.Error.TrimEnd('\n').Split('\n'));
    }
}
