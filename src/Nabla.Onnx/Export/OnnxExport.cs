using Google.Protobuf;
using Nabla.Learning;
using Nabla.Onnx.Schema;

namespace Nabla.Onnx;

/// <summary>Writes networks as ONNX models, which ONNX Runtime and many other programs run.</summary>
/// <remarks>
/// The network is traced in inference mode: what it does for an input of the given type becomes the model. Layers for which ONNX has a node become that
/// node, others the nodes of their operations. Nodes and weights are named by the paths of the modules: <c>0.weight</c>, <c>0.Gemm</c>.
/// </remarks>
public static class OnnxExport
{
    /// <summary>Writes a network to a file.</summary>
    /// <param name="path">The file. Weights beyond <see cref="OnnxExportOptions.ExternalDataLimit"/> go to a second one beside it.</param>
    /// <param name="module">The network. Its mode is not changed.</param>
    /// <param name="input">The type of the input, such as float32 [1, 784]; the size of the first axis does not matter if the batch may have any size.</param>
    /// <param name="options">How to write it.</param>
    /// <exception cref="OnnxException">ONNX cannot say what the network does; the message names the operation and the module.</exception>
    /// <exception cref="OperationException">The input does not fit the network.</exception>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(string path, Module module, TensorType input, OnnxExportOptions? options = null) =>
        Write(path, Build(module, input, options ??= new()), options);

    /// <summary>
    /// Writes a trained model to a file, from raw features to what <see cref="TrainedModel.Predict(ReadOnlySpan{float}, CancellationToken)"/> returns:
    /// standardization, network, and class probabilities or values in the units of the targets. Names of features, classes and targets go to the metadata.
    /// </summary>
    /// <param name="path">The file. Weights beyond <see cref="OnnxExportOptions.ExternalDataLimit"/> go to a second one beside it.</param>
    /// <param name="model">The model. The features are its input, float32 [batch, example shape].</param>
    /// <param name="options">How to write it.</param>
    /// <exception cref="OnnxException">ONNX cannot say what the network does; the message names the operation and the module.</exception>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(string path, TrainedModel model, OnnxExportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        options = RawModel.Describe(model, options ?? new());
        options.Check();
        using var mode = new InferenceScope(model.Network);
        TensorType input = new(ElementType.Float32, Shape.Create([1, .. model.ExampleShape]));
        Write(path, Build(inputs => [RawModel.Forward(model, inputs[0])], [input], model.Network, options), options);
    }

    /// <summary>Writes a function to a file. The variables that it reads become weights of the model.</summary>
    /// <param name="path">The file. Weights beyond <see cref="OnnxExportOptions.ExternalDataLimit"/> go to a second one beside it.</param>
    /// <param name="function">The function of tensors.</param>
    /// <param name="inputs">The types of the inputs; the sizes of their first axes do not matter if the batch may have any size.</param>
    /// <param name="options">How to write it.</param>
    /// <exception cref="OnnxException">ONNX cannot say what the function does; the message names the operation and the module.</exception>
    /// <exception cref="OperationException">The inputs do not fit the function.</exception>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(string path, Func<Tensor[], Tensor[]> function, IReadOnlyList<TensorType> inputs, OnnxExportOptions? options = null) =>
        Write(path, Build(function, inputs, options ??= new()), options);

    /// <summary>Returns a network as the bytes of an ONNX file, with its weights inside.</summary>
    /// <param name="module">The network. Its mode is not changed.</param>
    /// <param name="input">The type of the input, such as float32 [1, 784]; the size of the first axis does not matter if the batch may have any size.</param>
    /// <param name="options">How to write it.</param>
    /// <exception cref="OnnxException">ONNX cannot say what the network does, or the weights exceed the limit for one file.</exception>
    /// <exception cref="OperationException">The input does not fit the network.</exception>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static byte[] ToBytes(Module module, TensorType input, OnnxExportOptions? options = null) =>
        BytesOf(Build(module, input, options ??= new()), options);

    /// <summary>Returns a function as the bytes of an ONNX file, with the variables that it reads inside.</summary>
    /// <param name="function">The function of tensors.</param>
    /// <param name="inputs">The types of the inputs; the sizes of their first axes do not matter if the batch may have any size.</param>
    /// <param name="options">How to write it.</param>
    /// <exception cref="OnnxException">ONNX cannot say what the function does, or the weights exceed the limit for one file.</exception>
    /// <exception cref="OperationException">The inputs do not fit the function.</exception>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static byte[] ToBytes(Func<Tensor[], Tensor[]> function, IReadOnlyList<TensorType> inputs, OnnxExportOptions? options = null) =>
        BytesOf(Build(function, inputs, options ??= new()), options);

    private static Built Build(Module module, TensorType input, OnnxExportOptions options)
    {
        ArgumentNullException.ThrowIfNull(module);
        options.Check();
        using var mode = new InferenceScope(module);
        // The network itself may be a layer that ONNX has.
        return Build(inputs => [ForwardRecord.Observe("", module, inputs[0])], [input], module, options);
    }

    private static Built Build(Func<Tensor[], Tensor[]> function, IReadOnlyList<TensorType> inputs, OnnxExportOptions options)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(inputs);
        options.Check();
        return Build(function, inputs, null, options);
    }

    private static Built Build(Func<Tensor[], Tensor[]> function, IReadOnlyList<TensorType> inputs, Module? network, OnnxExportOptions options)
    {
        var traced = new TracedNetwork(function, network, inputs, options.HasAnyBatchSize);
        var (model, constants) = new GraphExport(traced, network, options).Run();
        return new(model, constants, constants.Sum(constant => (long)constant.Bytes.Length));
    }

    private static void Write(string path, Built built, OnnxExportOptions options)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (built.Size > options.ExternalDataLimit) ExternalData.Write(path, built.Constants);
        else Include(built);
        AtomicFile.Write(path, built.Model.WriteTo);
    }

    private static byte[] BytesOf(Built built, OnnxExportOptions options)
    {
        if (built.Size > options.ExternalDataLimit)
            throw new OnnxException($"ONNX export: {built.Size} bytes of weights do not fit into one file; Save writes them beside it.");
        Include(built);
        return built.Model.ToByteArray();
    }

    private static void Include(Built built)
    {
        foreach (var (tensor, bytes) in built.Constants) tensor.RawData = UnsafeByteOperations.UnsafeWrap(bytes);
    }

    private sealed record Built(ModelProto Model, IReadOnlyList<(TensorProto Tensor, ReadOnlyMemory<byte> Bytes)> Constants, long Size);
}
