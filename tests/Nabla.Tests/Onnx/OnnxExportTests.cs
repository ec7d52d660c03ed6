using Nabla.Learning;
using Nabla.Onnx;
using Nabla.Tests.Learning.Layers;
using Xunit;

namespace Nabla.Tests.Onnx;

/// <summary>Exported models have the results of Nabla in ONNX Runtime.</summary>
public class OnnxExportTests
{
    /// <summary>Operations that ONNX has no operators for.</summary>
    private static readonly HashSet<string> Unsaid =
    [
        "erfc", "erfcx", "log-erfc", "log-gamma", "digamma", "polygamma of order 2", "linear recurrence", "linear recurrence backward", "scan",
        "scan reversed", "scan in segments", "cumulative product", "random-uniform", "random-categorical", "random-normal", "window-spread", "cholesky",
        "solve with a lower triangle", "solve with the transpose of an upper triangle", "solve with the transpose of a lower triangle",
        "solve with an upper triangle", "solve", "inverse", "log-determinant", "cofactors", "cofactors of singular matrices", "cofactors-along", "qr",
        "qr, the orthonormal columns", "eigenvalues", "eigenvectors",
    ];

    public static TheoryData<string> Layers => [.. LayerCases.All.Keys];

    public static TheoryData<string> Operations => [.. OperationCases.All.Keys];

    [Theory]
    [MemberData(nameof(Layers))]
    public void Layer_InOnnxRuntime_HasTheSameResults(string name)
    {
        var row = LayerCases.All[name];
        var layer = row.Create(new Generator(3), ElementType.Float32);
        Disturb(layer);
        foreach (var opset in new[] { OnnxExportOptions.OldestOpset, OnnxExportOptions.NewestOpset })
        {
            var model = OnnxExport.ToBytes(layer, row.Input(1, ElementType.Float32).Type, new() { Opset = opset });
            Assert.True(layer.IsTraining);
            layer.Eval();
            foreach (var batch in new[] { 1, 2, 5 })
            {
                var x = row.Input(batch, ElementType.Float32);
                Near(layer.Forward(x), OnnxRuntimePeer.Run(model, x)[0], 1e-5);
            }
            layer.Train();
        }
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public void Operation_InOnnxRuntime_HasTheSameResults(string name)
    {
        var row = OperationCases.All[name];
        if (Unsaid.Contains(name))
        {
            var error = Assert.Throws<OnnxException>(() => Array.ForEach(row.Shapes, shapes => Compare(row, shapes)));
            Assert.StartsWith("ONNX export: ONNX has no operator for ", error.Message, StringComparison.Ordinal);
            return;
        }
        foreach (var shapes in row.Shapes) Compare(row, shapes);
    }

    private static void Compare(OperationCase row, int[][] shapes)
    {
        Tensor[] inputs = [.. row.Inputs(shapes).Select(input => Tensor.From(input.Values, input.Shape).To(ElementType.Float32).Evaluate())];
        var expected = row.Function(inputs);
        foreach (var opset in new[] { OnnxExportOptions.OldestOpset, OnnxExportOptions.NewestOpset })
        {
            var model = OnnxExport.ToBytes(
                x => [row.Function(x)], [.. inputs.Select(input => input.Type)], new() { Opset = opset, HasAnyBatchSize = false });
            Near(expected, OnnxRuntimePeer.Run(model, inputs)[0], 1e-5);
        }
    }

    public static TheoryData<int> Opsets =>
        [.. Enumerable.Range(OnnxExportOptions.OldestOpset, OnnxExportOptions.NewestOpset - OnnxExportOptions.OldestOpset + 1)];

    [Theory]
    [MemberData(nameof(Opsets))]
    public void Perceptron_InEveryOpset_HasTheSameResults(int opset)
    {
        var network = new Sequential(
            new Linear(4, 8, new Generator(1)), new LayerNorm(8), Activation.Gelu(), new Linear(8, 6, new Generator(2)), Activation.Mish(), new Softmax());
        var x = new Generator(3).Normal([7, 4]);
        network.Eval();
        Near(network.Forward(x), OnnxRuntimePeer.Run(OnnxExport.ToBytes(network, x.Type, new() { Opset = opset }), x)[0], 1e-5);
    }

    [Theory]
    [InlineData("perceptron")]
    [InlineData("lenet1")]
    [InlineData("lenet4")]
    [InlineData("lenet5")]
    [InlineData("resnet")]
    [InlineData("char-lstm")]
    [InlineData("autoencoder")]
    public void Model_InOnnxRuntime_HasTheSameResults(string name)
    {
        var generator = new Generator(4);
        (Module network, Tensor x) = name switch
        {
            "perceptron" => (Models.Perceptron([12, 16, 8, 3], "tanh", generator), generator.Normal([5, 12])),
            "lenet1" => (Models.LeNet1(10, generator), generator.Normal([5, 784])),
            "lenet4" => (Models.LeNet4(10, generator), generator.Normal([5, 784])),
            "lenet5" => (Models.LeNet5(10, generator), generator.Normal([5, 784])),
            "resnet" => (Models.ResNet(10, generator, width: 8), generator.Normal([3, 784])),
            "char-lstm" => (Models.CharLstm(11, generator, hidden: 16, layers: 2), (generator.Uniform([3, 9]) * 11).To(ElementType.Int64)),
            _ => ((Module)new Autoencoder(new Linear(6, 3, generator), new Linear(3, 6, generator)), generator.Uniform([4, 6])),
        };
        Disturb(network);
        var model = OnnxExport.ToBytes(network, x.Type);
        network.Eval();
        Near(network.Forward(x), OnnxRuntimePeer.Run(model, x)[0], 1e-5);
    }

    /// <summary>Moves parameters and buffers away from special values such as γ = 1.</summary>
    private static void Disturb(Module layer)
    {
        var generator = new Generator(9);
        foreach (var (path, variable) in layer.StateVariables)
        {
            var noise = generator.Uniform(variable.Shape).To(variable.Type.Element) * 0.2;
            if (variable.Type.Element.IsFloat()) variable.Value = (variable.Value + noise).Evaluate();
        }
    }

    /// <summary>The same type, and values that differ by a part of the largest one.</summary>
    private static void Near(Tensor expected, Tensor actual, double tolerance)
    {
        Assert.Equal(expected.Type, actual.Type);
        var (a, b) = (expected.To(ElementType.Float64).ToArray<double>(), actual.To(ElementType.Float64).ToArray<double>());
        var scale = a.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max();
        for (var i = 0; i < a.Length; i++)
        {
            var isSame = a[i].Equals(b[i]) || Math.Abs(a[i] - b[i]) <= tolerance * scale;
            Assert.True(isSame, $"element {i}: {a[i]} in Nabla, {b[i]} in ONNX Runtime");
        }
    }
}
