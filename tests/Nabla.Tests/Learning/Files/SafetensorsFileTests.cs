using System.Runtime.InteropServices;
using System.Text;
using Nabla.Learning;
using Xunit;

namespace Nabla.Tests.Learning.Files;

public sealed class SafetensorsFileTests : IDisposable
{
    private static readonly Dictionary<string, string> NoMetadata = [];

    private readonly ScratchDirectory scratch = new();

    public static TheoryData<string> ElementTypes => [.. SafetensorsEntry.SupportedElementTypes];

    public void Dispose() => scratch.Dispose();

    [Theory]
    [MemberData(nameof(ElementTypes))]
    public void WriteRead_EveryElementType_IsBitExact(string elementType)
    {
        var elementBytes = ElementBytes(elementType);
        int[][] shapes = [[3, 5], [], [0], [4, 0, 7], [1, 1, 1, 1, 2]];
        var random = new Random(7);
        var entries = shapes.Select((shape, index) =>
        {
            var data = new byte[shape.Aggregate(elementBytes, (product, size) => product * size)];
            random.NextBytes(data);
            return new SafetensorsEntry($"layer.{index}", elementType, shape, data);
        }).ToArray();

        var file = WriteAndRead(NoMetadata, entries);

        Assert.Equal(entries.Length, file.Entries.Count);
        foreach (var (expected, actual) in entries.Zip(file.Entries))
        {
            Assert.Equal(expected.Name, actual.Name);
            Assert.Equal(elementType, actual.ElementTypeName);
            Assert.Equal(expected.Shape, actual.Shape);
            Assert.Equal(expected.Data.ToArray(), actual.Data.ToArray());
        }
    }

    [Fact]
    public void WriteRead_NotANumberPayloadsAndSignedZeros_KeepTheirBits()
    {
        float[] values = [float.NaN, BitConverter.Int32BitsToSingle(0x7FC01234), -0f, float.NegativeInfinity, float.Epsilon];
        var data = MemoryMarshal.AsBytes(values.AsSpan()).ToArray();
        var file = WriteAndRead(NoMetadata, [new SafetensorsEntry("x", "F32", [5], data)]);
        Assert.Equal(data, file.Entries[0].Data.ToArray());
    }

    [Fact]
    public void WriteRead_MetadataAndNamesOfAnyText_ComeBack()
    {
        var metadata = new Dictionary<string, string> { ["λ"] = "line\nbreak \"quoted\" \\ 😀", [""] = "", ["a"] = "1" };
        var file = WriteAndRead(metadata, [new SafetensorsEntry("Ω\t", "U8", [], new byte[1]), new SafetensorsEntry("", "U8", [], new byte[1])]);
        Assert.Equal(metadata, file.Metadata);
        Assert.Equal(["Ω\t", ""], file.Entries.Select(entry => entry.Name));
    }

    [Fact]
    public void WriteRead_NothingAtAll_IsAValidFile()
    {
        var file = WriteAndRead(NoMetadata, []);
        Assert.Empty(file.Metadata);
        Assert.Empty(file.Entries);
    }

    [Fact]
    public void Write_SmallFile_HasExactlyTheBytesOfTheFormat()
    {
        var path = scratch.File("small");
        SafetensorsFile.Write(
            path, new Dictionary<string, string> { ["b"] = "2", ["B"] = "1" }, [new SafetensorsEntry("w", "I16", [2], new byte[] { 1, 2, 3, 4 })]);
        const string header = """{"__metadata__":{"B":"1","b":"2"},"w":{"dtype":"I16","shape":[2],"data_offsets":[0,4]}}""";
        var padded = header.PadRight((header.Length + 7) / 8 * 8);
        byte[] expected = [(byte)padded.Length, 0, 0, 0, 0, 0, 0, 0, .. Encoding.ASCII.GetBytes(padded), 1, 2, 3, 4];
        Assert.Equal(expected, File.ReadAllBytes(path));
    }

