using Nabla.Learning;
using Nabla.Tests.Learning.Files;
using Xunit;
using static Nabla.Tests.Learning.Layers.AdaptedNetworks;

namespace Nabla.Tests.Learning.Layers;

/// <summary>Files of adapters.</summary>
public sealed class LoraFileTests : IDisposable
{
    private static readonly LoraOptions Options = new() { Rank = 2, Alpha = 0.75, Dropout = 0.1, Layers = ["own", "out"] };
    private readonly ScratchDirectory folder = new();

    private string File => folder.File("adapters.safetensors");

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(ElementType.Float32)]
    [InlineData(ElementType.Float64)]
    public void Load_OntoTheSameNetwork_GivesTheSameBits(ElementType type)
    {
        var (saved, x) = (Nested(type), Input(type));
        Lora.Attach(saved, Options, new Generator(1));
        Moved(saved);
        Lora.Save(File, saved);

        var loaded = Nested(type);
        Assert.Equal(["own.query", "own.value", "out"], Lora.Load(File, loaded, new Generator(1)));

        Assert.Equal(State(saved), State(loaded));
        saved.Eval();
        loaded.Eval();
        Assert.Equal(Numbers(saved.Forward(x)), Numbers(loaded.Forward(x)));
        Assert.Equal(Lora.NamedParameters(loaded).Select(entry => entry.Variable), loaded.Parameters());
        Assert.Equal(saved.GetModule("out").ToString(), loaded.GetModule("out").ToString());
        var again = folder.File("again");
        Lora.Save(again, loaded);
        Assert.Equal(System.IO.File.ReadAllBytes(File), System.IO.File.ReadAllBytes(again));
    }

    [Fact]
    public void Save_HoldsAdaptersAndOptionsOnly()
    {
        var network = Nested();
        Lora.Attach(network, Options, new Generator(1));
        Lora.Save(File, network);
        var file = SafetensorsFile.Read(File);
        Assert.Equal(Lora.NamedParameters(network).Select(entry => entry.Path), file.Entries.Select(entry => entry.Name));
        Assert.Equal(
            ["alpha=0.75", "dropout=0.1", "format=nabla-lora-1", """layers=["own.query","own.value","out"]""", "rank=2"],
            file.Metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}"));
    }

    [Fact]
    public void Save_AdaptersOfDifferentKinds_IsRefusedWithAWayOut()
    {
        var network = Nested();
        Lora.Attach(network, Options with { Layers = ["own.query"] }, new Generator(1));
        Lora.Attach(network, Options with { Layers = ["out"], Rank = 1 }, new Generator(1));
        var message = Assert.Throws<ArgumentException>(() => Lora.Save(File, network)).Message;
        Assert.StartsWith(
            "lora: layer own.query, linear(in 6, out 6) with lora(rank 2, alpha 0.75, dropout 0.1), and layer out, linear(in 6, out 3) with lora(rank 1,",
            message);
        Assert.Contains("save parts of the network by themselves", message);
        Lora.Save(File, network.GetModule("own"));
        Assert.Equal(["query"], Lora.Load(File, Nested().GetModule("own")));
    }

    [Fact]
    public void Load_OntoANetworkThatDoesNotFit_ListsTheDifferencesAndChangesNothing()
    {
        var network = new Sequential { { "a", new Linear(4, 6, new Generator(1)) }, { "b", new Linear(6, 2, new Generator(1)) } };
        Lora.Attach(network, new() { Rank = 2 }, new Generator(1));
        Lora.Save(File, network);

        Refused(
            new() { { "a", new Linear(4, 6, new Generator(1)) }, { "c", new Linear(6, 2, new Generator(1)) } },
            "the network has no linear layer or embedding 'b'; the paths are a, c.");
        Refused(
            new() { { "a", new Linear(5, 6, new Generator(1)) }, { "b", new Linear(6, 3, new Generator(1)) } },
            "the adapters do not fit the network: 'a.lora_a' has shape [2, 4], not [2, 5]; 'b.lora_b' has shape [2, 2], not [3, 2].");
        Refused(
            new() { { "a", new Linear(4, 6, new Generator(1)) }, { "b", new Linear(6, 1, new Generator(1)) } },
            "lora: the rank 2 is above the sizes of layer b, linear(in 6, out 1); take at most 1, or choose other layers by Layers.");
        Assert.StartsWith(
            "lora: layer a, linear(in 4, out 6) with lora(rank 2, alpha 8), has an adapter already; call Lora.Merge or Lora.Remove first.",
            Assert.Throws<ArgumentException>(() => Lora.Load(File, network)).Message);
        var exception = Assert.Throws<ModelFileException>(() => ModelFile.Load(File));
        Assert.Equal("these are adapters of a model; load them into its network with Lora.Load.", exception.Problem);
    }

    [Fact]
    public void Load_OfAnotherElementType_IsOnlyDoneWithoutLoss()
    {
        Sequential network = [new Linear(4, 6, new Generator(1))], wide = [new Linear(4, 6, new Generator(1), type: ElementType.Float64)];
        Lora.Attach(network, new() { Rank = 2 }, new Generator(1));
        Lora.Save(File, network);
        Lora.Load(File, wide);
        Assert.Equal(
            Array.ConvertAll(Lora.NamedParameters(network)[0].Variable.ToArray<float>(), number => (double)number),
            Lora.NamedParameters(wide)[0].Variable.ToArray<double>());
        Lora.Save(File, wide);
        Refused([new Linear(4, 6, new Generator(1))], "the adapters do not fit the network: '0.lora_a' is F64, not F32; '0.lora_b' is F64, not F32.");
    }

    [Theory]
    [InlineData("format", "nabla-2", "the format is not 'nabla-lora-1': this is not a file of Lora.Save.")]
    [InlineData("format", null, "the format is not 'nabla-lora-1': this is not a file of Lora.Save.")]
    [InlineData("rank", null, "the metadata has no 'rank'.")]
    [InlineData("rank", "two", "'rank' is \"two\", not a whole number.")]
    [InlineData("rank", "0", "lora: the rank must be at least 1.")]
    [InlineData(
        "rank",
        "1000000000",
        "lora: the rank 1000000000 is above the sizes of layer a, linear(in 4, out 6); take at most 4, or choose other layers by Layers.")]
    [InlineData("rank", "1", "the adapters do not fit the network: 'a.lora_a' has shape [2, 4], not [1, 4]; 'a.lora_b' has shape [6, 2], not [6, 1].")]
    [InlineData("alpha", "x", "'alpha' is \"x\", not a number.")]
    [InlineData("alpha", "NaN", "lora: alpha must be a number above 0.")]
    [InlineData("dropout", "1", "lora: the dropout must be at least 0 and less than 1.")]
    [InlineData("layers", "[]", "'layers' is empty.")]
    [InlineData("layers", """["a","a"]""", "'layers' has a layer twice.")]
    [InlineData("layers", """["b"]""", "the network has no linear layer or embedding 'b'; the paths are a.")]
    public void Load_DamagedMetadata_IsRefused(string key, string? value, string message)
    {
        var network = new Sequential { { "a", new Linear(4, 6, new Generator(1)) } };
        Lora.Attach(network, new() { Rank = 2 }, new Generator(1));
        Lora.Save(File, network);
        var file = SafetensorsFile.Read(File);
        var metadata = file.Metadata.ToDictionary();
        if (value is null) metadata.Remove(key);
        else metadata[key] = value;
        SafetensorsFile.Write(File, metadata, file.Entries);
        Refused(new() { { "a", new Linear(4, 6, new Generator(1)) } }, message);
    }

    [Theory]
    [InlineData("[", null)]
    [InlineData("[1]", null)]
    [InlineData("""["a"]""", "the adapters do not fit the network: 'a.lora_b' is missing.")]
    public void Load_DamagedLayersOrTensors_IsRefused(string layers, string? message)
    {
        var network = new Sequential { { "a", new Linear(4, 6, new Generator(1)) } };
        Lora.Attach(network, new() { Rank = 2 }, new Generator(1));
        Lora.Save(File, network);
        var file = SafetensorsFile.Read(File);
        SafetensorsFile.Write(File, new Dictionary<string, string>(file.Metadata) { ["layers"] = layers }, [file.Entries[0]]);
        Refused(new() { { "a", new Linear(4, 6, new Generator(1)) } }, message);
        Assert.Throws<ModelFileException>(() => Lora.Load(folder.File("none"), new Linear(4, 6, new Generator(1))));
    }

    [Fact]
    public void ParameterFile_OfAnAdaptedNetwork_HoldsTheAdaptersToo()
    {
        var network = Nested();
        Lora.Attach(network, Options, new Generator(1));
        Moved(network);
        ParameterFile.Save(File, network);
        var other = Nested();
        Assert.Contains("'own.query.lora_a' is unexpected", Assert.Throws<ModelFileException>(() => ParameterFile.Load(File, other)).Message);
        Lora.Attach(other, Options, new Generator(7));
        ParameterFile.Load(File, other);
        Assert.Equal(State(network), State(other));
    }

    private void Refused(Sequential network, string? message)
    {
        var before = State(network);
        var exception = Assert.Throws<ModelFileException>(() => Lora.Load(File, network));
        if (message is not null) Assert.Equal(message, exception.Problem);
        Assert.DoesNotContain('\n', exception.Message);
        Assert.Equal(before, State(network));
        Assert.Equal(network.NamedParameters().Count, network.Parameters().Count);
    }
}
