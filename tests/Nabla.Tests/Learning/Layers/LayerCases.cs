using Nabla.Learning;

namespace Nabla.Tests.Learning.Layers;

/// <summary>A layer with an input that fits it.</summary>
/// <param name="Name">The name of the case.</param>
/// <param name="Create">Creates the layer with random weights.</param>
/// <param name="Example">The shape of one example.</param>
/// <param name="Parameters">The expected paths of its parameters and buffers, separated by spaces.</param>
internal sealed record LayerCase(string Name, Func<Generator, ElementType, Module> Create, int[] Example, string Parameters = "")
{
    /// <summary>For inputs that are whole numbers: the number of classes.</summary>
    public int Classes { get; init; }

    /// <summary>True if its output in training is random.</summary>
    public bool IsRandom { get; init; }

    /// <summary>True if an example's output depends on the others in training.</summary>
    public bool DependsOnBatch { get; init; }

    /// <summary>The configuration that a model file keeps, as text; of the layer itself.</summary>
    public string TypeName => Create(new Generator(1), ElementType.Float32).TypeName;

    public Tensor Input(int batch, ElementType type, int seed = 5)
    {
        var generator = new Generator(seed);
        Shape shape = [batch, .. Example];
        if (Classes > 0) return (generator.Uniform(shape) * Classes).To(ElementType.Int64).Evaluate();
        // Away from kinks: at least 0.05 from zero.
        var x = generator.Normal(shape, 0, 1, type);
        return (x + Tensor.Where(x > 0, 0.05, Tensor.Full(shape, -0.05, type))).Evaluate();
    }

    public override string ToString() => Name;
}

/// <summary>Every layer of the library.</summary>
internal static class LayerCases
{
    public static IReadOnlyDictionary<string, LayerCase> All { get; } = List().ToDictionary(row => row.Name);