    [Fact]
    public void Write_SameContentTwice_GivesTheSameBytes()
    {
        SafetensorsEntry[] entries = [new("b", "F32", [1], new byte[4]), new("a", "BOOL", [3], new byte[3])];
        SafetensorsFile.Write(scratch.File("1"), new Dictionary<string, string> { ["x"] = "1", ["y"] = "2" }, entries);
        SafetensorsFile.Write(scratch.File("2"), new Dictionary<string, string> { ["y"] = "2", ["x"] = "1" }, entries);
        Assert.Equal(File.ReadAllBytes(scratch.File("1")), File.ReadAllBytes(scratch.File("2")));
    }

    [Fact]
    public void Read_TensorsInAnyOrderOfTheHeader_ComeInTheOrderOfTheirData()
    {
        var path = scratch.File("order");
        File.WriteAllBytes(path, SafetensorsBytes.Of(
            """{"c":{"dtype":"U8","shape":[0],"data_offsets":[3,3]},"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}"""
            + ""","a":{"data_offsets":[0,1],"shape":[],"dtype":"U8"}} """,
            dataLength: 3));
        Assert.Equal(["a", "b", "c"], SafetensorsFile.Read(path).Entries.Select(entry => entry.Name));
    }

    [Fact]
    public void Write_TwoTensorsOfOneName_ThrowsAndWritesNothing()
    {
        SafetensorsEntry[] entries = [new("w", "U8", [], new byte[1]), new("w", "U8", [], new byte[1])];
        var error = Assert.Throws<ArgumentException>(() => SafetensorsFile.Write(scratch.File("x"), NoMetadata, entries));
        Assert.StartsWith("safetensors: two tensors have the name \"w\".", error.Message, StringComparison.Ordinal);
        Assert.Empty(scratch.Names);
    }

    [Fact]
    public void Write_NameThatIsNoText_ThrowsAndWritesNothing()
    {
        Assert.ThrowsAny<ArgumentException>(() => SafetensorsFile.Write(scratch.File("x"), NoMetadata, [new("\ud800", "U8", [], new byte[1])]));
        Assert.ThrowsAny<ArgumentException>(() => SafetensorsFile.Write(scratch.File("x"), new Dictionary<string, string> { ["a"] = "\udc00" }, []));
        Assert.Empty(scratch.Names);
    }

    [Theory]
    [InlineData("__metadata__", "U8", new int[0], 1, "safetensors: \"__metadata__\" is reserved and cannot name a tensor.")]
    [InlineData("w", "F31", new int[0], 4, "safetensors: tensor \"w\": element type \"F31\" is unknown or not supported (supported: BOOL, ")]
    [InlineData("w", "F32", new[] { 2, -3 }, 24, "safetensors: tensor \"w\": shape [2, -3] has a negative size.")]
    [InlineData("w", "F32", new[] { 2, 3 }, 23, "safetensors: tensor \"w\": F32 of shape [2, 3] takes 24 bytes, but the data has 23.")]
    [InlineData("w", "F32", new[] { 65536, 65536 }, 0, "safetensors: tensor \"w\": shape [65536, 65536] overflows: a tensor holds at most 2147483591 bytes.")]
    public void Entry_ThatFitsNoFile_Throws(string name, string elementType, int[] shape, int bytes, string message)
    {
        var error = Assert.Throws<ArgumentException>(() => new SafetensorsEntry(name, elementType, shape, new byte[bytes]));
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }

    private SafetensorsFile WriteAndRead(Dictionary<string, string> metadata, SafetensorsEntry[] entries)
    {
        var path = scratch.File("model.safetensors");
        SafetensorsFile.Write(path, metadata, entries);
        return SafetensorsFile.Read(path);
    }

    private static int ElementBytes(string elementType) => elementType switch
    {
        "BOOL" or "U8" or "I8" or "F8_E5M2" or "F8_E4M3" or "F8_E8M0" => 1,
        "I16" or "U16" or "F16" or "BF16" => 2,
        "I32" or "U32" or "F32" => 4,
        "I64" or "U64" or "F64" or "C64" => 8,
        _ => throw new ArgumentException(elementType),
    };
}
