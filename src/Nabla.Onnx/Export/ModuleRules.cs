using Nabla.Learning;
using Nabla.Onnx.Schema;
using static Nabla.Onnx.ModelWriter;

namespace Nabla.Onnx;

/// <summary>
/// Layers for which ONNX has one node, in the versions that have it. Of all others, the operations are written one by one.
/// </summary>
internal static class ModuleRules
{
    /// <summary>Writes a layer.</summary>
    /// <param name="w">The node, with the input of the layer as its operand.</param>
    /// <param name="module">The layer.</param>
    /// <param name="weight">Returns the name of a variable in the model.</param>
    public delegate string Rule(NodeWriter w, Module module, Func<Variable, string> weight);

    private static readonly Dictionary<string, Rule> Rules = new(StringComparer.Ordinal)
    {
        ["average-pool"] = AveragePool,
        ["batch-norm"] = BatchNorm,
        ["conv-transpose1d"] = Convolution,
        ["conv-transpose2d"] = Convolution,
        ["conv1d"] = Convolution,
        ["conv2d"] = Convolution,
        ["elu"] = (w, module, _) => w.Add("Elu", [w[0]], Attribute("alpha", Number(module, "alpha", 1))),
        ["gelu"] = (w, _, _) => w.Add("Gelu", [w[0]]),
        ["gru"] = RecurrentRules.Gru,
        ["hard-sigmoid"] = (w, _, _) => w.Add("HardSigmoid", [w[0]], Attribute("alpha", 1.0 / 6), Attribute("beta", 0.5)),
        ["hard-swish"] = (w, _, _) => w.Add("HardSwish", [w[0]]),
        ["layer-norm"] = LayerNorm,
        ["linear"] = Linear,
        ["lstm"] = RecurrentRules.Lstm,
        ["mish"] = (w, _, _) => w.Add("Mish", [w[0]]),
        ["relu6"] = (w, _, _) => w.Add("Clip", [w[0], w.Number(0), w.Number(6)]),
        ["rnn"] = RecurrentRules.Rnn,
        ["selu"] = (w, _, _) => w.Add("Selu", [w[0]]),
        ["softmax"] = (w, _, _) => w.Add("Softmax", [w[0]], Attribute("axis", -1)),
        ["softsign"] = (w, _, _) => w.Add("Softsign", [w[0]]),
    };

    /// <summary>Returns the rule of a layer of the library; null if its operations have to be written.</summary>
    /// <param name="module">The layer.</param>
    /// <param name="rank">The number of axes of its result.</param>
    /// <param name="opset">The version of the set of operators.</param>
    public static Rule? Of(Module module, int rank, int opset)
    {
        // A layer with an adapter does more than the node.
        if (module.GetType().Assembly != typeof(Module).Assembly || module.Adapter is not null) return null;
        var exists = module.TypeName switch { "linear" => rank == 2, "gelu" => opset >= 20, "mish" => opset >= 18, _ => true };
        return exists ? Rules.GetValueOrDefault(module.TypeName) : null;
    }

    private static double Number(Module module, string name, double missing) =>
        module.Configuration.Contains(name) ? module.Configuration.GetDouble(name) : missing;

    private static string Linear(NodeWriter w, Module module, Func<Variable, string> weight)
    {
        var layer = (Linear)module;
        string[] inputs = layer.Bias is { } bias ? [w[0], weight(layer.Weight), weight(bias)] : [w[0], weight(layer.Weight)];
        return w.Add("Gemm", inputs, Attribute("transB", 1));
    }

    private static string Convolution(NodeWriter w, Module module, Func<Variable, string> weight)
    {
        var layer = (ConvolutionLayer)module;
        var options = layer.Options;
        var isFlat = w.Shape.Length == 3;
        string[] inputs = layer.Bias is { } bias ? [w[0], weight(layer.Weight), weight(bias)] : [w[0], weight(layer.Weight)];
        List<AttributeProto> attributes =
        [
            Attribute("kernel_shape", Sizes(layer.Kernel)),
            Attribute("strides", Sizes(options.Stride)),
            Attribute("pads", [.. Sizes(options.Padding), .. Sizes(options.Padding)]),
            Attribute("dilations", Sizes(options.Dilation)),
            Attribute("group", options.Groups),
        ];
        var isTransposed = layer is ConvTranspose1d or ConvTranspose2d;
        if (isTransposed) attributes.Add(Attribute("output_padding", Sizes(options.OutputPadding)));
        return w.Add(isTransposed ? "ConvTranspose" : "Conv", inputs, [.. attributes]);

        long[] Sizes(Size2D size) => isFlat ? [size.Columns] : [size.Rows, size.Columns];
    }

    private static string AveragePool(NodeWriter w, Module module, Func<Variable, string> weight)
    {
        var layer = (AveragePool)module;
        var isFlat = w.Shape.Length == 3;
        return w.Add(
            "AveragePool",
            [w[0]],
            Attribute("kernel_shape", Sizes(layer.Size)),
            Attribute("strides", Sizes(layer.Stride)),
            Attribute("pads", [.. Sizes(layer.Padding), .. Sizes(layer.Padding)]),
            Attribute("count_include_pad", 1));

        long[] Sizes(Size2D size) => isFlat ? [size.Columns] : [size.Rows, size.Columns];
    }

    private static string BatchNorm(NodeWriter w, Module module, Func<Variable, string> weight)
    {
        var layer = (BatchNorm)module;
        return w.Add(
            "BatchNormalization",
            [w[0], weight(layer.Weight), weight(layer.Bias), weight(layer.RunningMean), weight(layer.RunningVariance)],
            Attribute("epsilon", layer.Epsilon));
    }

    private static string LayerNorm(NodeWriter w, Module module, Func<Variable, string> weight)
    {
        var layer = (LayerNorm)module;
        return w.Add(
            "LayerNormalization",
            [w[0], weight(layer.Weight), weight(layer.Bias)],
            Attribute("axis", -layer.Weight.Shape.Rank),
            Attribute("epsilon", layer.Epsilon));
    }
}
