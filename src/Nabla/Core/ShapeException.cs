namespace Nabla;

/// <summary>An operation was given tensors whose shapes or element types do not fit it.</summary>
public sealed class ShapeException : ArgumentException
{
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

    /// <summary>The operation that refused, or empty.</summary>
    public string Operation { get; } = "";

    /// <summary>The types of the tensors it was given.</summary>
    public IReadOnlyList<TensorType> Inputs { get; } = [];
}
