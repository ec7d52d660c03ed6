using Nabla.Learning;
using Xunit;

namespace Nabla.Tests.Learning.Files;

public sealed class ParameterFileTests : IDisposable
{
    private readonly ScratchDirectory scratch = new();

    private string Path => scratch.File("parameters.safetensors");

    public void Dispose() => scratch.Dispose();

    [Fact]
    public void Load_OfAModuleOfOnesOwn_GivesTheSameBits()
    {
        var (saved, loaded) = (new Own(3), new Own(4));
        ParameterFile.Save(Path, saved);
        ParameterFile.Load(Path, loaded);
        foreach (var (a, b) in saved.Parameters().Zip(loaded.Parameters()))
        {
            Assert.Equal(a.Type, b.Type);
            Assert.Equal(a.Value.To(ElementType.Float64).ToArray<double>(), b.Value.To(ElementType.Float64).ToArray<double>());
        }
        Assert.Equal(["scale", "steps", "is-ready", "ids", "inner.weight", "inner.bias"], SafetensorsFile.Read(Path).Entries.Select(entry => entry.Name));
    }

    [Fact]
    public void Load_OfOtherVariables_ListsAllThatDiffersAndSetsNone()
    {
        var (v, w) = (new Variable(Tensor.From([1.0, 2])), new Variable(Tensor.From([3.0])));
        ParameterFile.Save(Path, [("v", v), ("w", w), ("u", w)]);
        Variable[] other = [new(Tensor.Zeros([3], ElementType.Float64)), new(Tensor.Zeros([1])), new(Tensor.Zeros([1]))];
        var error = Assert.Throws<ModelFileException>(() => ParameterFile.Load(Path, [("v", other[0]), ("w", other[1]), ("x", other[2])]));
        Assert.Equal(
            $"{Path}: the tensors do not match: 'x' is missing; 'u' is unexpected; 'v' has shape [2], not [3]; "
            + "'w' is F64, not F32, and float32 holds it only rounded, which allowRounding permits.",
            error.Message);
        Assert.All(other, variable => Assert.All(variable.Value.To(ElementType.Float64).ToArray<double>(), number => Assert.Equal(0, number)));
    }

    [Theory]
    [InlineData(FloatStorage.Float16, "F16")]
    [InlineData(FloatStorage.Bfloat16, "BF16")]
    public void Save_In16Bits_RoundsFloatsAndKeepsTheRest(FloatStorage storage, string elementType)
    {
        var (saved, loaded) = (new Own(3), new Own(4));
        ParameterFile.Save(Path, saved, storage);
        var types = SafetensorsFile.Read(Path).Entries.Select(entry => entry.ElementTypeName);
        Assert.Equal([elementType, "I64", "BOOL", "I32", elementType, elementType], types);
        ParameterFile.Load(Path, loaded);
        foreach (var (a, b) in saved.Parameters().Zip(loaded.Parameters()))
        {
            Assert.Equal(a.Type, b.Type);
            var (exact, stored) = (a.Value.To(ElementType.Float64).ToArray<double>(), b.Value.To(ElementType.Float64).ToArray<double>());
            var relative = storage == FloatStorage.Float16 ? Math.ScaleB(1, -11) : Math.ScaleB(1, -8);
            Assert.All(exact.Zip(stored), pair => Assert.InRange(Math.Abs(pair.Second - pair.First), 0, Math.Abs(pair.First) * relative));
        }
        // What has been rounded is stored again without a change.
        var before = File.ReadAllBytes(Path);
        ParameterFile.Save(Path, loaded, storage);
        Assert.Equal(before, File.ReadAllBytes(Path));
    }

