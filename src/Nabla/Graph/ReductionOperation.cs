namespace Nabla;

/// <summary>The function that a reduction combines elements with.</summary>
public enum ReductionKind
{
    /// <summary>Addition, with identity 0. float32 is summed in float64 and rounded once; int32 gives int64.</summary>
    Sum,

    /// <summary>Multiplication, with identity 1. float32 is multiplied in float64 and rounded once; int32 gives int64.</summary>
    Product,

    /// <summary>The maximum; NaN propagates.</summary>
    Maximum,

    /// <summary>The minimum; NaN propagates.</summary>
    Minimum,

    /// <summary>The sum divided by the count, for floats only. Intermediate sums do not overflow.</summary>
    Mean,
}

/// <summary>Type rules of reductions.</summary>
internal static class ReductionKinds
{
    /// <summary>Returns the element type of the result. Sums and products of int32 easily overflow, so they are int64.</summary>
    public static ElementType ResultOf(this ReductionKind combine, ElementType element) =>
        element == ElementType.Int32 && combine is (ReductionKind.Sum or ReductionKind.Product) ? ElementType.Int64 : element;

    /// <summary>The exception for a kind that a switch does not list.</summary>
    public static NotSupportedException Unknown(ReductionKind kind) => new($"The reduction kind {kind} is not supported here.");
}

/// <summary>Combines the elements along adjacent axes. The reduced axes are removed from the shape.</summary>
public abstract class ReductionOperation(int start, int end) : Operation
{
    /// <summary>The first reduced axis.</summary>
    public int Start { get; } = start;

    /// <summary>The axis after the last reduced one.</summary>
    public int End { get; } = end;

    /// <summary>The function that combines elements.</summary>
    public abstract ReductionKind Kind { get; }

    /// <inheritdoc/>
    public override long CountOperations(TensorType output, ReadOnlySpan<TensorType> inputs) => inputs[0].ElementCount;

    /// <summary>The reduced axes.</summary>
    protected override OperationAttributes CreateAttributes() => new() { { "axes", Enumerable.Range(Start, End - Start).ToArray() } };

    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) =>
        new(Kind.ResultOf(inputs[0].Element), inputs[0].Shape.Without(Start, End));
}
