using Nabla.Learning;
using Xunit;

// These calls end in milliseconds: not worth a cancellation token in each.
#pragma warning disable xUnit1051
namespace Nabla.Tests.Learning.Files;

public sealed class ModelFileTests : IDisposable
{
    private static readonly float[] Examples = [0.5f, -1, 3, 2, 2, 2, -7, 0.1f, 1e3f];
    private readonly ScratchDirectory scratch = new();

    private string Path => scratch.File("model.safetensors");

    public void Dispose() => scratch.Dispose();

    [Theory]
    [InlineData("cross-entropy")]
    [InlineData("binary-cross-entropy")]
    [InlineData("hinge")]
    public void Load_SavedClassifier_PredictsTheSameBits(string loss)
    {
        var model = Classifier() with { LossName = loss };

        ModelFile.Save(Path, model);
        var loaded = ModelFile.Load(Path);

        Assert.Equal(model.Predict(Examples), loaded.Predict(Examples));
        Assert.Equal((loss, 3, 2), (loaded.LossName, loaded.Width, loaded.OutputWidth));
        Assert.Equal(model.ExampleShape, loaded.ExampleShape);
        Assert.Equal(["a", "b,\"ü\"", "c"], loaded.FeatureNames);
        Assert.Equal(["no", "yes"], loaded.ClassNames);
        Assert.Equal(model.Inputs.Mean, loaded.Inputs.Mean);
        Assert.Equal(model.Inputs.Scale, loaded.Inputs.Scale);
        Assert.Equal(model.Network.ToString(), loaded.Network.ToString());
    }

    [Theory]
    [InlineData(FloatStorage.Float16, 11)]
    [InlineData(FloatStorage.Bfloat16, 8)]
    public void Load_SavedIn16Bits_PredictsNearlyTheSameFromHalfTheBytes(FloatStorage storage, int digits)
    {
        var model = Classifier();

        ModelFile.Save(Path, model, storage);
        var loaded = ModelFile.Load(Path);

        var parameters = model.Network.Parameters().Zip(loaded.Network.Parameters());
        foreach (var (exact, stored) in parameters)
        {
            Assert.Equal(ElementType.Float32, stored.Type.Element);
            foreach (var (a, b) in exact.Value.ToArray<float>().Zip(stored.Value.ToArray<float>()))
                Assert.InRange(Math.Abs(a - b), 0, Math.Abs(a) * Math.ScaleB(1, -digits));
        }
        var bytes = SafetensorsFile.Read(Path).Entries.Sum(entry => entry.Data.Length);
        Assert.Equal(model.Network.StateVariables.Sum(entry => 2 * entry.Variable.Shape.ElementCount), bytes);
    }

    [Fact]
    public void Load_SavedRegression_PredictsTheSameBitsInTheTargetsUnits()
    {
        var model = Regression();

        ModelFile.Save(Path, model);
        var loaded = ModelFile.Load(Path);

        var outputs = loaded.Predict(Examples);
        Assert.Equal(model.Predict(Examples), outputs);
        Assert.Equal(["price"], loaded.TargetNames);
        // Undoes the standardization by hand: the network's output times the scale plus the mean.
        var raw = model.Network.Forward(Tensor.From(Examples, [3, 3])).ToArray<float>();
        for (var i = 0; i < 3; i++) Assert.Equal(1000 + 50.0 * raw[i], outputs[i], 1e-2);
    }

    [Fact]
    public void Save_SameModelTwice_GivesTheSameBytesAndLeavesNothingElse()
    {
        ModelFile.Save(Path, Classifier());
        ModelFile.Save(scratch.File("again.safetensors"), Classifier());

        Assert.Equal(File.ReadAllBytes(Path), File.ReadAllBytes(scratch.File("again.safetensors")));
        Assert.Equal(["again.safetensors", "model.safetensors"], scratch.Names);
    }

    [Fact]
    public void Predict_Probabilities_SumToOne()
    {
        var outputs = Classifier().Predict(Examples);

        for (var row = 0; row < 3; row++) Assert.Equal(1, outputs[2 * row] + outputs[2 * row + 1], 1e-6);
    }

    [Fact]
    public void Predict_NumbersThatMakeNoWholeExample_NamesBothCounts() =>
        Assert.Equal("4 numbers do not make up examples of 3.", Assert.Throws<DataException>(() => Classifier().Predict([1, 2, 3, 4])).Message);

