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
        var (v, w) = (new Variable(Tensor.From([1.0, 2])), new Variable(Tensor.From([3f])));
        ParameterFile.Save(Path, [("v", v), ("w", w), ("u", w)]);
        Variable[] other = [new(Tensor.Zeros([3], ElementType.Float64)), new(Tensor.Zeros([1], ElementType.Float64)), new(Tensor.Zeros([1]))];
        var error = Assert.Throws<ModelFileException>(() => ParameterFile.Load(Path, [("v", other[0]), ("w", other[1]), ("x", other[2])]));
        Assert.Equal(
            $"{Path}: the tensors do not match: 'x' is missing; 'u' is unexpected; 'v' has shape [2], not [3]; 'w' is F32, not F64.",
            error.Message);
        Assert.All(other, variable => Assert.All(variable.Value.To(ElementType.Float64).ToArray<double>(), number => Assert.Equal(0, number)));
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
