using System.Text;
using Nabla.Learning;
using Xunit;

namespace Nabla.Tests.Learning.Files;

/// <summary>Every kind of invalid file, built by hand, with its error message.</summary>
public sealed class SafetensorsMalformedTests : IDisposable
{
    private readonly ScratchDirectory scratch = new();

    public void Dispose() => scratch.Dispose();

    [Theory]
    // Not JSON, not an object.
    [InlineData("", 0, "the header is not a JSON object: it does not begin with '{'.")]
    [InlineData("hello", 0, "the header is not a JSON object: it does not begin with '{'.")]
    [InlineData("[]", 0, "the header is not a JSON object: it does not begin with '{'.")]
    [InlineData(" {}", 0, "the header is not a JSON object: it does not begin with '{'.")]
    [InlineData("{", 0, "the header is not JSON: error after 1 of its bytes.")]
    [InlineData("{,}", 0, "the header is not JSON: error after 1 of its bytes.")]
    [InlineData("{}{}", 0, "the header is not JSON: error after 2 of its bytes.")]
    [InlineData("{} // comment", 0, "the header is not JSON: error after 3 of its bytes.")]
    [InlineData("""{"w\ud800":1}""", 0, "the header has a string with half a surrogate pair, at its byte 1.")]
    // Metadata.
    [InlineData("""{"__metadata__":1}""", 0, "__metadata__ is not a JSON object.")]
    [InlineData("""{"__metadata__":{"epoch":3}}""", 0, "__metadata__: the value of \"epoch\" is not a string.")]
    [InlineData("""{"__metadata__":{"a":null}}""", 0, "__metadata__: the value of \"a\" is not a string.")]
    [InlineData("""{"__metadata__":{"a":"1","a":"1"}}""", 0, "__metadata__: the key \"a\" appears twice.")]
    [InlineData("""{"__metadata__":{},"__metadata__":{}}""", 0, "the header has the key \"__metadata__\" twice.")]
    // A tensor's description.
    [InlineData("""{"w":1}""", 0, "tensor \"w\": its description is not a JSON object.")]
    [InlineData("""{"w":{"shape":[],"data_offsets":[0,1]}}""", 1, "tensor \"w\": dtype is missing.")]
    [InlineData("""{"w":{"dtype":"U8","data_offsets":[0,1]}}""", 1, "tensor \"w\": shape is missing.")]
    [InlineData("""{"w":{"dtype":"U8","shape":[]}}""", 1, "tensor \"w\": data_offsets is missing.")]
    [InlineData("""{"w":{"dtype":"U8","shape":[],"data_offsets":[0,1],"device":"cpu"}}""", 1, "tensor \"w\": the key \"device\" is unknown.")]
    [InlineData("""{"w":{"dtype":"U8","dtype":"U8","shape":[],"data_offsets":[0,1]}}""", 1, "tensor \"w\": dtype appears twice.")]
    [InlineData("""{"w":{"dtype":"U8","shape":[],"\u0073hape":[],"data_offsets":[0,1]}}""", 1, "tensor \"w\": shape appears twice.")]
    [InlineData("""{"w":{"dtype":"U8","shape":[],"data_offsets":[0,1],"data_offsets":[0,1]}}""", 1, "tensor \"w\": data_offsets appears twice.")]
    [InlineData(
        """{"w":{"dtype":"U8","shape":[],"data_offsets":[0,1]},"w":{"dtype":"U8","shape":[],"data_offsets":[1,2]}}""",
        2,
        "the header has the key \"w\" twice.")]
    // Element type.
    [InlineData("""{"w":{"dtype":32,"shape":[],"data_offsets":[0,1]}}""", 1, "tensor \"w\": dtype is not a string.")]
    [InlineData(
        """{"w":{"dtype":"F4","shape":[2],"data_offsets":[0,1]}}""",
        1,
        "tensor \"w\": element type \"F4\" is unknown or not supported "
        + "(supported: BOOL, U8, I8, F8_E5M2, F8_E4M3, F8_E8M0, I16, U16, F16, BF16, I32, U32, F32, C64, I64, U64, F64).")]
    [InlineData(
        """{"w":{"dtype":"a\nb","shape":[],"data_offsets":[0,1]}}""",
        1,
        "tensor \"w\": element type \"a\\u000ab\" is unknown or not supported "
        + "(supported: BOOL, U8, I8, F8_E5M2, F8_E4M3, F8_E8M0, I16, U16, F16, BF16, I32, U32, F32, C64, I64, U64, F64).")]
    // Shape.
    [InlineData("""{"w":{"dtype":"U8","shape":1,"data_offsets":[0,1]}}""", 1, "tensor \"w\": shape is not an array.")]
    [InlineData("""{"w":{"dtype":"U8","shape":["1"],"data_offsets":[0,1]}}""", 1, "tensor \"w\": shape holds something that is not a number.")]
    [InlineData("""{"w":{"dtype":"U8","shape":[1.0],"data_offsets":[0,1]}}""", 1, "tensor \"w\": shape holds \"1.0\", which is not a whole number below 2^31.")]
    [InlineData(
        """{"w":{"dtype":"U8","shape":[2147483648],"data_offsets":[0,1]}}""",
        1,
        "tensor \"w\": shape holds \"2147483648\", which is not a whole number below 2^31.")]
    [InlineData(
        """{"w":{"dtype":"U8","shape":[1e400],"data_offsets":[0,1]}}""",
        1,
        "tensor \"w\": shape holds \"1e400\", which is not a whole number below 2^31.")]
    [InlineData("""{"w":{"dtype":"U8","shape":[-1,-1],"data_offsets":[0,1]}}""", 1, "tensor \"w\": shape [-1, -1] has a negative size.")]
    [InlineData(
        """{"w":{"dtype":"F32","shape":[65536,65536,65536,65536],"data_offsets":[0,0]}}""",
        0,
        "tensor \"w\": shape [65536, 65536, 65536, 65536] overflows: a tensor holds at most 2147483591 bytes.")]
    [InlineData("""{"w":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", 8, "tensor \"w\": F32 of shape [3] takes 12 bytes, but the data has 8.")]
    [InlineData(
        """{"w":{"dtype":"U8","shape":[1,1,1,1,1,1,1,1,1],"data_offsets":[0,2]}}""",
        2,
        "tensor \"w\": U8 of shape [1, 1, 1, 1, 1, 1, 1, 1, …] of 9 axes takes 1 bytes, but the data has 2.")]
    // Position.
    [InlineData("""{"w":{"dtype":"U8","shape":[],"data_offsets":0}}""", 1, "tensor \"w\": data_offsets is not an array of two whole numbers.")]
    [InlineData("""{"w":{"dtype":"U8","shape":[],"data_offsets":[0]}}""", 1, "tensor \"w\": data_offsets is not an array of two whole numbers.")]
    [InlineData("""{"w":{"dtype":"U8","shape":[],"data_offsets":[0,1,2]}}""", 1, "tensor \"w\": data_offsets is not an array of two whole numbers.")]
    [InlineData("""{"w":{"dtype":"U8","shape":[],"data_offsets":[0,0.5]}}""", 1, "tensor \"w\": data_offsets is not an array of two whole numbers.")]
    [InlineData(
        """{"w":{"dtype":"U8","shape":[],"data_offsets":[0,9223372036854775808]}}""",
        1,
        "tensor \"w\": data_offsets is not an array of two whole numbers.")]
    [InlineData("""{"w":{"dtype":"U8","shape":[],"data_offsets":[1,0]}}""", 1, "tensor \"w\": data_offsets [1, 0] are not a range.")]
    [InlineData("""{"w":{"dtype":"U8","shape":[],"data_offsets":[-1,0]}}""", 1, "tensor \"w\": data_offsets [-1, 0] are not a range.")]
    [InlineData("""{"w":{"dtype":"U8","shape":[],"data_offsets":[0,2]}}""", 1, "tensor \"w\": data_offsets [0, 2] are beyond the file's 1 bytes of data.")]
    [InlineData(
        """{"w":{"dtype":"U8","shape":[],"data_offsets":[0,9223372036854775807]}}""",
        1,
        "tensor \"w\": data_offsets [0, 9223372036854775807] are beyond the file's 1 bytes of data.")]
    [InlineData(
        """{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}""",
        3,
        "tensor \"b\": its data [1, 3] overlaps another tensor's, which ends at 2.")]
    [InlineData(
        """{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}""",
        2,
        "tensor \"b\": its data [0, 2] overlaps another tensor's, which ends at 2.")]
    [InlineData(
        """{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[],"data_offsets":[3,4]}}""",
        4,
        "tensor \"b\": its data begins at 3, leaving a hole from 2 that no tensor uses.")]
    [InlineData(
        """{"w":{"dtype":"U8","shape":[],"data_offsets":[1,2]}}""",
        2,
        "tensor \"w\": its data begins at 1, leaving a hole from 0 that no tensor uses.")]
    [InlineData("""{"w":{"dtype":"U8","shape":[],"data_offsets":[0,1]}}""", 2, "the tensors use 1 of the file's 2 bytes of data.")]
    [InlineData("{}", 1, "the tensors use 0 of the file's 1 bytes of data.")]
    public void Read_WrongHeader_SaysWhatIsWrong(string header, int dataLength, string problem) =>
        AssertProblem(SafetensorsBytes.Of(header, dataLength), problem);

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    public void Read_ShorterThanTheLength_SaysSo(int length) =>
        AssertProblem(new byte[length], $"not a safetensors file: {length} bytes, shorter than the 8 bytes of the header's length.");

    [Fact]
    public void Read_HeaderBeyondTheFile_SaysSo() =>
        AssertProblem([.. SafetensorsBytes.Length(3), .. "{}"u8], "the file is cut short: header length 3, but only 2 bytes follow.");

    [Fact]
    public void Read_HeaderOverTheLimit_SaysSo() =>
        AssertProblem(SafetensorsBytes.Length(100_000_001), "not a safetensors file: header length 100000001 is over the format's limit of 100000000 bytes.");

    [Fact]
    public void Read_SomeOtherFile_SaysSo() =>
        AssertProblem(
            Encoding.ASCII.GetBytes("PK this is some other kind of file"),
            $"not a safetensors file: header length {BitConverter.ToUInt64(Encoding.ASCII.GetBytes("PK this "))} is over the format's limit "
            + "of 100000000 bytes.");

    [Fact]
    public void Read_HeaderNotUtf8_SaysSo() => AssertProblem(SafetensorsBytes.Of([(byte)'{', 0xFF, (byte)'}'], 0), "the header is not UTF-8 text.");

    [Fact]
    public void Read_LengthsInTheFile_AreNotBelievedBeforeTheyAreChecked()
    {
        // Each of these lines claims far more data than the file has: none of it may be allocated.
        string[] headers =
        [
            """{"w":{"dtype":"U8","shape":[2000000000],"data_offsets":[0,2000000000]}}""",
            """{"w":{"dtype":"F64","shape":[200000000],"data_offsets":[0,1600000000]}}""",
        ];
        foreach (var header in headers)
        {
            var path = Store(SafetensorsBytes.Of(header, 8));
            var before = GC.GetAllocatedBytesForCurrentThread();
            Assert.Throws<ModelFileException>(() => SafetensorsFile.Read(path));
            Assert.Throws<ModelFileException>(() => SafetensorsReader.Open(path));
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200_000);
        }

        var onlyALength = Store(SafetensorsBytes.Length(99_999_999));
        var start = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<ModelFileException>(() => SafetensorsFile.Read(onlyALength));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - start, 0, 200_000);
    }

    [Fact]
    public void Read_MissingFile_SaysSo()
    {
        var path = scratch.File("missing.safetensors");
        var error = Assert.Throws<ModelFileException>(() => SafetensorsFile.Read(path));
        Assert.Equal($"{path}: the file does not exist.", error.Message);
        Assert.Equal(path, error.Path);
    }

    [Fact]
    public void Read_MissingDirectory_SaysSo()
    {
        var path = scratch.File(Path.Combine("missing", "x.safetensors"));
        Assert.Equal("the file does not exist.", Assert.Throws<ModelFileException>(() => SafetensorsFile.Read(path)).Problem);
    }

    [Fact]
    public void Read_Directory_SaysSo()
    {
        var path = scratch.File("directory");
        Directory.CreateDirectory(path);
        Assert.Equal("it is a directory.", Assert.Throws<ModelFileException>(() => SafetensorsFile.Read(path)).Problem);
    }

    private void AssertProblem(byte[] bytes, string problem)
    {
        var path = Store(bytes);
        var error = Assert.Throws<ModelFileException>(() => SafetensorsFile.Read(path));
        Assert.Equal($"{path}: {problem}", error.Message);
        Assert.DoesNotContain('\n', error.Message);
        // The other reader says the same, but refuses tensors larger than an array only when they are read.
        var other = Assert.Throws<ModelFileException>(() => SafetensorsReader.Open(path));
        if (!problem.Contains("overflows")) Assert.Equal(error.Message, other.Message);
    }

    private string Store(byte[] bytes)
    {
        var path = scratch.File("wrong.safetensors");
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
