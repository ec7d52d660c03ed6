namespace Nabla;

/// <summary>Computes each result element from the input elements at the same position. All inputs have one shape; broadcasts are separate nodes.</summary>
public abstract class ElementwiseOperation : Operation
{
    /// <summary>Builds the computation for one element, for every vector width and for the scalar reference.</summary>
    public abstract ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x);

    /// <summary>Returns ∂y/∂x of one input, elementwise, for both modes; null if it is zero everywhere.</summary>
    public abstract Tensor? Partial(int input, in OperationContext context);

    /// <summary>True if f(f(x)) is bitwise equal to x.</summary>
    internal virtual bool IsInvolution => false;

    /// <summary>
    /// Returns the identity element at the given input of a binary operation: the value that makes the result bitwise equal to the other input; null if there
    /// is none.
    /// </summary>
    internal virtual double? IdentityElement(int input) => null;

    /// <summary>Returns the index of the input that the result equals if the first input has the given value everywhere; null if there is none.</summary>
    internal virtual int? Choice(double? first) => null;

    /// <inheritdoc/>
    public override long CountOperations(TensorType output, ReadOnlySpan<TensorType> inputs) =>
        (long)output.ElementCount * Instructions(inputs).Count(instruction => !instruction.IsLeaf);

    /// <summary>True if an element takes an elementary function, and so tens of operations.</summary>
    internal bool CallsFunction(ReadOnlySpan<TensorType> inputs) => Instructions(inputs).Any(instruction => instruction.IsFunction);

    private IReadOnlyList<ElementwiseInstruction> Instructions(ReadOnlySpan<TensorType> inputs)
    {
        var b = new ElementwiseBuilder();
        var arguments = new ElementValue[inputs.Length];
        for (var i = 0; i < arguments.Length; i++) arguments[i] = b.Input(i, inputs[i].Element);
        _ = Body(b, arguments);
        return b.Instructions;
    }

    /// <inheritdoc/>
    protected internal override Tensor Vectorize(Tensor[] inputs, Tensor?[] stacked, int length) => Tensor.Apply(this, Batching.Stack(inputs, stacked, length));

    /// <inheritdoc/>
    public override Tensor? Reverse(int input, in OperationContext context, Tensor dy) => Chain(input, context, dy, isForward: false);

    /// <summary>Returns a tangent or cotangent times <see cref="Partial"/>; null if it is zero. Operations that only select override it.</summary>
    internal virtual Tensor? Chain(int input, in OperationContext context, Tensor change, bool isForward) =>
        Partial(input, context) is { } partial ? Partials.Times(change, partial, isForward) : null;

    /// <inheritdoc/>
    public override Tensor? Forward(in OperationContext context, ReadOnlySpan<Tensor?> dx)
    {
        Tensor? total = null;
        for (var input = 0; input < dx.Length; input++)
        {
            if (dx[input] is not { } tangent || Chain(input, context, tangent, isForward: true) is not { } term) continue;
            total = total is null ? term : total + term;
        }
        return total;
    }
}
