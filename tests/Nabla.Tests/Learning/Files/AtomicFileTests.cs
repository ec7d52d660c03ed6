using Nabla.Learning;
using Xunit;

namespace Nabla.Tests.Learning.Files;

public sealed class AtomicFileTests : IDisposable
{
    private readonly ScratchDirectory scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public void Write_NewAndExistingFile_HoldsTheContentAndNothingElseIsLeft()
    {
        var path = scratch.File("a.txt");
        AtomicFile.Write(path, "first, and longer");
        AtomicFile.Write(path, "∇");
        Assert.Equal([0xE2, 0x88, 0x87], File.ReadAllBytes(path));
        Assert.Equal(["a.txt"], scratch.Names);
    }

    [Fact]
    public void Write_StreamClosedByTheWriter_IsWritten()
    {
        var path = scratch.File("a.txt");
        AtomicFile.Write(path, stream =>
        {
            using var writer = new StreamWriter(stream);
            writer.Write("closed");
        });
        Assert.Equal("closed", File.ReadAllText(path));
    }

    [Fact]
    public void Write_WriterThrows_OldFileIsUntouchedAndNothingElseIsLeft()
    {
        var path = scratch.File("a.txt");
        AtomicFile.Write(path, "old");
        var error = Assert.Throws<FormatException>(() => AtomicFile.Write(path, stream =>
        {
            stream.Write("half"u8);
            stream.Flush();
            throw new FormatException("half-way");
        }));
        Assert.Equal("half-way", error.Message);
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal(["a.txt"], scratch.Names);
    }

    [Fact]
    public void Write_SymbolicLink_ReplacesTheFileItPointsTo()
    {
        // Only administrators can create links on Windows.
        if (OperatingSystem.IsWindows()) return;
        var (target, link) = (scratch.File("target.txt"), scratch.File("link.txt"));
        AtomicFile.Write(target, "old");
        File.CreateSymbolicLink(link, target);
        AtomicFile.Write(link, "new");
        Assert.Equal("new", File.ReadAllText(target));
        Assert.NotNull(new FileInfo(link).LinkTarget);
    }

    [Fact]
    public void Write_LinkThatPointsToItself_NamesThePath()
    {
        if (OperatingSystem.IsWindows()) return;
        var link = scratch.File("link.txt");
        File.CreateSymbolicLink(link, link);
        var error = Assert.Throws<IOException>(() => AtomicFile.Write(link, "text"));
        Assert.Contains(link, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_Device_IsNotReplacedByAFile()
    {
        if (OperatingSystem.IsWindows()) return;
        AtomicFile.Write("/dev/null", "text");
        Assert.Empty(File.ReadAllBytes("/dev/null"));
    }

    [Fact]
    public async Task Write_NamedPipe_IsReadByWhoWaitsAndStaysAPipe()
    {
        if (OperatingSystem.IsWindows()) return;
        var pipe = scratch.File("pipe");
        using (var make = System.Diagnostics.Process.Start("mkfifo", [pipe])) await make.WaitForExitAsync(TestContext.Current.CancellationToken);
        var reader = Task.Run(() => File.ReadAllText(pipe), TestContext.Current.CancellationToken);
        AtomicFile.ThrowIfCannotWrite(pipe);
        await Task.Delay(50, TestContext.Current.CancellationToken);
        AtomicFile.Write(pipe, "through");
        Assert.Equal("through", await reader.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
        Assert.Equal(["pipe"], Directory.GetFiles(Path.GetDirectoryName(pipe)!).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public void Write_NameThatIsEmpty_IsRefused(string path) =>
        Assert.StartsWith(
            "cannot write '': the name of the file is empty.",
            Assert.Throws<ArgumentException>(() => AtomicFile.Write(path, "text")).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Write_DirectoryMissing_NamesIt()
    {
        var path = scratch.File(Path.Combine("missing", "a.txt"));
        var error = Assert.Throws<DirectoryNotFoundException>(() => AtomicFile.Write(path, "text"));
        Assert.Equal($"cannot write '{path}': the directory '{scratch.File("missing")}' does not exist.", error.Message);
    }

    [Fact]
    public void Write_ParentIsAFile_NamesIt()
    {
        AtomicFile.Write(scratch.File("file"), "text");
        var path = scratch.File(Path.Combine("file", "a.txt"));
        var error = Assert.Throws<IOException>(() => AtomicFile.Write(path, "text"));
        Assert.Equal($"cannot write '{path}': '{scratch.File("file")}' is a file, not a directory.", error.Message);
    }

    [Fact]
    public void Write_TargetIsADirectory_SaysSo()
    {
        var path = scratch.File("directory");
        Directory.CreateDirectory(path);
        var error = Assert.Throws<IOException>(() => AtomicFile.Write(path, "text"));
        Assert.Equal($"cannot write '{path}': it is a directory.", error.Message);
        Assert.Equal(["directory"], scratch.Names);
    }

    [Fact]
    public void Write_DirectoryCannotBeWritten_NamesItAndCallsNoWriter()
    {
        // No file can be created in /proc, not even by root, who ignores permission bits.
        if (!OperatingSystem.IsLinux()) return;
        var error = Assert.ThrowsAny<IOException>(() => AtomicFile.Write("/proc/a.txt", _ => Assert.Fail("must not be called")));
        Assert.StartsWith("cannot write '/proc/a.txt' in the directory '/proc': ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }
}