    [Theory]
    [InlineData("not json", "the architecture cannot be read: \"not json\".")]
    [InlineData("one\ntwo", "the architecture cannot be read: \"one\\u000atwo\".")]
    [InlineData("{}", "the architecture cannot be read: \"{}\".")]
    [InlineData("[3]", "the architecture cannot be read: \"[3]\".")]
    [InlineData("""{"in":3}""", """the architecture cannot be read: "{"in":3}".""")]
    [InlineData("""{"type":"linear","in":3}""", "'out' is missing: it must be a whole number.")]
    [InlineData("""{"type":"linear","in":"3","out":2}""", "'in' must be a whole number, not 3.")]
    [InlineData("""{"type":"residual","inner":[{"type":"relu"}]}""", "'inner' must be a module, not a list of modules.")]
    [InlineData(
        """{"type":"sequential","layers":[{"type":"convolution"}]}""", "unknown layer type \"convolution\"; ModuleRegistry.Register adds types.")]
    [InlineData("""{"type":null}""", "unknown layer type \"\"; ModuleRegistry.Register adds types.")]
    public void Load_ArchitectureThatIsNone_SaysSo(string architecture, string message) =>
        AssertRefused(message, metadata => metadata["architecture"] = architecture);

    [Theory]
    [InlineData("format", "nabla-99", "the format is 'nabla-99'; this version reads 'nabla-2'.")]
    [InlineData("format", null, "the metadata has no 'format': this is not a Nabla model.")]
    [InlineData("architecture", null, "the metadata has no 'architecture': this is not a Nabla model.")]
    [InlineData("classes", null, "the metadata has no 'classes': this is not a Nabla model.")]
    [InlineData("classes", """["a","b","c"]""", "the network has 2 outputs, but there are 3 classes or targets.")]
    [InlineData("input_mean", "[1,2]", null)]
    [InlineData("input_scale", "[0]", null)]
    [InlineData("input_mean", "[", null)]
    [InlineData("target_mean", "7", null)]
    [InlineData("example_shape", "[4]", null)]
    [InlineData("example_shape", "[-1,-3]", "[-1, -3] is not a valid example shape.")]
    [InlineData("example_shape", "[65536,65536]", "[65536, 65536] is not a valid example shape.")]
    [InlineData("example_shape", "[715827883,6]", "[715827883, 6] is not a valid example shape.")]
    [InlineData("example_shape", "[3,1.5]", null)]
    [InlineData("loss", "nonsense", null)]
    public void Load_MetadataThatDoNotFit_AreRefusedInOneLine(string key, string? value, string? message) => AssertRefused(message, metadata =>
    {
        if (value is null) metadata.Remove(key);
        else metadata[key] = value;
    });

    [Fact]
    public void Load_TensorsMissingUnexpectedAndMisshaped_ListsThemAll() => AssertRefused(
        "the weights do not fit the architecture: '0.bias' is missing; '0.scale' is unexpected; 'x' is unexpected; '2.bias' has shape [1, 2], not [2].",
        change: null,
        entries =>
        {
            entries.RemoveAll(entry => entry.Name == "0.bias");
            entries.Add(new("0.scale", "F32", [4], new byte[16]));
            entries.Add(new("x", "F32", [1], new byte[4]));
            entries[entries.FindIndex(entry => entry.Name == "2.bias")] = new("2.bias", "F32", [1, 2], new byte[8]);
        });

    [Fact]
    public void Load_WeightMissing_NamesIt() => AssertRefused(
        "the weights do not fit the architecture: '2.weight' is missing.",
        change: null,
        entries => entries.RemoveAll(entry => entry.Name == "2.weight"));

    [Fact]
    public void Load_WeightsOfAnotherElementType_NamesBothTypes() => AssertRefused(
        "the weights do not fit the architecture: '2.bias' is F64, not F32.",
        change: null,
        entries => entries[entries.FindIndex(entry => entry.Name == "2.bias")] = new("2.bias", "F64", [2], new byte[16]));

