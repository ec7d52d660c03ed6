using System.Collections.Concurrent;

namespace Nabla.Learning;

/// <summary>The module types that model files can hold, by name. Register user-defined modules to save and load them.</summary>
public static class ModuleRegistry
{
    private static readonly ConcurrentDictionary<string, Func<ModuleConfiguration, Module>> Types = new(BuiltIn(), StringComparer.Ordinal);

    /// <summary>All registered names.</summary>
    public static IReadOnlyList<string> Names => [.. Types.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The names of this library.</summary>
    internal static IReadOnlyList<string> BuiltInNames { get; } = [.. BuiltIn().Select(row => row.Key).Order(StringComparer.Ordinal)];

    /// <summary>Registers a module type.</summary>
    /// <param name="typeName">The <see cref="Module.TypeName"/>.</param>
    /// <param name="create">Creates a module from its <see cref="Module.Configuration"/>. Its weights are then replaced by those of the file.</param>
    /// <exception cref="ArgumentException">The name is already registered.</exception>
    public static void Register(string typeName, Func<ModuleConfiguration, Module> create)
    {
        ArgumentException.ThrowIfNullOrEmpty(typeName);
        ArgumentNullException.ThrowIfNull(create);
        if (!Types.TryAdd(typeName, create)) throw new ArgumentException($"A module type '{typeName}' is already registered.", nameof(typeName));
    }

    /// <summary>True if a module type with that name is registered.</summary>
    public static bool Contains(string typeName) => Types.ContainsKey(typeName);

    /// <summary>Creates a module of a registered type.</summary>
    /// <exception cref="FormatException">The type is unknown, or an argument is missing or of another kind.</exception>
    internal static Module Create(string typeName, ModuleConfiguration configuration) => Types.TryGetValue(typeName, out var create)
        ? create(configuration)
        : throw new FormatException($"unknown layer type {SafetensorsElementType.Quote(typeName)}; ModuleRegistry.Register adds types");

    /// <summary>Returns the types of this library.</summary>
    private static IEnumerable<KeyValuePair<string, Func<ModuleConfiguration, Module>>> BuiltIn()
    {
        static KeyValuePair<string, Func<ModuleConfiguration, Module>> Row(string name, Func<ModuleConfiguration, Module> create) => new(name, create);
        foreach (var name in Activation.Names) yield return Row(name, c => Activation.FromConfiguration(name, c));
        foreach (var name in Basis.Names)
            yield return Row(name, c => Basis.FromName(name, c.GetInt32("in"), c.GetInt32(name == "polynomial" ? "degree" : "count"), Weights, Type(c)));
        yield return Row("autoencoder", c => new Autoencoder(c.GetModule("encoder"), c.GetModule("decoder")));
        yield return Row("average-pool", c => PoolingLayer.Create(c, (size, stride, padding) => new AveragePool(size, stride, padding)));
        yield return Row("batch-norm", c => new BatchNorm(c.GetInt32("channels"), c.GetDouble("momentum"), c.GetDouble("epsilon"), Type(c)));
        yield return Row("bilinear", c => new Bilinear(c.GetInt32("first"), c.GetInt32("second"), c.GetInt32("out"), Weights, Type(c)));
        yield return Row("conv-transpose1d", c => new ConvTranspose1d(In(c), Out(c), Kernel(c).Columns, Weights, Windows(c), type: Type(c)));
        yield return Row("conv-transpose2d", c => new ConvTranspose2d(In(c), Out(c), Kernel(c), Weights, Windows(c), type: Type(c)));
        yield return Row("conv1d", c => new Conv1d(In(c), Out(c), Kernel(c).Columns, Weights, Windows(c), type: Type(c)));
        yield return Row("conv2d", c => new Conv2d(In(c), Out(c), Kernel(c), Weights, Windows(c), type: Type(c)));
        yield return Row("dense-connection", c => new DenseConnection(c.GetModule("inner"), c.GetInt32("axis")));
        yield return Row("dropout", c => new Dropout(c.GetDouble("p"), Weights));
        yield return Row("dropout2d", c => new Dropout2d(c.GetDouble("p"), Weights));
        yield return Row("elman", c => new ElmanNetwork(In(c), c.GetInt32("hidden"), c.GetInt32("steps"), Weights, Type(c)));
        yield return Row("embedding", c => new Embedding(c.GetInt32("classes"), c.GetInt32("size"), Weights, type: Type(c)));
        yield return Row("flatten", _ => new Flatten());
        yield return Row("global-average-pool", _ => new GlobalAveragePool());
        yield return Row("global-max-pool", _ => new GlobalMaxPool());
        yield return Row("glu", c => new Glu(c.GetText("activation")));
        yield return Row("group-norm", c => new GroupNorm(c.GetInt32("groups"), c.GetInt32("channels"), c.GetDouble("epsilon"), Type(c)));
        yield return Row("gru", c => new Gru(In(c), c.GetInt32("hidden"), Weights, Recurrent(c), Type(c)));
        yield return Row("layer-norm", c => new LayerNorm(c.GetIntegers("sizes"), c.GetDouble("epsilon"), Type(c)));
        yield return Row("linear", c => new Linear(In(c), Out(c), Weights, type: Type(c), hasBias: c.GetBoolean("bias", true)));
        yield return Row("lstm", c => new Lstm(In(c), c.GetInt32("hidden"), Weights, Recurrent(c), Type(c)));
        yield return Row("max-pool", c => PoolingLayer.Create(c, (size, stride, padding) => new MaxPool(size, stride, padding)));
        yield return Row("maxout", c => new Maxout(In(c), Out(c), c.GetInt32("pieces"), Weights, type: Type(c)));
        yield return Row("parallel", Branches.Create);
        yield return Row("prelu", c => new PRelu(c.GetInt32("channels"), type: Type(c)));
        yield return Row("variational-autoencoder", c => new VariationalAutoencoder(c.GetModule("encoder"), c.GetModule("decoder"), Weights));
        yield return Row("unflatten", c => new Unflatten(c.GetIntegersOrOne("shape")));
        yield return Row("rbm", c => new RestrictedBoltzmannMachine(c.GetInt32("visible"), c.GetInt32("hidden"), Weights, Type(c)));
        yield return Row("residual", c => new Residual(c.GetModule("inner"), c.Contains("shortcut") ? c.GetModule("shortcut") : null));
        yield return Row("rms-norm", c => new RmsNorm(c.GetInt32("size"), c.GetDouble("epsilon"), Type(c)));
        yield return Row("rnn", c => new Rnn(In(c), c.GetInt32("hidden"), Weights, Recurrent(c), Type(c)));
        yield return Row("sequential", Sequential.Create);
        yield return Row("softmax", _ => new Softmax());
    }

    private static Generator Weights => Architecture.Generator;

    private static int In(ModuleConfiguration c) => c.GetInt32("in");

    private static int Out(ModuleConfiguration c) => c.GetInt32("out");

    private static ElementType Type(ModuleConfiguration c) => c.GetElementType("dtype");

    private static Size2D Kernel(ModuleConfiguration c) => ConvolutionLayer.SizeOf(c, "kernel");

    private static ConvolutionOptions Windows(ModuleConfiguration c) => ConvolutionLayer.OptionsOf(c);

    private static RecurrentOptions Recurrent(ModuleConfiguration c) => new()
    {
        Layers = c.GetInt32("layers"),
        IsBidirectional = c.GetBoolean("bidirectional"),
        Dropout = c.GetDouble("dropout"),
    };
}
