using Nabla.Learning;
using Nabla.Parquet;
using Parquet;
using Parquet.Schema;
using Xunit;

namespace Nabla.Tests.Learning.Data.Parquet;

/// <summary>Damaged Parquet files load or are refused by name, in bounded memory.</summary>
public sealed class ParquetDamageTests : IDisposable
{
    private const long MostBytes = 1L << 30;

    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    public static TheoryData<CompressionMethod> Methods =>
        [CompressionMethod.None, CompressionMethod.Snappy, CompressionMethod.Gzip, CompressionMethod.Brotli, CompressionMethod.Zstd, CompressionMethod.Lz4Raw];

    [Theory]
    [MemberData(nameof(Methods))]
    public void Load_EveryCompression_IsTheSameTable(CompressionMethod method)
    {
        var (data, plain) = (Load(Example(method)), Load(Example(CompressionMethod.None)));
        Assert.Equal(plain.Features.ToArray(), data.Features.ToArray());
        Assert.Equal(plain.Labels.ToArray(), data.Labels.ToArray());
    }

    [Theory]
    [InlineData(CompressionMethod.None)]
    [InlineData(CompressionMethod.Snappy)]
    public void Load_CutAnywhereOrWithAByteFlipped_LoadsOrSaysWhy(CompressionMethod method)
    {
        var path = Example(method);
        var bytes = File.ReadAllBytes(path);
        var (loaded, refused) = Mutations.Try(path, Mutations.Systematic(bytes), () => Load(path), MostBytes);
        Assert.True(loaded > 50 && refused > bytes.Length, $"{loaded} loaded, {refused} refused");
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Load_WithRandomChanges_LoadsOrSaysWhy(CompressionMethod method)
    {
        var path = Example(method);
        var files = Mutations.Random(File.ReadAllBytes(path), Mutations.Count(500), (int)method);
        var (loaded, refused) = Mutations.Try(path, files, () => Load(path), MostBytes);
        Assert.True(loaded > 2 && refused > 250, $"{loaded} loaded, {refused} refused");
    }

    [Fact]
    public void Load_CutAnywhere_IsRefused()
    {
        var path = Example(CompressionMethod.Snappy);
        var bytes = File.ReadAllBytes(path);
        var (loaded, _) = Mutations.Try(path, Enumerable.Range(0, bytes.Length).Select(length => bytes[..length]), () => Load(path), MostBytes);
        Assert.Equal(0, loaded);
    }

    [Theory]
    [InlineData(CompressionMethod.Snappy)]
    [InlineData(CompressionMethod.Zstd)]
    public void Load_APageThatIsLongerThanItDeclares_IsRefused(CompressionMethod method)
    {
        DataField[] fields = [new DataField<double>("x"), new DataField<double>("y")];
        var path = ParquetFiles.Write(folder.In("table.parquet"), fields, [[new double[100_000], new double[100_000]]], method);
        var bytes = File.ReadAllBytes(path);
        Nabla.Parquet.ParquetOptions regression = new() { Task = LearningTask.Regression };
        Assert.Equal(100_000, ParquetDataset.Load(path, regression).Count);
        // The second field of the first page, 800,000 as a number of three bytes whose sign is its lowest bit, becomes 8.
        int place = bytes.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x15, 0x80, 0xD4, 0x61]);
        (bytes[place + 1], bytes[place + 2], bytes[place + 3]) = (0x90, 0x80, 0);
        File.WriteAllBytes(path, bytes);
        Assert.Equal(
            "column 'x': is damaged: a page does not have the declared length.",
            DataFolder.ErrorNaming(path, () => ParquetDataset.Load(path, regression)));
    }

    /// <summary>The library would take a number for a length where it expects bytes.</summary>
    [Fact]
    public void Read_FieldsOfOtherTypesOrTwice_AreRefused()
    {
        Assert.Equal(7, Length([0x5C, 0x5C, 0x18, 0x00, 0x00, 0x00, 0x00]));
        Assert.Equal("a field has the wrong type", Message([0x5C, 0x5C, 0x16, 0x04, 0x00, 0x00, 0x00]));
        Assert.Equal("a field has the wrong type", Message([0x11, 0x00]));
        Assert.Equal("a field is repeated", Message([0x15, 0x00, 0x05, 0x02, 0x00, 0x00]));

        static int Length(byte[] bytes)
        {
            CompactStruct.Read(bytes, ParquetLayout.Page, out int length);
            return length;
        }

        static string Message(byte[] bytes) => Assert.Throws<InvalidDataException>(() => Length(bytes)).Message;
    }

    private static Dataset Load(string path) => ParquetDataset.Load(path, new() { Missing = MissingValues.Drop });

    private string Example(CompressionMethod method)
    {
        var random = new Random(1);
        int[] rows = [.. Enumerable.Range(0, 12)];
        Array[] group =
        [
            rows.Select(row => row % 5 == 4 ? null : (double?)random.NextDouble()).ToArray(), rows.Select(row => row * 1000L).ToArray(),
            rows.Select(row => row % 2 == 0).ToArray(), rows.Select(row => row / 8m).ToArray(), rows.Select(row => row % 3 == 0 ? "red" : "blue").ToArray(),
        ];
        DataField[] fields =
        [
            new DataField<double?>("a"), new DataField<long>("b"), new DataField<bool>("c"), new DecimalDataField("d", 9, 3),
            new DataField<string>("kind", true),
        ];
        return ParquetFiles.Write(folder.In("table.parquet"), fields, [group, group], method);
    }
}
