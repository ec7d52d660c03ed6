using System.Diagnostics;
using Nabla.Tests.Learning.Data;
using Xunit;

namespace Nabla.Tests.Cli;

/// <summary>Full disks, hang-ups, little memory, wrong settings: work is not lost, and the reason is one line.</summary>
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
    [InlineData("--task 7", "nabla: --task 7: it must be classification or regression or auto.")]
    [InlineData("--header maybe", "nabla: --header maybe: it must be yes or no or auto.")]
    [InlineData("--decimal ;", "nabla: --decimal ;: it must be . or ,.")]
    [InlineData("--hidden 0", "nabla: --hidden 0: '0' is no width")]
    [InlineData("--hidden 1,,2", "nabla: --hidden 1,,2: '' is no width")]
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
        if (signal == "INT" && Tool.IgnoresInterrupts()) Assert.Skip("Interrupts are ignored here.");
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
        if (OperatingSystem.IsWindows() || Tool.IgnoresInterrupts()) return;
        var clock = Stopwatch.StartNew();
        var result = Tool.Signal("INT", "workload", "bench", "mlp-wide");
        Assert.Equal(130, result.ExitCode);
        Assert.Equal("nabla: stopped.", result.Error.Trim());
        // It would have measured for half a minute.
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), $"{clock.Elapsed}");
    }
}
