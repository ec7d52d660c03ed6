namespace Nabla;

/// <summary>
/// An operation with several results, each of which is a tensor: Q and R, values and their places. It runs its own kernel, once for all of them.
/// </summary>
/// <remarks>
/// In the graph the first result is the node of the operation itself; every other one is a node <see cref="Result"/> that reads from it. Reading the numbers of
/// one result computes them all.
/// </remarks>
public abstract class MultiResultOperation : Operation
{
    /// <summary>How many results there are, at least 1.</summary>
    public abstract int ResultCount { get; }

    /// <summary>The types of the results for inputs of the given types.</summary>
    /// <exception cref="ShapeException">The inputs do not fit the operation.</exception>
    public abstract TensorType[] InferAll(ReadOnlySpan<TensorType> inputs);

    /// <summary>The type of the first result.</summary>
    public sealed override TensorType Infer(ReadOnlySpan<TensorType> inputs) => InferAll(inputs)[0];

    /// <summary>One for every number of the first result, unless the operation says better.</summary>
    public override long CountOperations(TensorType output, ReadOnlySpan<TensorType> inputs) => output.ElementCount;

    /// <summary>
    /// The vector-Jacobian product with respect to one input: from dy, the derivatives by the results, of which a null one is zero. At least one is not null.
    /// The results are <see cref="OperationContext.Outputs"/>.
    /// </summary>
    /// <returns>Of the shape of the input; null where it is zero.</returns>
    public abstract Tensor? Reverse(int input, in OperationContext context, ReadOnlySpan<Tensor?> dy);

    /// <summary>The derivative by the first result alone.</summary>
    public sealed override Tensor? Reverse(int input, in OperationContext context, Tensor dy)
    {
        var cotangents = new Tensor?[ResultCount];
        cotangents[0] = dy;
        return Reverse(input, context, cotangents);
    }

    /// <summary>False: forward mode is derived from <see cref="Reverse(int, in OperationContext, ReadOnlySpan{Tensor?})"/>.</summary>
    public sealed override bool HasForward => false;

    /// <summary>Not called.</summary>
    public sealed override Tensor? Forward(in OperationContext context, ReadOnlySpan<Tensor?> dx) => throw new NotSupportedException($"{Name}: forward mode is derived from Reverse.");

    /// <summary>
    /// The results for a stack of examples, each along a new first axis. <paramref name="stacked"/> has the inputs that differ from example to example, with that
    /// axis; where it is null, all share the one in <paramref name="inputs"/>. One example after the other, unless the operation says better.
    /// </summary>
    protected internal virtual Tensor[] VectorizeAll(Tensor[] inputs, Tensor?[] stacked, int length)
    {
        var results = new Tensor[ResultCount][];
        for (var i = 0; i < results.Length; i++) results[i] = new Tensor[length];
        for (var example = 0; example < length; example++)
        {
            var own = new Tensor[inputs.Length];
            for (var i = 0; i < own.Length; i++)
                own[i] = stacked[i] is { } stack ? stack.Slice(0, example..(example + 1)).Reshape(inputs[i].Shape) : inputs[i];
            var all = Tensor.ApplyAll(this, own);
            for (var i = 0; i < all.Length; i++) results[i][example] = all[i].Reshape(all[i].Shape.Stacked(1));
        }
        if (length > 0) return Array.ConvertAll(results, stack => Tensor.Concatenate(0, stack));
        return Array.ConvertAll(InferAll(Array.ConvertAll(inputs, input => input.Type)), type => Tensor.Zeros(type.Shape.Stacked(0), type.Element));
    }

    internal sealed override Tensor Vectorize(Tensor[] inputs, Tensor?[] stacked, int length) => VectorizeAll(inputs, stacked, length)[0];

    /// <summary>Whether <see cref="Run"/> may throw; then nothing may be written beforehand that cannot be taken back.</summary>
    internal virtual bool CanFail => true;

    /// <summary>Computes all results; everything is contiguous and row-major.</summary>
    /// <param name="inputs">The numbers of the inputs, valid during the call.</param>
    /// <param name="outputs">Where the results go; their content is undefined before.</param>
    /// <param name="context">How many threads may be used, and whether the plain reference is wanted.</param>
    public abstract void Run(ReadOnlySpan<Operand> inputs, ReadOnlySpan<Operand> outputs, in KernelContext context);
}

/// <summary>A result, other than the first, of an operation that has several.</summary>
internal sealed class Result(int index, TensorType type) : Operation
{
    /// <summary>Which one, counted from 0.</summary>
    public int Index { get; } = index;

    public override string Name => "result";

    public override string Settings => $"{Index}";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => type;

    public override long CountOperations(TensorType output, ReadOnlySpan<TensorType> inputs) => 0;

    /// <summary>Not called: whoever differentiates asks the operation that has the results.</summary>
    public override Tensor? Reverse(int input, in OperationContext context, Tensor dy) => throw new NotSupportedException("A result has no derivative of its own.");

    public override Tensor? Forward(in OperationContext context, ReadOnlySpan<Tensor?> dx) => throw new NotSupportedException("A result has no derivative of its own.");

    protected override bool SameValue(Operation other) => ((Result)other).Infer([]) == type;
}
