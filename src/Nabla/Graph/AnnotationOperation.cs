namespace Nabla;

/// <summary>An alias of its first input with a meaning for differentiation or vectorization; compiled programs drop it.</summary>
public abstract class AnnotationOperation : Operation
{
    /// <summary>The type of the first input.</summary>
    public sealed override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0];

    /// <summary>Returns 0.</summary>
    public override long CountOperations(TensorType output, ReadOnlySpan<TensorType> inputs) => 0;

    internal sealed override bool HasSupport => true;

    internal sealed override Tensor? Support(in OperationContext context, ReadOnlySpan<Tensor?> supports) => supports[0];
}
