using System.Diagnostics;
using Nabla.Tests.Learning.Data;
using Xunit;

namespace Nabla.Tests.Cli;

/// <summary>Full disks, hang-ups, little memory, wrong settings: no work is lost, and the message is one line.</summary>
public sealed class RobustnessTests : IDisposable
{
    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("--lr 0,1", "nabla: --lr 0,1: it must be a number with a decimal point, such as 0.1.")]
    [InlineData("--learning-rate fast", "nabla: --learning-rate fast: it must be a number with a decimal point, such as 0.1.")]
    [InlineData("--strength 1,5", "nabla: --strength 1,5: it must be a number with a decimal point, such as 0.1.")]
    [InlineData("--validation 0,1", "nabla: --validation 0,1: it must be a number with a decimal point, such as 0.1.")]
    [InlineData("--epochs 1.5", "nabla: --epochs 1.5: it must be a whole number of at most 2147483647.")]
    [InlineData("--epochs 1,000", "nabla: --epochs 1,000: it must be a whole number of at most 2147483647.")]
    [InlineData("--batch 99999999999", "nabla: --batch 99999999999: it must be a whole number of at most 2147483647.")]
    [InlineData("--seed x", "nabla: --seed x: it must be a whole number from 0 to 9223372036854775807.")]
    [InlineData("--task 7", "nabla: --task 7: it must be auto or classification or regression.")]
    [InlineData("--header maybe", "nabla: --header maybe: it must be auto or yes or no.")]
    [InlineData("--decimal ;", "nabla: --decimal ;: it must be . or ,.")]
    [InlineData("--hidden 0", "nabla: --hidden 0: '0' is not a width")]
    [InlineData("--hidden 1,,2", "nabla: --hidden 1,,2: '' is not a width")]
    [InlineData("--encoding nonsense", "nabla: --encoding nonsense: there is no such encoding")]
    public void Train_OptionInAnotherForm_IsRefusedByNameAndValue(string options, string message)
    {
        var table = folder.Write("table.csv", "1,2\n2,3\n");
        var result = Tool.Run(["train", $"csv:{table}", .. options.Split(' ')]);
        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith(message, result.Error);
        Assert.DoesNotContain("System.", result.Error);
    }

    [Fact]
    public void Train_BatchLargerThanAllExamples_IsOneStep()
    {
        var result = Tool.Succeed("train", "xor:20", "--batch", "2147483647", "--epochs", "2", "--out", folder.In("run"));
        Assert.Contains("test accuracy", result.Output);
    }

    [Theory]
    [InlineData("NABLA_THREADS", "foo", "a whole number from 1 to 1024")]
    [InlineData("NABLA_THREADS", "0", "a whole number from 1 to 1024")]
    [InlineData("NABLA_THREADS", "100000", "a whole number from 1 to 1024")]
    [InlineData("NABLA_EXECUTOR", "gpu", "reference, blocks or emitted")]
    [InlineData("NABLA_VECTOR_BITS", "100", "0, 128, 256 or 512")]
    [InlineData("NABLA_VALIDATE", "yes", "0 or 1")]
    public void Tool_SettingThatCannotBe_IsRefused(string name, string value, string form)
    {
        var result = Tool.RunWith([(name, value)], "train", "xor:20", "--epochs", "1", "--out", folder.In("run"));
        Assert.Equal(2, result.ExitCode);
        Assert.Equal($"nabla: {name}={value}: it must be {form}.", result.Error.TrimEnd('\n'));
    }

    [Fact]
    public void Train_OutputOnAFullDisk_SavesTheModelAllTheSame()
    {
        if (!File.Exists("/dev/full")) Assert.Skip("There is no /dev/full here.");
        var result = Tool.Shell($"exec \"$@\" > /dev/full", "train", "xor:50", "--epochs", "2", "--out", folder.In("run"));
        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith("nabla: the output could not be written: ", result.Error);
        Assert.True(File.Exists(Path.Combine(folder.In("run"), "model.safetensors")));
    }

    [Theory]
    [InlineData("HUP", 129)]
    [InlineData("TERM", 143)]
    [InlineData("INT", 130)]
    public void Train_Interrupted_SavesAndReturnsTheSignal(string signal, int code)
    {
        if (OperatingSystem.IsWindows()) return;
        Assert.SkipWhen(Tool.Ignores(signal), $"{signal} is ignored here, as by nohup or in the background of a shell.");
        var result = Tool.Signal(signal, "epoch ", "train", "moons:5000", "--epochs", "100000", "--out", folder.In("run"));
        Assert.Equal(code, result.ExitCode);
        Assert.True(File.Exists(Path.Combine(folder.In("run"), "model.safetensors")));
        Assert.Contains("the network as it stands is saved", result.Output);
    }

    [Theory]
    [InlineData("model.safetensors")]
    [InlineData("metrics.csv")]
    [InlineData("learning-curve.png")]
    public void Train_ResultThatCannotBeWritten_IsNoticedBefore(string file)
    {
        Directory.CreateDirectory(Path.Combine(folder.In("run"), file));
        var result = Tool.Run("train", "xor:50", "--epochs", "2", "--out", folder.In("run"));
        Assert.Equal(2, result.ExitCode);
        Assert.Equal($"nabla: cannot write '{Path.Combine(folder.In("run"), file)}': it is a directory.", result.Error.TrimEnd('\n'));
        Assert.DoesNotContain("epoch", result.Output);
    }

    [Fact]
    public void Predict_FileThatCannotBeWritten_IsNoticedBefore()
    {
        var result = Tool.Run("predict", "nowhere.safetensors", "xor", "--out", folder.In("no/such/folder.csv"));
        Assert.StartsWith($"nabla: cannot write '{folder.In("no/such/folder.csv")}'", result.Error);
    }

    [Theory]
    [InlineData("digits:1000000", "digits: 1000000 images: takes ")]
    [InlineData("moons:10000000 --hidden 8", "moons: 10000000 points: takes ")]
    [InlineData("xor:100 --hidden 9000,9000", "a tensor takes ")]
    public void Train_MoreThanTheMemory_SaysTheSize(string arguments, string message)
    {
        var result = Tool.RunWith([("DOTNET_GCHeapHardLimit", "0x4000000")], ["train", .. arguments.Split(' '), "--out", folder.In("run")]);
        Assert.True(result.ExitCode == 2, result.Error);
        Assert.Contains(message, result.Error);
        Assert.Equal(1, result.Error.Count(each => each == '\n'));
    }

    [Fact]
    public void Train_RunFolderAndFolderForTemporaryFilesGone_NamesBothAndTellsTheRest()
    {
        if (OperatingSystem.IsWindows() || Tool.Ignores("INT")) return;
        var (run, temporary) = (folder.In("run"), folder.In("no-such-folder"));
        var result = Tool.Signal(
            "INT", "epoch ", () => Directory.Delete(run, recursive: true), [("TMPDIR", temporary)],
            "train", "moons:5000", "--epochs", "100000", "--out", run);
        Assert.Equal(130, result.ExitCode);
        Assert.Contains("the network could not be saved", result.Output);
        Assert.Contains($"nabla: cannot write '{Path.Combine(run, "model.safetensors")}'", result.Error);
        Assert.Contains($"nabla: cannot write '{temporary}", result.Error);
    }

    [Fact]
    public void Output_OverAnInput_IsRefusedAndTheInputStays()
    {
        Directory.CreateDirectory(folder.In("run"));
        var table = folder.Write("run/metrics.csv", string.Concat(Enumerable.Range(0, 40).Select(i => $"{i},{i * i % 7},{i % 2}\n")));
        var before = File.ReadAllText(table);
        var train = Tool.Run("train", $"csv:{table}", "--task", "classification", "--epochs", "2", "--out", folder.In("run"));
        Assert.Equal(2, train.ExitCode);
        Assert.Equal($"nabla: '{table}' would replace '{table}', which is an input. Choose another --out.\n", train.Error);

        Tool.Succeed("train", $"csv:{table}", "--task", "classification", "--epochs", "2", "--out", folder.In("other"));
        var model = Path.Combine(folder.In("other"), "model.safetensors");
        foreach (var input in (string[])[model, table])
        {
            var predict = Tool.Run(
                "predict", model, $"csv:{table}", "--out", Path.Combine(folder.In("other"), "..", Path.GetRelativePath(folder.In("."), input)));
            Assert.Equal(2, predict.ExitCode);
            Assert.Contains("would replace", predict.Error);
        }
        Assert.Equal(before, File.ReadAllText(table));
        Tool.Succeed("summary", model);
    }

    [Fact]
    public void Train_AgainInTheSameFolder_SaysThatTheFormerModelIsReplaced()
    {
        Assert.DoesNotContain("replaces", Tool.Succeed("train", "xor:50", "--epochs", "1", "--out", folder.In("run")).Output);
        Assert.Contains("replaces the model of an earlier run in", Tool.Succeed("train", "xor:50", "--epochs", "1", "--out", folder.In("run")).Output);
    }

    [Theory]
    [InlineData("--header yes")]
    [InlineData("--target 1")]
    [InlineData("--missing drop")]
    [InlineData("--task regression")]
    public void Train_OptionForTablesOnOtherData_IsRefused(string options)
    {
        var result = Tool.Run(["train", "xor:50", .. options.Split(' '), "--out", folder.In("run")]);
        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith($"nabla: {options.Split(' ')[0]} is for csv:FILE", result.Error);
        Assert.Contains("; omit it for 'xor:50'.", result.Error);
    }

    [Theory]
    [InlineData("evaluate")]
    [InlineData("predict")]
    public void Use_OtherTaskThanTheModel_IsRefused(string command)
    {
        var table = folder.Write("table.csv", string.Concat(Enumerable.Range(0, 40).Select(i => $"{i},{i % 2}\n")));
        Tool.Succeed("train", $"csv:{table}", "--task", "classification", "--epochs", "1", "--out", folder.In("run"));
        var model = Path.Combine(folder.In("run"), "model.safetensors");
        var result = Tool.Run(command, model, $"csv:{table}", "--task", "regression");
        Assert.StartsWith("nabla: --task regression: the model is for classification;", result.Error);
        var settings = Tool.RunWith([("NABLA_THREADS", "foo")], command, model, $"csv:{table}");
        Assert.StartsWith("nabla: NABLA_THREADS=foo: it must be", settings.Error);
        Assert.Equal(2, settings.ExitCode);
    }

    [Theory]
    [InlineData("...csv")]
    [InlineData(".csv")]
    public void Train_TableNamedByDots_LeavesNothingOutsideOfRuns(string name)
    {
        var table = folder.Write(name, string.Concat(Enumerable.Range(0, 40).Select(i => $"{i},{i % 2}\n")));
        var result = Tool.Shell($"cd '{folder.In(".")}' && exec \"$@\"", "train", $"csv:{table}", "--epochs", "1");
        Assert.Contains($"saved in {Path.Combine("runs", "csv", "model.safetensors")}", result.Output);
    }

    [Fact]
    public void Tool_ControlCharactersInNames_AreNotPrinted()
    {
        var result = Tool.Run("train", "csv:no\u001b[31msuch.csv");
        Assert.Equal(2, result.ExitCode);
        Assert.DoesNotContain('\u001b', result.Error);
        Assert.DoesNotContain('\u001b', Tool.Run("tr\u001b[31m").Error);
        Assert.DoesNotContain('\u001b', Tool.Run("graph", "a \u001b b").Error);
    }

    [Fact]
    public void Help_ShowsTheWordsThatOptionsTake()
    {
        var help = Tool.Succeed("train", "--help").Output;
        Assert.Contains("--task <auto|classification|regression>", help);
        Assert.Contains("--missing <refuse|drop|mean|keep>", help);
        Assert.DoesNotContain("Auto", help);
    }

    [Fact]
    public void Data_GzipThatUnpacksToMoreThanTheMemory_SaysTheSize()
    {
        var row = System.Text.Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("1,2,3,4,5,6,7,8\n", 4096)));
        var file = folder.Write("bomb.csv.gz", DataFolder.Gzip([.. Enumerable.Repeat(row, 500).SelectMany(bytes => bytes)]));
        var result = Tool.RunWith([("DOTNET_GCHeapHardLimit", "0x4000000")], "data", $"csv:{file}");
        Assert.True(result.ExitCode == 2, result.Error);
        Assert.StartsWith($"nabla: {file}: after ", result.Error);
        Assert.Contains("MiB of memory are left", result.Error);
    }

    [Fact]
    public void Bench_Interrupted_EndsSoon()
    {
        if (OperatingSystem.IsWindows() || Tool.Ignores("INT")) return;
        var clock = Stopwatch.StartNew();
        var result = Tool.Signal("INT", "workload", "bench", "mlp-wide");
        Assert.Equal(130, result.ExitCode);
        Assert.Equal("nabla: stopped.", result.Error.Trim());
        // Uninterrupted, the benchmark would take half a minute.
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), $"{clock.Elapsed}");
    }
}
