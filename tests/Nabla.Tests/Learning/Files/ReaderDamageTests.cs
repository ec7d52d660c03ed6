using Nabla.Learning;
using Nabla.Tests.Learning.Data;
using Xunit;

namespace Nabla.Tests.Learning.Files;

/// <summary>Damaged safetensors, models, .npy, .npz, IDX and event files load or are refused by name, in bounded memory.</summary>
public sealed class ReaderDamageTests : IDisposable
{
    private const long MostBytes = 1L << 26;

    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    public static TheoryData<string> Formats => ["safetensors", "mapped", "index.json", "model", "npy", "npz", "idx", "idx.gz", "events", "csv.gz"];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Read_CutAnywhereOrWithAByteChanged_LoadsOrSaysWhy(string format)
    {
        var (path, read) = Reader(format);
        var bytes = File.ReadAllBytes(path);
        var (loaded, refused) = Mutations.Try(path, Mutations.Systematic(bytes), read, MostBytes);
        Assert.Equal(3 * bytes.Length, loaded + refused);
        // Whatever is cut off is missed.
        Assert.True(refused >= bytes.Length / 2, $"{loaded} loaded, {refused} refused");
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Read_WithRandomChanges_LoadsOrSaysWhy(string format)
    {
        var (path, read) = Reader(format);
        var count = Mutations.Count(2000);
        var (loaded, refused) = Mutations.Try(path, Mutations.Random(File.ReadAllBytes(path), count), read, MostBytes);
        Assert.Equal(count, loaded + refused);
        Assert.True(refused > count / 10, $"{loaded} loaded, {refused} refused");
    }

    /// <summary>Writes a small file, and returns it with a function that reads it.</summary>
    private (string Path, Action Read) Reader(string format)
    {
        var path = folder.In($"victim.{format}");
        var numbers = Tensor.From<float>([1, -2, 3.5f, 4, 5, 6], [2, 3]);
        switch (format)
        {
            case "safetensors":
                SafetensorsFile.Write(path, new Dictionary<string, string> { ["a"] = "b" }, ParameterFile.Entries([("w", new(numbers)), ("v", new(numbers))]));
                return (path, () => SafetensorsFile.Read(path));
            case "mapped":
                SafetensorsFile.Write(path, new Dictionary<string, string> { ["a"] = "b" }, ParameterFile.Entries([("w", new(numbers)), ("v", new(numbers))]));
                return (path, () => ReadAll(path));
            case "index.json":
                ParameterFile.Save(folder.In("a.safetensors"), [("v", new(numbers))], FloatStorage.Float16);
                ParameterFile.Save(folder.In("b.safetensors"), [("w", new(numbers))]);
                File.WriteAllText(path, """{"metadata":{"total_size":36},"weight_map":{"v":"a.safetensors","w":"b.safetensors"}}""");
                return (path, () => ReadAll(path));
            case "model":
                var data = SyntheticData.Moons(20, 0.1, new HostRandom(1));
                ModelFile.Save(path, TrainedModel.Create(Models.Perceptron([2, 3, 2], "relu", new Generator(1)), data, new CrossEntropyLoss()));
                return (path, () => ModelFile.Load(path));
            case "npy":
                NpyFile.Write(path, numbers);
                return (path, () => NpyFile.Read(path));
            case "npz":
                NpzFile.Write(path, new Dictionary<string, Tensor> { ["a"] = numbers, ["b"] = numbers });
                return (path, () => NpzFile.Read(path));
            case "idx" or "idx.gz":
                var bytes = DataFolder.Idx([.. Enumerable.Range(0, 36).Select(i => (byte)(i * 7))], 4, 3, 3);
                File.WriteAllBytes(path, format == "idx" ? bytes : DataFolder.Gzip(bytes));
                return (path, () => IdxFile.Read(path));
            case "csv.gz":
                File.WriteAllBytes(path, DataFolder.Gzip("a,b,c\n1,2.5,x\n3,4.5,y\n5,6.5,x\n"u8.ToArray()));
                return (path, () => CsvDataset.Load(path));
            default:
                using (var writer = new EventFileWriter(folder.In("events")))
                {
                    writer.Scalar("loss", 0.5, 1);
                    writer.Scalar("loss", 0.25, 2);
                }
                File.Copy(Directory.GetFiles(folder.In("events")).Single(), path);
                return (path, () => EventFile.ReadScalars(path));
        }
    }

    private static void ReadAll(string path)
    {
        using var reader = SafetensorsReader.Open(path);
        foreach (var tensor in reader.Tensors) tensor.ReadEntry();
    }
}