    [Fact]
    public void Save_InFloat16OfALargeNumber_IsRefusedAndKeepsTheFile()
    {
        var w = new Variable(Tensor.From([1, 65519, float.PositiveInfinity, float.NaN]));
        ParameterFile.Save(Path, [("w", w)], FloatStorage.Float16);
        var before = File.ReadAllBytes(Path);
        foreach (var large in (Tensor[])[Tensor.From([1, -65520f]), Tensor.From([65520.0])])
        {
            var error = Assert.Throws<ArgumentException>(() => ParameterFile.Save(Path, [("w", new(large))], FloatStorage.Float16));
            Assert.Matches("^safetensors: tensor \"w\" holds -?65520, which would become infinite in Float16; store it as Bfloat16", error.Message);
        }
        Assert.Throws<ArgumentException>(() => ParameterFile.Save(Path, [("w", new(Tensor.From([float.MaxValue])))], FloatStorage.Bfloat16));
        Assert.Throws<ArgumentException>(() => ParameterFile.Save(Path, [("w", new(Tensor.From([double.MaxValue])))], FloatStorage.Bfloat16));
        Assert.Throws<ArgumentOutOfRangeException>(() => ParameterFile.Save(Path, [("w", w)], (FloatStorage)9));
        Assert.Equal(before, File.ReadAllBytes(Path));
        ParameterFile.Load(Path, [("w", w)]);
        Assert.Equal([1, 65504, float.PositiveInfinity, float.NaN], w.Value.ToArray<float>());
    }

    [Fact]
    public void Load_OfWiderFloats_RoundsOnRequestOnly()
    {
        var w = new Variable(Tensor.From([7f]));
        ParameterFile.Save(Path, [("w", new(Tensor.From([0.1])))]);
        Assert.Contains("allowRounding", Assert.Throws<ModelFileException>(() => ParameterFile.Load(Path, [("w", w)])).Message);
        Assert.Equal(7, w.Value.Item<float>());
        ParameterFile.Load(Path, [("w", w)], allowRounding: true);
        Assert.Equal(0.1f, w.Value.Item<float>());
    }

    [Fact]
    public void Save_OneNameTwice_IsRefused()
    {
        var w = new Variable(Tensor.From([3f]));
        Assert.Throws<ArgumentException>(() => ParameterFile.Save(Path, [("w", w), ("w", w)]));
        Assert.False(File.Exists(Path));
    }

    [Theory]
    [InlineData("adam")]
    [InlineData("momentum")]
    public void State_SavedAndLoaded_GoesOnAsIfNothingHadHappened(string kind)
    {
        var state = scratch.File("state.safetensors");
        var (whole, first, second) = (new Own(3), new Own(3), new Own(5));
        Optimizer Make(Own module) => kind == "adam" ? new Adam(Floats(module), 0.1) : new Sgd(Floats(module), 0.1, momentum: 0.9);
        Steps(whole, Make(whole), 6);
        var before = Make(first);
        Steps(first, before, 3);
        ParameterFile.Save(Path, first);
        ParameterFile.Save(state, before.StateVariables);
        var after = Make(second);
        ParameterFile.Load(Path, second);
        ParameterFile.Load(state, after.StateVariables);
        Steps(second, after, 3);
        foreach (var (a, b) in Floats(whole).Zip(Floats(second)))
            Assert.Equal(a.Value.To(ElementType.Float64).ToArray<double>(), b.Value.To(ElementType.Float64).ToArray<double>());

        static void Steps(Own module, Optimizer optimizer, int count)
        {
            for (var i = 0; i < count; i++) optimizer.Step(Reverse.Gradients(module.Forward(Tensor.Ones([2, 2])).Square().Sum(), Floats(module)));
        }
    }

    private static Variable[] Floats(Own module) => [.. module.Parameters().Where(parameter => parameter.Type.Element.IsFloat())];

    private sealed class Own : Module
    {
        private readonly Variable scale;
        private readonly Linear inner;

        public Own(long seed)
        {
            scale = Parameter("scale", Tensor.From([1.5, seed]));
            Parameter("steps", Tensor.Scalar(seed));
            Parameter("is-ready", Tensor.From([seed % 2 == 0, true]));
            Parameter("ids", Tensor.From([(int)seed, 7], [2, 1]));
            inner = Child("inner", new Linear(2, 2, new Generator(seed)));
        }

        public override string TypeName => "own";

        public override Tensor Forward(Tensor x) => inner.Forward(x) * scale.Value.To(ElementType.Float32);
    }
}
