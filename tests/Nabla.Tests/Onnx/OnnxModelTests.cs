using Microsoft.ML.OnnxRuntime;
using Nabla.Learning;
using Nabla.Onnx;
using Nabla.Onnx.Schema;
using Xunit;

namespace Nabla.Tests.Onnx;

/// <summary>What an exported model looks like, and what is refused.</summary>
public sealed class OnnxModelTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("nabla-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Layers_WithANodeInOnnx_AreOneNodeEach()
    {
        var generator = new Generator(1);
        Sequential network =
        [
            new Unflatten(1, 8, 8), new Conv2d(1, 4, 3, generator), new BatchNorm(4), Activation.Relu(), new MaxPool(2), new Flatten(),
            new Dropout(0.5, generator), new Linear(36, 10, generator), new LayerNorm(10), Activation.Gelu(), new Softmax(),
        ];
        var model = Parse(OnnxExport.ToBytes(network, new(ElementType.Float32, [1, 64])));
        Assert.Equal(
            ["Reshape", "Conv", "BatchNormalization", "Relu", "MaxPool", "Reshape", "Gemm", "LayerNormalization", "Gelu", "Softmax"],
            model.Graph.Node.Select(node => node.OpType));
        Assert.Equal(["0.Reshape", "1.Conv", "2.BatchNormalization"], model.Graph.Node.Take(3).Select(node => node.Name));
        Assert.Equal(["1.weight", "1.bias", "2.weight"], model.Graph.Initializer.Select(tensor => tensor.Name).Where(name => name[0] != 'c').Take(3));
        Assert.Equal("batch", model.Graph.Input[0].Type.TensorType.Shape.Dim[0].DimParam);
        Assert.Equal(10, model.Graph.Output[0].Type.TensorType.Shape.Dim[1].DimValue);
    }

    [Fact]
    public void Recurrent_OfTwoLayersInBothDirections_IsANodePerLayer()
    {
        var lstm = new Lstm(3, 4, new Generator(1), new() { Layers = 2, IsBidirectional = true });
        var model = Parse(OnnxExport.ToBytes(lstm, new(ElementType.Float32, [1, 6, 3])));
        Assert.Equal(2, model.Graph.Node.Count(node => node.OpType == "LSTM"));
        var x = new Generator(2).Normal([2, 6, 3]);
        lstm.Eval();
        Assert.Equal(lstm.Forward(x).Shape, OnnxRuntimePeer.Run(OnnxExport.ToBytes(lstm, x.Type), x)[0].Shape);
    }

    [Fact]
    public void Adapter_OfALayer_IsPartOfTheModel()
    {
        Sequential network = [new Embedding(7, 4, new Generator(1)), new Flatten(), new Linear(12, 5, new Generator(2))];
        Lora.Attach(network, new() { Rank = 2, Layers = ["*"] }, new Generator(3));
        foreach (var (_, variable) in network.NamedParameters())
            variable.Value = (variable.Value + new Generator(4).Normal(variable.Shape)).Evaluate();
        var x = Tensor.From([3L, 1L, 6L, 0L, 2L, 2L], [2, 3]);
        var model = OnnxExport.ToBytes(network, x.Type);
        network.Eval();
        var (expected, actual) = (network.Forward(x).ToArray<float>(), OnnxRuntimePeer.Run(model, x)[0].ToArray<float>());
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 1e-4);
        Lora.Remove(network);
        Assert.NotEqual(network.Forward(x).ToArray<float>()[0], expected[0], 1e-3);
    }

    [Fact]
    public void Function_OfSeveralInputs_HasTheirNames()
    {
        var w = new Variable(Tensor.From([2.0f, 3.0f]), "w");
        Func<Tensor[], Tensor[]> function = x => [x[0] * w + x[1], x[0], x[0] * w + x[1], Tensor.From([7.0f]), x[1]];
        TensorType type = new(ElementType.Float32, [1, 2]);
        var options = new OnnxExportOptions { InputNames = ["a", "b"], OutputNames = ["sum", "same", "again", "seven", "b again"] };
        var first = OnnxExport.ToBytes(x => [x[0] * w + x[1]], [type, type], options with { OutputNames = ["sum"] });
        Assert.Equal(["Mul", "Add"], Parse(first).Graph.Node.Select(node => node.OpType));
        using var session = new InferenceSession(OnnxExport.ToBytes(function, [type, type], options));
        Assert.Equal(["a", "b"], session.InputNames);
        Assert.Equal(["sum", "same", "again", "seven", "b again"], session.OutputNames);
        Tensor[] inputs = [new Generator(1).Normal([3, 2]), new Generator(2).Normal([3, 2])];
        var (expected, actual) = (function(inputs), OnnxRuntimePeer.Run(session, inputs));
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i].ToArray<float>(), actual[i].ToArray<float>());
    }

    /// <summary>A module inside of a function is written as a layer too, with the names that its variables have.</summary>
    [Fact]
    public void Function_ThatCallsAModule_HasItsWeights()
    {
        var network = Models.Perceptron([3, 5, 2], "tanh", new Generator(1));
        network.Eval();
        var x = new Generator(2).Normal([4, 3]);
        var bytes = OnnxExport.ToBytes(inputs => [network.Forward(inputs[0]).Softmax()], [x.Type]);
        Assert.Equal(2, Parse(bytes).Graph.Node.Count(node => node.OpType == "Gemm"));
        Assert.Equal(["weight", "bias", "weight_1", "bias_1"], Parse(bytes).Graph.Initializer.Select(tensor => tensor.Name).Take(4));
        var (expected, actual) = (network.Forward(x).Softmax().ToArray<float>(), OnnxRuntimePeer.Run(bytes, x)[0].ToArray<float>());
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 1e-5);
    }

    [Fact]
    public void Annotations_OfDerivatives_AreLeftOut()
    {
        var model = Parse(OnnxExport.ToBytes(
            x => [Derivative.Checkpoint(y => y.Exp().StopGradient() * 2)(x[0])], [new(ElementType.Float32, [1, 2])]));
        Assert.Equal(["Exp", "Mul"], model.Graph.Node.Select(node => node.OpType).Where(type => type != "Identity"));
    }

    /// <summary>A network that counts its calls, and remembers something of its input, is as it was before the export.</summary>
    [Fact]
    public void State_OfTheNetwork_IsKept()
    {
        Sequential network = [new Remembering(), new Noise()];
        var state = network.StateVariables.Select(entry => entry.Variable.Value).ToArray();
        var counter = network.NamedGenerators()[0].Generator.State.Value.ToArray<long>();
        Assert.Throws<OnnxException>(() => OnnxExport.ToBytes(network, new(ElementType.Float32, [1, 3])));
        Assert.Equal(counter, network.NamedGenerators()[0].Generator.State.Value.ToArray<long>());
        Assert.Equal([0f, 0f], network.StateVariables.Select(entry => entry.Variable.Value.Item<float>()));
        Assert.Equal(2, state.Length);
    }

    [Fact]
    public void SameValueTwice_AsOutput_IsNamedTwice()
    {
        var model = OnnxExport.ToBytes(
            x =>
            {
                var y = x[0].Exp();
                return [y, y, y + 1];
            },
            [new(ElementType.Float64, [2])]);
        var outputs = OnnxRuntimePeer.Run(model, Tensor.From([0.0, 1.0, 2.0]));
        Assert.Equal(outputs[0].ToArray<double>(), outputs[1].ToArray<double>());
        Assert.Equal(2, outputs[2].ToArray<double>()[0], 1e-12);
    }

    [Fact]
    public void Weights_BeyondTheLimit_AreBesideTheModel()
    {
        var network = Models.Perceptron([100, 50, 3], "tanh", new Generator(1));
        var x = new Generator(2).Normal([4, 100]);
        var path = Path.Combine(folder, "wide.onnx");
        var options = new OnnxExportOptions { ExternalDataLimit = 1000 };
        OnnxExport.Save(path, network, x.Type, options);
        Assert.InRange(new FileInfo(path).Length, 100, 3000);
        Assert.True(new FileInfo(path + ".data").Length >= 20_000);
        network.Eval();
        using var session = new InferenceSession(path);
        var (expected, actual) = (network.Forward(x).ToArray<float>(), OnnxRuntimePeer.Run(session, x)[0].ToArray<float>());
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 1e-5);
        Assert.Contains("Save writes them beside it", Assert.Throws<OnnxException>(() => OnnxExport.ToBytes(network, x.Type, options)).Message);
    }

    [Fact]
    public void TrainedModel_FromRawFeatures_PredictsAsTheModel()
    {
        var data = SyntheticData.Moons(60, 0.1, new HostRandom(1));
        var model = TrainedModel.Create(Models.Perceptron([2, 8, 2], "tanh", new Generator(1)), data, new CrossEntropyLoss());
        var path = Path.Combine(folder, "moons.onnx");
        OnnxExport.Save(path, model);
        using var session = new InferenceSession(path);
        Assert.Equal(string.Join('\n', data.ClassNames), session.ModelMetadata.CustomMetadataMap["classes"]);
        float[] raw = [0.3f, -0.2f, 1.5f, 0.25f, -0.75f, 0.5f];
        var expected = model.Predict(raw, TestContext.Current.CancellationToken);
        var actual = OnnxRuntimePeer.Run(session, Tensor.From(raw, [3, 2]))[0].ToArray<float>();
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 1e-5);
    }

    [Fact]
    public void TrainedModel_OfNumbersWithGaps_PredictsInTheUnitsOfTheTargets()
    {
        var generator = new Generator(4);
        TrainedModel model = new()
        {
            Network = new Linear(2, 1, generator),
            LossName = new SquaredErrorLoss().Name,
            ExampleShape = [2],
            FeatureNames = ["a", "b"],
            ClassNames = [],
            TargetNames = ["price"],
            Inputs = new Standardizer([3, 4], [2, 5]).FillingMissing(),
            Targets = new Standardizer([1000], [250]),
        };
        var path = Path.Combine(folder, "price.onnx");
        OnnxExport.Save(path, model);
        using var session = new InferenceSession(path);
        float[] raw = [1, float.NaN, float.NaN, 7, 3, 4];
        var expected = model.Predict(raw, TestContext.Current.CancellationToken);
        var actual = OnnxRuntimePeer.Run(session, Tensor.From(raw, [3, 2]))[0].ToArray<float>();
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 1e-2);
    }

    [Fact]
    public void BatchSize_ThatTheNetworkDependsOn_IsRefused()
    {
        TensorType type = new(ElementType.Float32, [4, 3]);
        string Refused(Func<Tensor, Tensor> f) => Assert.Throws<OnnxException>(() => OnnxExport.ToBytes(x => [f(x[0])], [type])).Message;
        Assert.Contains("a constant depends on the size of the batch", Refused(x => x.Sum(0) / x.Shape[0]));
        Assert.Contains("not a multiple of the size of the batch", Refused(x => x.Slice(0, ..((x.Shape[0] + 1) / 2))));
        Assert.Contains("does not do the same for every size", Refused(x => x.Shape[0] > 5 ? x.Exp() : x.Sin()));
        Assert.Contains("a constant depends", Refused(x => x * Tensor.From(new float[3 * x.Shape[0]], x.Shape)));
        // A fixed batch may have all of them.
        OnnxExport.ToBytes(x => [x[0].Sum(0) / x[0].Shape[0]], [type], new() { HasAnyBatchSize = false });
    }

    [Fact]
    public void BatchSize_InShapes_IsComputed()
    {
        Func<Tensor[], Tensor[]> function = x =>
        {
            var (batch, wide) = (x[0].Shape[0], x[0].Reshape(-1));
            var halves = x[0].Reshape(batch, 2, 2).Permute(1, 0, 2).Reshape(2 * batch, 2);
            return [wide.Slice(0, 1..(4 * batch - 1)), halves, Tensor.Zeros([batch, 3]) + x[0].Sum([1], keepAxes: true), x[0].Flip(0), x[0].CumulativeSum(0)];
        };
        var model = OnnxExport.ToBytes(function, [new(ElementType.Float32, [1, 4])]);
        foreach (var batch in new[] { 1, 2, 9 })
        {
            Tensor[] x = [new Generator(1).Normal([batch, 4])];
            var (expected, actual) = (function(x), OnnxRuntimePeer.Run(model, x));
            for (var i = 0; i < expected.Length; i++)
            {
                Assert.Equal(expected[i].Shape, actual[i].Shape);
                foreach (var (a, b) in expected[i].ToArray<float>().Zip(actual[i].ToArray<float>())) Assert.Equal(a, b, 1e-5);
            }
        }
    }

    [Fact]
    public void Values_ReadWhileTracing_AreRefused()
    {
        var parameter = new Variable(Tensor.Scalar(1f), "w");
        TensorType type = new(ElementType.Float32, [1, 2]);
        Func<Tensor[], Tensor[]>[] readers =
        [
            x => [x[0].Sum().ToDouble() > 0 ? x[0] : -x[0]],
            x => [(x[0] * parameter).Sum().ToDouble() > 0 ? x[0] : -x[0]],
            x => [x[0].Exp().Evaluate()],
        ];
        foreach (var reader in readers)
            Assert.Contains("reads values that depend on its input", Assert.Throws<OnnxException>(() => OnnxExport.ToBytes(reader, [type])).Message);
    }

    [Fact]
    public void Values_ComputedBefore_AreConstants()
    {
        var mask = (Tensor.Ones([2]) * 3).Evaluate();
        var w = new Variable(Tensor.From([1f, 2f]), "w");
        var both = (w * 2).Evaluate();
        Tensor[] x = [new Generator(1).Normal([3, 2])];
        Func<Tensor[], Tensor[]> function = inputs => [inputs[0] * mask + both];
        var actual = OnnxRuntimePeer.Run(OnnxExport.ToBytes(function, [x[0].Type]), x)[0];
        Assert.Equal(function(x)[0].ToArray<float>(), actual.ToArray<float>());
    }

    [Fact]
    public void Operations_WithoutOperator_AreRefusedWithTheirModule()
    {
        Sequential network = [new Linear(3, 3, new Generator(1)), new Noise()];
        var error = Assert.Throws<OnnxException>(() => OnnxExport.ToBytes(network, new(ElementType.Float32, [1, 3])));
        Assert.Contains("ONNX has no operator for random-normal", error.Message, StringComparison.Ordinal);
        Assert.Contains(" in 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_OutOfRange_AreRefused()
    {
        var network = new Linear(3, 3, new Generator(1));
        TensorType type = new(ElementType.Float32, [1, 3]);
        Assert.Throws<ArgumentOutOfRangeException>(() => OnnxExport.ToBytes(network, type, new() { Opset = 16 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => OnnxExport.ToBytes(network, type, new() { Opset = 99 }));
        Assert.Throws<ArgumentException>(() => OnnxExport.ToBytes(network, type, new() { InputNames = ["x"], OutputNames = ["x"] }));
        Assert.Throws<ArgumentException>(() => OnnxExport.ToBytes(network, type, new() { InputNames = ["x", "y"] }));
        Assert.Throws<ArgumentException>(() => OnnxExport.ToBytes(network, type, new() { OutputNames = [" "] }));
        Assert.Throws<ShapeException>(() => OnnxExport.ToBytes(network, new(ElementType.Float32, [1, 4])));
    }

    [Fact]
    public void Mode_OfTheNetwork_IsKept()
    {
        Sequential network = [new Linear(3, 3, new Generator(1)), new Dropout(0.5, new Generator(2))];
        network.GetModule("0").Eval();
        OnnxExport.ToBytes(network, new(ElementType.Float32, [1, 3]));
        Assert.True(network.IsTraining);
        Assert.False(network.GetModule("0").IsTraining);
        Assert.True(network.GetModule("1").IsTraining);
    }

    private static ModelProto Parse(byte[] bytes) => ModelProto.Parser.ParseFrom(bytes);

    private sealed class Remembering : Module
    {
        private readonly Variable count, last;

        public Remembering() => (count, last) = (Buffer("count", Tensor.Scalar(0f)), Buffer("last", Tensor.Scalar(0f)));

        public override string TypeName => "remembering";

        public override Tensor Forward(Tensor x)
        {
            count.Value = count + 1;
            last.Value = x.Sum();
            return x * 2;
        }
    }

    private sealed class Noise : Module
    {
        private readonly Generator generator;

        public Noise() => generator = Random("noise", new Generator(3));

        public override string TypeName => "noise";

        public override Tensor Forward(Tensor x) => x + generator.Normal(x.Shape);
    }
}
