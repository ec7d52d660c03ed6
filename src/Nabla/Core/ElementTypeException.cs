namespace Nabla;

/// <summary>An operation was given tensors of an element type that it does not take, or a number that does not fit one.</summary>
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
