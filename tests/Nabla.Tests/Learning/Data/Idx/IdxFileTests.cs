using Nabla.Learning;
using Xunit;

namespace Nabla.Tests.Learning.Data;

public sealed class IdxFileTests : IDisposable
{
    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(new[] { 6 })]
    [InlineData(new[] { 2, 3 })]
    [InlineData(new[] { 3, 1, 2 })]
    [InlineData(new[] { 1, 2, 3, 1 })]
    public void Read_OneToFourDimensions_GivesShapeAndValues(int[] shape)
    {
        byte[] values = [1, 2, 3, 254, 255, 0];
        string path = folder.Write("values", DataFolder.Idx(values, shape));

        IdxFile file = IdxFile.Read(path);

        Assert.Equal(shape, file.Shape);
        Assert.Equal(values, file.Values.ToArray());
        Assert.Equal(path, file.Path);
    }

    [Fact]
    public void Read_GzipWithoutItsEnding_IsKnownByItsFirstBytes()
    {
        byte[] values = new byte[3_000_000];
        new HostRandom(1).Shuffle(values.AsSpan());
        values[^1] = 7;
        string path = folder.Write("values", DataFolder.Gzip(DataFolder.Idx(values, 3000, 1000)));

        Assert.Equal(values, IdxFile.Read(path).Values.ToArray());
    }

    [Fact]
    public void Read_PlainFileNamedGz_IsReadAsPlain() =>
        Assert.Equal([5], IdxFile.Read(folder.Write("values.gz", DataFolder.Idx([5], 1))).Values.ToArray());

    [Fact]
    public void Read_MissingFile_SaysSo() =>
        Assert.Equal("there is no such file.", Error(folder.In("nowhere")));

    [Fact]
    public void Read_Folder_SaysSo() =>
        Assert.Equal("is a folder, not a file.", Error(folder.Path));

    [Theory]
    [InlineData(new byte[0], "is not an IDX file: it ends after 0 bytes, the magic number alone takes 4.")]
    [InlineData(new byte[] { 0, 0, 8 }, "is not an IDX file: it ends after 3 bytes, the magic number alone takes 4.")]
    [InlineData(new byte[] { 0x89, 0x50, 0x4E, 0x47, 1 }, "is not an IDX file: it begins with 0x89504E47, not with two zero bytes.")]
    [InlineData(new byte[] { 0, 0, 0x0D, 1, 0, 0, 0, 0 }, "holds elements of type 0x0D (float32); only unsigned bytes (0x08) are supported.")]
    [InlineData(new byte[] { 0, 0, 0x77, 1, 0, 0, 0, 0 }, "holds elements of type 0x77; only unsigned bytes (0x08) are supported.")]
    [InlineData(new byte[] { 0, 0, 8, 0 }, "has 0 dimensions; 1 to 4 are supported.")]
    [InlineData(new byte[] { 0, 0, 8, 5 }, "has 5 dimensions; 1 to 4 are supported.")]
    [InlineData(new byte[] { 0, 0, 8, 2, 0, 0, 0, 1, 0 }, "truncated: the header of 12 bytes is not complete.")]
    [InlineData(new byte[] { 0, 0, 8, 1, 255, 0, 0, 0 }, "the header gives dimension 0 the size 4278190080, which is beyond an int32.")]
    public void Read_BadHeader_SaysWhatWasFound(byte[] bytes, string expected) =>
        Assert.Equal(expected, Error(folder.Write("bad", bytes)));

    [Theory]
    [InlineData(new[] { 2, 3 }, "truncated: 6 bytes of values for [2, 3] expected, 4 found.")]
    [InlineData(new[] { 3 }, "oversized: 3 bytes of values for [3] expected, 4 found.")]
    [InlineData(
        new[] { int.MaxValue, int.MaxValue, int.MaxValue, int.MaxValue },
        "truncated: 21267647892944572736998860269687930881 bytes of values for [2147483647, 2147483647, 2147483647, 2147483647] expected, 4 found.")]
    public void Read_SizesThatTheFileDoesNotHave_SaysBoth(int[] shape, string expected) =>
        Assert.Equal(expected, Error(folder.Write("bad", DataFolder.Idx([1, 2, 3, 4], shape))));

    [Theory]
    [InlineData(new[] { 2, 3 }, "truncated: 6 bytes of values for [2, 3] expected, 4 found.")]
    [InlineData(new[] { 3 }, "oversized: more data follow after 3 bytes of values for [3].")]
    [InlineData(new[] { 1 << 30 }, "truncated: 1073741824 bytes of values for [1073741824] expected, 4 found.")]
    [InlineData(
        new[] { 1 << 20, 1 << 20 }, "1099511627776 bytes of values for [1048576, 1048576] are more than one array holds.")]
    public void Read_PackedSizesThatTheFileDoesNotHave_SaysSo(int[] shape, string expected) =>
        Assert.Equal(expected, Error(folder.Write("bad.gz", DataFolder.Gzip(DataFolder.Idx([1, 2, 3, 4], shape)))));

    [Fact]
    public void Read_PackedHeaderOfAGigabyte_AllocatesLittle()
    {
        string path = folder.Write("bad.gz", DataFolder.Gzip(DataFolder.Idx([1, 2, 3, 4], 1 << 30)));
        long before = GC.GetAllocatedBytesForCurrentThread();

        Error(path);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8 << 20);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void Read_GzipCutShort_SaysSo(double kept)
    {
        byte[] packed = DataFolder.Gzip(DataFolder.Idx(Noise(), 5000));
        Assert.Equal("the gzip data are damaged or cut short.", Error(folder.Write("bad.gz", packed[..(int)(kept * packed.Length)])));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(1000)]
    [InlineData(-6)]
    public void Read_GzipWithOneByteChanged_SaysSo(int place)
    {
        byte[] packed = DataFolder.Gzip(DataFolder.Idx(Noise(), 5000));
        packed[place < 0 ? packed.Length + place : place] ^= 0x55;
        Assert.Equal("the gzip data are damaged or cut short.", Error(folder.Write("bad.gz", packed)));
    }

    private static byte[] Noise()
    {
        var random = new HostRandom(3);
        return [.. Enumerable.Range(0, 5000).Select(_ => (byte)random.NextUInt32())];
    }

    private static string Error(string path) => DataFolder.ErrorNaming(path, () => IdxFile.Read(path));
}