    private static IEnumerable<LayerCase> List() =>
    [
        .. Activation.Names.Select(name => new LayerCase(name, (_, _) => Activation.FromName(name), [4])),
        new("leaky-relu with slope", (_, _) => Activation.LeakyRelu(0.2), [4]),
        new("elu with alpha", (_, _) => Activation.Elu(0.7), [4]),
        .. Basis.Names.Select(name => new LayerCase(name, (g, t) => Basis.FromName(name, 3, 2, g, t), [3], Buffers(name))),
        new("average-pool", (_, _) => new AveragePool(2), [2, 4, 6]),
        new("average-pool overlapping", (_, _) => new AveragePool((3, 2), (2, 1), (1, 0)), [2, 5, 4]),
        new("batch-norm", (_, t) => new BatchNorm(3, type: t), [3], "weight bias running_mean running_var") { DependsOnBatch = true },
        new("batch-norm of images", (_, t) => new BatchNorm(2, 0.3, 1e-3, t), [2, 3, 4], "weight bias running_mean running_var") { DependsOnBatch = true },
        new("bilinear", (g, t) => new Bilinear(2, 3, 4, g, t), [5], "weight bias"),
        new("conv1d", (g, t) => new Conv1d(2, 3, 3, g, type: t), [2, 7], "weight bias"),
        new("conv1d with options", (g, t) => new Conv1d(4, 6, 3, g, new() { Stride = 2, Padding = 2, Dilation = 2, Groups = 2, HasBias = false }, type: t),
            [4, 9], "weight"),
        new("conv2d", (g, t) => new Conv2d(2, 3, 3, g, type: t), [2, 5, 6], "weight bias"),
        new("conv2d with options", (g, t) => new Conv2d(2, 4, (3, 2), g, new() { Stride = (2, 1), Padding = (1, 0), Groups = 2 }, type: t),
            [2, 6, 5], "weight bias"),
        new("conv-transpose1d", (g, t) => new ConvTranspose1d(3, 2, 4, g, new() { Stride = 2, Padding = 1, OutputPadding = 1 }, type: t),
            [3, 4], "weight bias"),
        new("conv-transpose2d", (g, t) => new ConvTranspose2d(2, 3, 3, g, new() { Stride = (2, 1) }, type: t), [2, 3, 4], "weight bias"),
        new("dense-connection", (g, t) => new DenseConnection(new Linear(3, 2, g, type: t)), [3], "inner.weight inner.bias"),
        new("dropout", (g, _) => new Dropout(0.4, g), [6]) { IsRandom = true },
        new("dropout2d", (g, _) => new Dropout2d(0.4, g), [5, 2, 2]) { IsRandom = true },
        new("elman", (g, t) => new ElmanNetwork(2, 3, 4, g, t), [8], "input_weight state_weight bias"),
        new("embedding", (g, t) => new Embedding(5, 3, g, type: t), [4], "weight") { Classes = 5 },
        new("flatten", (_, _) => new Flatten(), [2, 3]),
        new("global-average-pool", (_, _) => new GlobalAveragePool(), [3, 4, 5]),
        new("global-max-pool", (_, _) => new GlobalMaxPool(), [3, 7]),
        new("glu", (_, _) => new Glu(), [6]),
        new("geglu", (_, _) => new Glu("gelu"), [2, 4]),
        new("group-norm", (_, t) => new GroupNorm(2, 4, type: t), [4, 3, 2], "weight bias"),
        new("gru", (g, t) => new Gru(2, 3, g, type: t), [4, 2], "weight_ih_l0 weight_hh_l0 bias_ih_l0 bias_hh_l0"),
        new("gru stacked", (g, t) => new Gru(2, 3, g, new() { Layers = 2 }, t), [4, 2],
            "weight_ih_l0 weight_hh_l0 bias_ih_l0 bias_hh_l0 weight_ih_l1 weight_hh_l1 bias_ih_l1 bias_hh_l1"),
        new("layer-norm", (_, t) => new LayerNorm(5, type: t), [3, 5], "weight bias"),
        new("layer-norm over two axes", (_, t) => new LayerNorm([2, 3], 1e-3, t), [4, 2, 3], "weight bias"),
        new("linear", (g, t) => new Linear(4, 3, g, type: t), [4], "weight bias"),
        new("linear without bias", (g, t) => new Linear(4, 3, g, type: t, hasBias: false), [4], "weight"),
        new("lstm", (g, t) => new Lstm(2, 3, g, type: t), [4, 2], "weight_ih_l0 weight_hh_l0 bias_ih_l0 bias_hh_l0"),
        new("lstm in both directions", (g, t) => new Lstm(2, 3, g, new() { IsBidirectional = true }, t), [3, 2],
            "weight_ih_l0 weight_hh_l0 bias_ih_l0 bias_hh_l0 weight_ih_l0_reverse weight_hh_l0_reverse bias_ih_l0_reverse bias_hh_l0_reverse"),
        new("lstm with dropout", (g, t) => new Lstm(2, 3, g, new() { Layers = 2, Dropout = 0.3 }, t), [3, 2],
            "weight_ih_l0 weight_hh_l0 bias_ih_l0 bias_hh_l0 weight_ih_l1 weight_hh_l1 bias_ih_l1 bias_hh_l1") { IsRandom = true },
        new("max-pool", (_, _) => new MaxPool(2), [2, 4, 6]),
        new("max-pool overlapping", (_, _) => new MaxPool(3, 2, 1), [2, 5, 5]),
        new("maxout", (g, t) => new Maxout(3, 2, 3, g, type: t), [3], "weight bias"),
        new("parallel", (g, t) => new Branches(1, new Linear(3, 2, g, type: t), Activation.Tanh()), [3], "0.weight 0.bias"),
        new("parallel sum", (g, t) => Branches.Sum(new Linear(3, 3, g, type: t), Activation.Tanh()), [3], "0.weight 0.bias"),
        new("prelu", (_, t) => new PRelu(3, type: t), [3, 2], "weight"),
        new("rbm", (g, t) => new RestrictedBoltzmannMachine(4, 3, g, t), [4], "weight bias visible_bias"),
        new("autoencoder", (g, t) => new Autoencoder(new Linear(4, 2, g, type: t), new Linear(2, 4, g, type: t)), [4],
            "encoder.weight encoder.bias decoder.weight decoder.bias"),
        new("variational-autoencoder", (g, t) => new VariationalAutoencoder(new Linear(4, 4, g, type: t), new Linear(2, 4, g, type: t), g), [4],
            "encoder.weight encoder.bias decoder.weight decoder.bias") { IsRandom = true },
        new("unflatten", (_, _) => new Unflatten(1, 2, 3), [6]),
        new("residual", (g, t) => new Residual(new Linear(3, 3, g, type: t)), [3], "inner.weight inner.bias"),
        new("residual with shortcut", (g, t) => new Residual(new Linear(3, 2, g, type: t), new Linear(3, 2, g, type: t, hasBias: false)), [3],
            "inner.weight inner.bias shortcut.weight"),
        new("rms-norm", (_, t) => new RmsNorm(5, type: t), [3, 5], "weight"),
        new("rnn", (g, t) => new Rnn(2, 3, g, type: t), [4, 2], "weight_ih_l0 weight_hh_l0 bias_ih_l0 bias_hh_l0"),
        new("sequential", (g, t) => new Sequential(new Linear(3, 4, g, type: t), Activation.Tanh()), [3], "0.weight 0.bias"),
        new("sequential by name", (g, t) => new Sequential { { "encoder", new Linear(3, 2, g, type: t) }, { "decoder", new Linear(2, 3, g, type: t) } }, [3],
            "encoder.weight encoder.bias decoder.weight decoder.bias"),
        new("softmax", (_, _) => new Softmax(), [4]),
    ];

    private static string Buffers(string basis) => basis switch
    {
        "gaussian" => "centers width",
        "sigmoidal" or "fourier" => "weight bias",
        _ => "",
    };
}
