using Nabla.Learning;
using Xunit;
using Centering = Nabla.PublicTests.Snippets.AddALayerSnippets.Centering;

namespace Nabla.PublicTests;

/// <summary>A layer with a buffer and a mode, written against the public API only.</summary>
public class OutsideLayerTests
{
    private static readonly Tensor X = Tensor.From([1f, 2, 3, 6], [2, 2]);

    static OutsideLayerTests() =>
        ModuleRegistry.Register("centering", configuration => new Centering(configuration.GetInt32("size"), configuration.GetDouble("momentum")));

    [Fact]
    public void Layer_InBothModes_UsesItsBufferOnlyInInference()
    {
        var layer = new Centering(2, 0.5);
        Assert.True(layer.IsTraining);
        Assert.Equal([-1f, -2, 1, 2], layer.Forward(X).ToArray<float>());
        Assert.Equal([1f, 2], layer.Mean.Value.ToArray<float>());
        layer.Eval();
        Assert.Equal([0f, 0, 2, 4], layer.Forward(X).ToArray<float>());
        Assert.Equal([1f, 2], layer.Mean.Value.ToArray<float>());
    }

    [Fact]
    public void CompiledFunction_OfALayerWhoseModeChanges_NeverRunsTheProgramOfTheOtherMode()
    {
        var layer = new Centering(2, 0);
        var network = new Sequential { layer };
        var forward = Compile.Function(network.Forward);
        layer.Mean.Value = Tensor.From([1f, 2]);
        for (var round = 0; round < 3; round++)
        {
            network.Eval();
            Assert.Equal([0f, 0, 2, 4], forward(X).ToArray<float>());
            network.Train();
            Assert.Equal([-1f, -2, 1, 2], forward(X).ToArray<float>());
            layer.Mean.Value = Tensor.From([1f, 2]);
        }
    }

    [Fact]
    public void CompiledTrainingStep_WhoseModeChangesBetweenCalls_DoesWhatTheUncompiledStepDoes()
    {
        var (compiled, plain) = (Steps(compile: true), Steps(compile: false));
        Assert.Equal(plain, compiled);

        static float[] Steps(bool compile)
        {
            var network = new Sequential { new Linear(2, 2, new Generator(1)), new Centering(2, 0.9) };
            var optimizer = new Sgd(network.Parameters(), 0.1);
            Action step = () => optimizer.Step(Reverse.Gradients(network.Forward(X).Square().Sum(), network.Parameters()));
            if (compile) step = Compile.Step(step);
            for (var i = 0; i < 6; i++)
            {
                network.Train(i % 3 != 1);
                step();
            }
            return [.. network.StateVariables.SelectMany(entry => entry.Variable.Value.ToArray<float>())];
        }
    }

    [Fact]
    public void Model_OfARegisteredLayer_IsLoadedWithBufferAndConfiguration()
    {
        var path = Path.Combine(Path.GetTempPath(), $"nabla-{Guid.NewGuid():N}.safetensors");
        try
        {
            var network = new Sequential { new Linear(2, 2, new Generator(1)), new Residual(new Centering(2, 0.75)) };
            network.Forward(X);
            var model = new TrainedModel
            {
                Network = network,
                LossName = "squared-error",
                ExampleShape = [2],
                FeatureNames = ["a", "b"],
                ClassNames = [],
                TargetNames = ["u", "v"],
                Inputs = Standardizer.Identity,
            };
            ModelFile.Save(path, model);
            var loaded = ModelFile.Load(path);
            Assert.False(loaded.Network.IsTraining);
            Assert.Equal(["0.weight", "0.bias", "1.inner.mean"], loaded.Network.StateVariables.Select(entry => entry.Path));
            Assert.Equal(["1.inner.mean"], loaded.Network.NamedBuffers().Select(entry => entry.Path));
            Assert.Equal(
                network.StateVariables.SelectMany(entry => entry.Variable.Value.ToArray<float>()),
                loaded.Network.StateVariables.SelectMany(entry => entry.Variable.Value.ToArray<float>()));
            Assert.Equal("residual", loaded.Network.Children[1].Module.ToString());
            Assert.Equal("centering(size 2, momentum 0.75)", loaded.Network.Children[1].Module.Children[0].Module.ToString());
            network.Eval();
            Assert.Equal(network.Forward(X).ToArray<float>(), loaded.Network.Forward(X).ToArray<float>());
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Register_TakenName_IsRefused() =>
        Assert.Equal(
            "A module type 'centering' is already registered. (Parameter 'typeName')",
            Assert.Throws<ArgumentException>(() => ModuleRegistry.Register("centering", _ => new Centering(1, 0))).Message);
}
