namespace Nabla;

/// <summary>Thrown if shapes do not fit an operation or each other.</summary>
public sealed class ShapeException : OperationException
{
    /// <inheritdoc cref="OperationException(string)"/>
    public ShapeException(string message)
        : base(message)
    {
    }

    /// <inheritdoc cref="OperationException(string, string, IReadOnlyList{TensorType})"/>
    public ShapeException(string operation, string detail, IReadOnlyList<TensorType> inputs)
        : base(operation, detail, inputs)
    {
    }

    private ShapeException(string path, string layer, string detail, ShapeException inner)
        : base(path, layer, detail, inner)
    {
    }

    private protected override OperationException Inside(string path, string layer, string detail) => new ShapeException(path, layer, detail, this);
}
