using Nabla.Learning;
using Xunit;

namespace Nabla.Tests.Learning.Files;

public sealed class SafetensorsReaderTests : IDisposable
{
    private static readonly Dictionary<string, string> NoMetadata = [];

    private readonly ScratchDirectory scratch = new();

    private string Path => scratch.File("model.safetensors");

    public void Dispose() => scratch.Dispose();

    [Fact]
    public void Open_OfAFile_ListsTensorsAndReadsThemByNeed()
    {
        SafetensorsFile.Write(
            Path,
            new Dictionary<string, string> { ["format"] = "pt" },
            [
                new("odd", "U8", [3], new byte[] { 1, 2, 255 }),
                SafetensorsEntry.From("w", Tensor.From([1f, -2, 3, 4, 5, 6], [2, 3])),
                new("none", "F32", [0, 4], Array.Empty<byte>()),
                SafetensorsEntry.From("scalar", Tensor.Scalar(7L)),
            ]);
        using var reader = SafetensorsReader.Open(Path);
        Assert.Equal("pt", reader.Metadata["format"]);
        Assert.Equal(["odd U8[3]", "w F32[2, 3]", "none F32[0, 4]", "scalar I64[]"], reader.Tensors.Select(tensor => tensor.ToString()));
        Assert.Equal([3, 24, 0, 8], reader.Tensors.Select(tensor => tensor.ByteCount));
        // Behind three bytes, floats lie at odd addresses.
        Assert.Equal([1f, -2, 3, 4, 5, 6], reader["w"].Read().ToArray<float>());
        Assert.Equal([1, 2, 255], reader["odd"].Read().ToArray<int>());
        Assert.Equal(7, reader["scalar"].Read().Item<long>());
        Assert.Equal([0, 4], reader["none"].Read().Shape);
        Assert.Equal(new byte[] { 1, 2, 255 }, reader["odd"].ReadEntry().Data.ToArray());
        Assert.Equal($"{Path}: there is no tensor \"x\"; Tensors lists all 4.", Assert.Throws<ModelFileException>(() => reader["x"]).Message);
    }

    [Fact]
    public void Read_FromManyThreads_GivesTheSame()
    {
        var numbers = Enumerable.Range(0, 50_000).Select(i => (float)(i % 2048)).ToArray();
        SafetensorsFile.Write(
            Path, NoMetadata, [.. Enumerable.Range(0, 8).Select(i => SafetensorsEntry.From($"{i}", Tensor.From(numbers), (FloatStorage)(i % 2)))]);
        using var reader = SafetensorsReader.Open(Path);
        Parallel.For(0, 32, i => Assert.Equal(numbers, reader[$"{i % 8}"].Read().ToArray<float>()));
    }

    [Fact]
    public void Read_AfterTheFileWasCutShort_SaysSo()
    {
        SafetensorsFile.Write(Path, NoMetadata, [SafetensorsEntry.From("w", Tensor.Ones([4])), SafetensorsEntry.From("v", Tensor.Ones([9000]))]);
        using var reader = SafetensorsReader.Open(Path);
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The test cuts the file with truncate of Linux.");
        Cut(Path, 1000);
        Assert.Equal([1f, 1, 1, 1], reader["w"].Read().ToArray<float>());
        var error = Assert.Throws<ModelFileException>(() => reader["v"].Read());
        Assert.Equal($"{Path}: tensor \"v\": its data is gone: the file has become shorter since it was opened; open it again.", error.Message);
    }

    [Fact]
    public void Read_AfterDispose_Throws()
    {
        SafetensorsFile.Write(Path, NoMetadata, [SafetensorsEntry.From("w", Tensor.Ones([4]))]);
        var reader = SafetensorsReader.Open(Path);
        var (tensor, read) = (reader["w"], reader["w"].Read());
        reader.Dispose();
        reader.Dispose();
        Assert.Throws<ObjectDisposedException>(() => tensor.Read());
        Assert.Equal([1f, 1, 1, 1], read.ToArray<float>());
        // The file is free again.
        using var stream = new FileStream(Path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
    }

    [Fact]
    public void Open_OfAFileLargerThanMemory_ReadsATensorAtItsEnd()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows fills holes.");
        // A hole of 64 GB takes no room on the disk; a tensor of 32 GB in it can be listed, but not read as one array.
        const long hole = 1L << 36;
        var header = $$$"""
            {"a":{"dtype":"F64","shape":[65536,65536],"data_offsets":[0,{{{hole / 2}}}]},
             "b":{"dtype":"U8","shape":[65536,65536,8],"data_offsets":[{{{hole / 2}}},{{{hole}}}]},
             "w":{"dtype":"BF16","shape":[2],"data_offsets":[{{{hole}}},{{{hole + 4}}}]}}
            """;
        var beginning = SafetensorsBytes.Of(header, 0);
        using (var stream = new FileStream(Path, FileMode.Create))
        {
            stream.Write(beginning);
            try
            {
                stream.SetLength(beginning.Length + hole);
            }
            catch (Exception error) when (error is IOException or ArgumentOutOfRangeException)
            {
                Assert.Skip("The file system has no files with holes.");
            }
            stream.Position = beginning.Length + hole;
            stream.Write([0x80, 0x3F, 0x00, 0xC0]);
        }
        var before = GC.GetAllocatedBytesForCurrentThread();
        using var reader = SafetensorsReader.Open(Path);
        Assert.Equal([1f, -2], reader["w"].Read().ToArray<float>());
        Assert.Contains("\"a\": it does not fit into memory: ", Assert.Throws<ModelFileException>(() => reader["a"].Read()).Message);
        Assert.Contains("more than an array holds", Assert.Throws<ModelFileException>(() => reader["b"].ReadEntry()).Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
        Assert.Contains("overflows", Assert.Throws<ModelFileException>(() => SafetensorsFile.Read(Path)).Message);
    }

    /// <summary>Cuts a file as another program would, which knows no locks of .NET.</summary>
    private static void Cut(string path, int length)
    {
        using var process = System.Diagnostics.Process.Start("truncate", ["-s", $"{length}", path]);
        process.WaitForExit();
        Assert.Equal(length, new FileInfo(path).Length);
    }
}
