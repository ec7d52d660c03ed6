namespace Nabla;

/// <summary>Thrown if an operation does not support its tensors: a <see cref="ShapeException"/> or an <see cref="ElementTypeException"/>.</summary>
public abstract class OperationException : ArgumentException
{
    private readonly string layerText = "", detail = "";

    /// <summary>Creates an error that is not about particular tensors.</summary>
    private protected OperationException(string message)
        : base(message)
    {
    }

    /// <summary>Creates an error of <paramref name="operation"/> about tensors of the types <paramref name="inputs"/>.</summary>
    private protected OperationException(string operation, string detail, IReadOnlyList<TensorType> inputs)
        : base($"{operation}: {detail}") =>
        (Operation, Inputs) = (operation, inputs);

    /// <summary>Creates the same error inside the layer <paramref name="path"/> of a network.</summary>
    private protected OperationException(string path, string layer, string detail, OperationException inner)
        : base($"layer {path} ({layer}): {detail}", inner) =>
        (Operation, Inputs, LayerPath, layerText, this.detail) = (inner.Operation, inner.Inputs, path, layer, detail);

    /// <summary>The path of the layer that failed, such as <c>0.2</c>; empty outside of networks.</summary>
    public string LayerPath { get; } = "";

    /// <summary>The operation that failed, or empty.</summary>
    public string Operation { get; } = "";

    /// <summary>The types of its tensors.</summary>
    public IReadOnlyList<TensorType> Inputs { get; } = [];

    /// <summary>Returns this error as one inside a layer of a network, with the layer path in its message. Nested networks prepend their own names.</summary>
    /// <param name="name">The layer's name in its parent.</param>
    /// <param name="layer">The layer's description, such as <c>linear(in 784, out 10)</c>.</param>
    public OperationException Within(string name, string layer) => LayerPath.Length == 0
        ? Inside(name, layer, Message)
        : Inside($"{name}.{LayerPath}", layerText, detail);

    private protected abstract OperationException Inside(string path, string layer, string detail);
}
