using Nabla.Learning;
using Nabla.Tests.Learning.Data;
using Nabla.Tests.Learning.Data.Download;
using Xunit;

namespace Nabla.Tests.Cli;

public sealed class DownloadCommandTests : IDisposable
{
    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Download_ThenData_NeedsNoFolder()
    {
        var real = RealData.Folder("fashion-mnist");
        using var server = new LoopbackServer(request =>
        {
            var bytes = File.ReadAllBytes(Path.Combine(real, Path.GetFileName(request.Path)));
            return request is { From: null, Path: "/f/train-images-idx3-ubyte.gz" }
                ? ServerAnswer.Whole(bytes).Cut(1_000_000)
                : ServerAnswer.Ranged(bytes, request.From);
        });
        string[] command = ["data", "download", "fashion-mnist", "--from", $"{server.Address}f"];

        var first = Run(command);
        Assert.Equal("", first.Error);
        Assert.Contains("train-images-idx3-ubyte.gz: the connection ended after 1000000 of 26421880 bytes; trying again\n", first.Output);
        Assert.Equal($"fashion-mnist is in {folder.In("datasets/fashion-mnist")}; train with: nabla train fashion-mnist", first.LastLine);
        Assert.Equal(5, server.Requests.Count);
        Assert.Contains("Ankle boot", Run("data", "fashion-mnist").Output);

        File.WriteAllText(folder.In("datasets/fashion-mnist/t10k-labels-idx1-ubyte.gz"), "damaged");
        var again = Run(command);
        Assert.Contains("t10k-labels-idx1-ubyte.gz: damaged, downloading it again\n", again.Output);
        Assert.Equal(6, server.Requests.Count);
    }

    [Theory]
    [InlineData("data mnist", "mnist: it is not downloaded; run nabla data download mnist, or give its location, as in mnist:FOLDER.")]
    [InlineData("train fashion-mnist", "fashion-mnist: it is not downloaded; run nabla data download fashion-mnist, or give its location, as in ")]
    [InlineData("data download cifar", "'cifar' is not a data set to download; they are mnist, fashion-mnist.")]
    [InlineData("data download mnist --from ftp://127.0.0.1/", "'ftp://127.0.0.1/' is not the address of a folder")]
    [InlineData("data download", "Required argument 'name' missing for command: 'download'. See 'nabla data download --help'.")]
    [InlineData("data digits:20 more", "Unrecognized command or argument 'more'. See 'nabla data --help'.")]
    public void CommandLine_ThatIsNone_SaysWhatToDo(string line, string message)
    {
        var result = Run(line.Split(' '));
        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith($"nabla: {message}", result.Error);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Download_MirrorWithoutTheFiles_IsRefused()
    {
        using var server = new LoopbackServer(_ => ServerAnswer.Status(404));
        var result = Run("data", "download", "mnist", "--from", server.Address.AbsoluteUri, "--to", folder.In("to"));
        Assert.Equal(2, result.ExitCode);
        Assert.Equal(
            $"nabla: train-images-idx3-ubyte.gz: no mirror delivers the file ({server.Address}train-images-idx3-ubyte.gz: HTTP status 404 Reason); "
            + "look at the connection, or name another mirror.\n",
            result.Error);
        Assert.Empty(Directory.GetFiles(folder.In("to")));
    }

    [Fact]
    public void Download_Interrupted_KeepsThePart()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Tool.Ignores("INT"), "This process, and with it the tool, ignores interrupts.");
        using var server = new LoopbackServer(request => request.From is null
            ? ServerAnswer.Whole(new byte[PublishedDataset.All[0].Files[0].Size]).Cut(5000)
            : new("", [], Hangs: true));
        var result = Tool.Interrupt(
            $"{server.Address}train-images", "data", "download", "mnist", "--from", server.Address.AbsoluteUri, "--to", folder.In("to"));
        Assert.Equal((130, "nabla: stopped; the same command goes on with what has arrived.\n"), (result.ExitCode, result.Error));
        Assert.Equal(5000, new FileInfo(folder.In("to/train-images-idx3-ubyte.gz.part")).Length);
    }

    private ToolResult Run(params string[] arguments) => Tool.RunWith([("NABLA_CACHE", folder.Path)], arguments);
}
