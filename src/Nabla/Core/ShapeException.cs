namespace Nabla;

/// <summary>An operation was given tensors whose shapes or element types do not fit it.</summary>
public sealed class ShapeException : ArgumentException
{
    private readonly string layerText = "", detail = "";

    /// <summary>An error that is not about particular tensors.</summary>
    public ShapeException(string message)
        : base(message)
    {
    }

    /// <summary>An error of <paramref name="operation"/> about tensors of the types <paramref name="inputs"/>.</summary>
    public ShapeException(string operation, string detail, IReadOnlyList<TensorType> inputs)
        : base($"{operation}: {detail}")
    {
        Operation = operation;
        Inputs = inputs;
    }

    private ShapeException(string path, string layer, string detail, ShapeException inner)
        : base($"layer {path} ({layer}): {detail}", inner) =>
        (Operation, Inputs, LayerPath, layerText, this.detail) = (inner.Operation, inner.Inputs, path, layer, detail);

    /// <summary>This error as one inside a layer of a network, whose path its message names. Networks within networks add the names of theirs in front.</summary>
    /// <param name="name">The layer's name in the network that it is a child of.</param>
    /// <param name="layer">What the layer is, such as <c>linear(in 784, out 10)</c>.</param>
    public ShapeException Within(string name, string layer) => LayerPath.Length == 0
        ? new(name, layer, Message, this)
        : new($"{name}.{LayerPath}", layerText, detail, this);

    /// <summary>The path of the layer in which it happened, such as <c>0.2</c>; empty outside of networks.</summary>
    public string LayerPath { get; } = "";

    /// <summary>The operation that refused, or empty.</summary>
    public string Operation { get; } = "";

    /// <summary>The types of the tensors it was given.</summary>
    public IReadOnlyList<TensorType> Inputs { get; } = [];
}