    [Theory]
    [InlineData("""{"type":"linear","in":1000000000,"out":2000000000}""")]
    [InlineData("""{"type":"sequential","layers":[{"type":"linear","in":3,"out":500000000},{"type":"relu"},{"type":"linear","in":500000000,"out":2}]}""")]
    [InlineData("""{"type":"linear","in":-3,"out":-4}""")]
    [InlineData("""{"type":"linear","in":99999999999,"out":4}""")]
    public void Load_HugeAnnouncedArchitecture_IsRefusedWithoutAllocatingIt(string architecture)
    {
        Rewrite(metadata => metadata["architecture"] = architecture);
        Assert.Throws<ModelFileException>(() => ModelFile.Load(Path));

        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<ModelFileException>(() => ModelFile.Load(Path));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4_000_000);
    }

    [Fact]
    public void Load_HugeAnnouncedExample_IsRefusedWithoutAllocatingIt()
    {
        Rewrite(metadata => metadata["example_shape"] = "[2000000000]");

        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<ModelFileException>(() => ModelFile.Load(Path));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4_000_000);
    }

    [Fact]
    public void Load_NoFile_NamesIt()
    {
        var error = Assert.Throws<ModelFileException>(() => ModelFile.Load(Path));

        Assert.Equal(Path, error.Path);
        Assert.Equal("the file does not exist.", error.Problem);
    }

    [Fact]
    public void Prepare_DataOfAnotherKind_NamesBothNumbers()
    {
        var (classifier, regression) = (Classifier(), Regression());
        void Refuses(string message, TrainedModel model, Dataset data) =>
            Assert.Equal(message, Assert.Throws<DataException>(() => model.Prepare(data)).Message);

        Refuses("d: an example has 2 numbers, but the model takes 3.", classifier, Dataset.ForClassification("d", [1, 2], [2], [0], ["no", "yes"]));
        Refuses("d: it has 3 classes, but the model has 2.", classifier, Dataset.ForClassification("d", [1, 2, 3], [3], [0], ["no", "yes", "perhaps"]));
        Refuses("d: its classes are yes, no, but the model's are no, yes.", classifier, Dataset.ForClassification("d", [1, 2, 3], [3], [0], ["yes", "no"]));
        Refuses("d: it has numbers to predict, but the model predicts classes.", classifier, Dataset.ForRegression("d", [1, 2, 3], [3], [0], ["y"]));
        Refuses("d: it has classes, but the model predicts numbers.", regression, Dataset.ForClassification("d", [1, 2, 3], [3], [0], ["no", "yes"]));
        Refuses("d: it has 2 targets, but the model has 1.", regression, Dataset.ForRegression("d", [1, 2, 3], [3], [0, 1], ["y", "z"]));
    }

    [Fact]
    public void Prepare_FeaturesInAnotherOrder_NamesTheFirstThatStandsElsewhere()
    {
        Dataset Data(params string[] names) => Dataset.ForRegression("d", [1, 2, 3], [3], [1], ["price"], names);
        var error = Assert.Throws<DataException>(() => Regression().Prepare(Data("a", "c", "b")));
        Assert.Equal("d: feature 2 is 'c', but the model takes 'b' there; its features are a, b, c, in this order.", error.Message);
        // Generated names, as for a file without a header, are not an error.
        Regression().Prepare(Data("x1", "x2", "x3"));
        Regression().Prepare(Data("a", "b", "c"));
    }

    [Fact]
    public void Save_OneLayerTwice_IsRefused()
    {
        var layer = new Linear(3, 3, new Generator(1));
        var model = Regression() with { Network = new Sequential { layer, Activation.Tanh(), layer } };
        Assert.StartsWith(
            "model: layers 0 and 2 are one and the same linear(in 3, out 3), ",
            Assert.Throws<ArgumentException>(() => ModelFile.Save(Path, model)).Message);
        Assert.False(File.Exists(Path));
    }

    [Fact]
    public void Prepare_RawData_StandardizesInputsAndTargets()
    {
        var raw = Dataset.ForRegression("d", [1, 2, 3], [3], [1100], ["price"]);

        Assert.Equal([2f], Regression().Prepare(raw).Target(0).ToArray());
        var prepared = Classifier().Prepare(Dataset.ForClassification("d", [1, 2, 3], [3], [1], ["no", "yes"]));
        Assert.Equal([0f, 1, 1], prepared.Example(0).ToArray());
        Assert.Equal([1], prepared.Labels.ToArray());
    }

    private static TrainedModel Classifier() => new()
    {
        Network = Models.Perceptron([3, 4, 2], "tanh", new Generator(5)),
        LossName = "cross-entropy",
        ExampleShape = [3],
        FeatureNames = ["a", "b,\"ü\"", "c"],
        ClassNames = ["no", "yes"],
        TargetNames = [],
        Inputs = new([1, 1, 2], [0.1, 1, 1]),
    };

    private static TrainedModel Regression() => new()
    {
        Network = Models.Perceptron([3, 4, 1], "sigmoid", new Generator(5)),
        LossName = "squared-error",
        ExampleShape = [3],
        FeatureNames = ["a", "b", "c"],
        ClassNames = [],
        TargetNames = ["price"],
        Inputs = Standardizer.Identity,
        Targets = new([1000], [50]),
    };

    private void AssertRefused(string? message, Action<Dictionary<string, string>>? change, Action<List<SafetensorsEntry>>? changeEntries = null)
    {
        Rewrite(change, changeEntries);

        var error = Assert.Throws<ModelFileException>(() => ModelFile.Load(Path));

        Assert.Equal(Path, error.Path);
        Assert.DoesNotContain('\n', error.Problem);
        if (message is not null) Assert.Equal(message, error.Problem);
    }

    /// <summary>A valid model file with one change.</summary>
    private void Rewrite(Action<Dictionary<string, string>>? change, Action<List<SafetensorsEntry>>? changeEntries = null)
    {
        ModelFile.Save(Path, Classifier());
        var file = SafetensorsFile.Read(Path);
        var (metadata, entries) = (new Dictionary<string, string>(file.Metadata), file.Entries.ToList());
        change?.Invoke(metadata);
        changeEntries?.Invoke(entries);
        SafetensorsFile.Write(Path, metadata, entries);
    }
}
