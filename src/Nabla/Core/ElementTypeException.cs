namespace Nabla;

/// <summary>Thrown if an operation does not support the element type of a tensor, or if a number does not fit an element type.</summary>
public sealed class ElementTypeException : OperationException
{
    /// <inheritdoc cref="OperationException(string)"/>
    public ElementTypeException(string message)
        : base(message)
    {
    }

    /// <inheritdoc cref="OperationException(string, string, IReadOnlyList{TensorType})"/>
    public ElementTypeException(string operation, string detail, IReadOnlyList<TensorType> inputs)
        : base(operation, detail, inputs)
    {
    }

    private ElementTypeException(string path, string layer, string detail, ElementTypeException inner)
        : base(path, layer, detail, inner)
    {
    }

    private protected override OperationException Inside(string path, string layer, string detail) => new ElementTypeException(path, layer, detail, this);
}
