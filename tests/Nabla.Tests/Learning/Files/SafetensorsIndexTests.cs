using System.Text;
using Nabla.Learning;
using Xunit;

namespace Nabla.Tests.Learning.Files;

/// <summary>Models in several files with an index.</summary>
public sealed class SafetensorsIndexTests : IDisposable
{
    private readonly ScratchDirectory scratch = new();

    private string Index => scratch.File("model.safetensors.index.json");

    public void Dispose() => scratch.Dispose();

    [Fact]
    public void Load_OfSeveralFiles_SetsAllVariables()
    {
        Shards();
        Store("""
            {"metadata":{"total_size":40,"kind":"x","tied":true,"other":{}},
             "weight_map":{"v":"b.safetensors","w":"a.safetensors","u":"b.safetensors"}}
            """);
        var (w, v, u) = (new Variable(Tensor.Zeros([2, 2])), new Variable(Tensor.Zeros([3])), new Variable(Tensor.Zeros([3], ElementType.Int64)));
        ParameterFile.Load(Index, [("v", v), ("w", w), ("u", u)]);
        Assert.Equal([1f, 2, 3, 4], w.Value.ToArray<float>());
        Assert.Equal([0.5f, -1, 2], v.Value.ToArray<float>());
        Assert.Equal([1L, 2, 3], u.Value.ToArray<long>());
        using var reader = SafetensorsReader.Open(Index);
        Assert.Equal(["w", "v", "u"], reader.Tensors.Select(tensor => tensor.Name));
        Assert.Equal([scratch.File("a.safetensors"), scratch.File("b.safetensors")], reader.Tensors.Select(tensor => tensor.Path).Distinct());
        Assert.Equal(new Dictionary<string, string> { ["total_size"] = "40", ["kind"] = "x", ["tied"] = "true" }, reader.Metadata);
    }

    [Fact]
    public void Open_InTheCurrentFolder_FindsTheFilesBesideTheIndex()
    {
        Shards();
        Store("""{"weight_map":{"w":"a.safetensors"}}""");
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, Index);
        using var reader = SafetensorsReader.Open(relative);
        Assert.Equal([2, 2], reader["w"].Shape);
    }

    [Theory]
    [InlineData("{}", "not an index of safetensors files: it has no weight_map.")]
    [InlineData("[]", "the index is not a JSON object.")]
    [InlineData("{", "the index is not JSON: error at byte 1 of line 1.")]
    [InlineData("""{"weight_map":[]}""", "weight_map is not a JSON object.")]
    [InlineData("""{"weight_map":{},"weight_map":{}}""", "the index has weight_map twice.")]
    [InlineData("""{"weight_map":{"w":1}}""", "weight_map: the file of tensor \"w\" is not a string.")]
    [InlineData("""{"weight_map":{"w":"a.safetensors","w":"b.safetensors"}}""", "weight_map has tensor \"w\" twice.")]
    [InlineData("""{"weight_map":{"w":"\ud800"}}""", "the index has a string with half a surrogate pair.")]
    [InlineData("""{"weight_map":{"w":"c.safetensors"}}""", "its file \"c.safetensors\" is missing; put it into the folder of the index.")]
    [InlineData(
        """{"weight_map":{"w":"a.safetensors","x":"a.safetensors"}}""",
        "tensor \"x\" is not in \"a.safetensors\", where the index says it is; get the index and all files of one version.")]
    [InlineData(
        """{"weight_map":{"v":"b.safetensors"}}""",
        "\"b.safetensors\" holds tensor \"u\", which the index does not say; get the index and all files of one version, or open that file alone.")]
    public void Open_WrongIndex_SaysWhatIsWrong(string index, string problem)
    {
        Shards();
        Store(index);
        Assert.Equal($"{Index}: {problem}", Assert.Throws<ModelFileException>(() => SafetensorsReader.Open(Index)).Message);
        // No file has been left open.
        foreach (var name in (string[])["a.safetensors", "b.safetensors"])
            using (new FileStream(scratch.File(name), FileMode.Open, FileAccess.ReadWrite, FileShare.None)) { }
    }

    [Theory]
    [InlineData("../a.safetensors")]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("")]
    [InlineData("/etc/passwd")]
    [InlineData("sub/a.safetensors")]
    [InlineData("sub\\\\a.safetensors")]
    [InlineData("C:a.safetensors")]
    [InlineData("a.safetensors\\u0000")]
    public void Open_FileOutsideTheFolder_IsRefused(string file)
    {
        Shards();
        Store($$$"""{"weight_map":{"w":"{{{file}}}"}}""");
        Assert.EndsWith(
            "of tensor \"w\" is not the name of a file in the folder of the index.",
            Assert.Throws<ModelFileException>(() => SafetensorsReader.Open(Index)).Message);
    }

    [Fact]
    public void Open_DamagedShard_NamesTheShard()
    {
        Shards();
        Store("""{"weight_map":{"w":"a.safetensors"}}""");
        var shard = scratch.File("a.safetensors");
        File.WriteAllBytes(shard, File.ReadAllBytes(shard)[..^1]);
        var error = Assert.Throws<ModelFileException>(() => SafetensorsReader.Open(Index));
        Assert.StartsWith($"{shard}: tensor \"w\": data_offsets [0, 16] are beyond", error.Message);
    }

    [Fact]
    public void Open_NoIndexOrNoText_SaysSo()
    {
        Assert.Equal($"{Index}: the file does not exist.", Assert.Throws<ModelFileException>(() => SafetensorsReader.Open(Index)).Message);
        File.WriteAllBytes(Index, [(byte)'{', 0xFF, (byte)'}']);
        Assert.Equal($"{Index}: the index is not UTF-8 text.", Assert.Throws<ModelFileException>(() => SafetensorsReader.Open(Index)).Message);
    }

    private void Shards()
    {
        var none = new Dictionary<string, string>();
        SafetensorsFile.Write(scratch.File("a.safetensors"), none, [SafetensorsEntry.From("w", Tensor.From([1f, 2, 3, 4], [2, 2]))]);
        SafetensorsFile.Write(
            scratch.File("b.safetensors"),
            none,
            [
                SafetensorsEntry.From("v", Tensor.From([0.5f, -1, 2]), FloatStorage.Bfloat16),
                new("u", "U32", [3], new byte[] { 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0 }),
            ]);
    }

    private void Store(string index) => File.WriteAllText(Index, index, new UTF8Encoding(false));
}
