namespace Nabla;

/// <summary>
/// An operation with several results, each of them a tensor: Q and R, or values and their indices. One run of its own kernel computes them all.
/// </summary>
/// <remarks>
/// In the graph, the first result is the node of the operation itself; every other result is a <see cref="Result"/> node that reads from it. Reading one
/// result computes them all.
/// </remarks>
public abstract class MultiResultOperation : Operation
{
    /// <summary>The number of results, at least 1.</summary>
    public abstract int ResultCount { get; }

    /// <summary>Returns the types of the results for inputs of the given types.</summary>
    /// <exception cref="ShapeException">The inputs do not fit the operation.</exception>
    public abstract TensorType[] InferAll(ReadOnlySpan<TensorType> inputs);

    /// <summary>Returns the type of the first result.</summary>
    public sealed override TensorType Infer(ReadOnlySpan<TensorType> inputs) => InferAll(inputs)[0];

    /// <summary>Returns one operation per element of the first result by default.</summary>
    public override long CountOperations(TensorType output, ReadOnlySpan<TensorType> inputs) => output.ElementCount;

    /// <summary>
    /// Returns the vector-Jacobian product with respect to one input. dy holds the cotangents of the results; null entries are zero, and at least one is not
    /// null. The results are <see cref="OperationContext.Outputs"/>.
    /// </summary>
    /// <returns>The cotangent of the input; null if it is zero.</returns>
    public abstract Tensor? Reverse(int input, in OperationContext context, ReadOnlySpan<Tensor?> dy);

    /// <summary>Returns the vector-Jacobian product for the first result alone.</summary>
    public sealed override Tensor? Reverse(int input, in OperationContext context, Tensor dy)
    {
        var cotangents = new Tensor?[ResultCount];
        cotangents[0] = dy;
        return Reverse(input, context, cotangents);
    }

    /// <summary>
    /// Returns the vector-Jacobian products with respect to the inputs for which <paramref name="isNeeded"/> is true. The default asks for one after the other;
    /// override it if they share work.
    /// </summary>
    /// <returns>The cotangent of each input; null if it is zero or not needed.</returns>
    protected internal virtual Tensor?[] ReverseAll(in OperationContext context, ReadOnlySpan<Tensor?> dy, ReadOnlySpan<bool> isNeeded)
    {
        var dx = new Tensor?[isNeeded.Length];
        for (var i = 0; i < dx.Length; i++)
            if (isNeeded[i]) dx[i] = Reverse(i, context, dy);
        return dx;
    }

    /// <summary>
    /// False by default: forward mode is derived from <see cref="Reverse(int, in OperationContext, ReadOnlySpan{Tensor?})"/>. If true,
    /// <see cref="ForwardAll"/> must be overridden.
    /// </summary>
    public override bool HasForward => false;

    /// <summary>Returns the tangents of all results from the tangents of the inputs, where null means zero.</summary>
    protected internal virtual Tensor?[] ForwardAll(in OperationContext context, ReadOnlySpan<Tensor?> dx) =>
        throw new NotSupportedException($"{Name}: HasForward is true, so ForwardAll must be overridden.");

    /// <summary>Returns the tangent of the first result.</summary>
    public sealed override Tensor? Forward(in OperationContext context, ReadOnlySpan<Tensor?> dx) => ForwardAll(context, dx)[0];

    /// <summary>The number of results, from the first, that are computed whenever one is: those that a caller sees.</summary>
    internal virtual int EagerResultCount => ResultCount;

    /// <summary>
    /// Returns the results for a stack of examples, each along a new first axis. <paramref name="stacked"/> holds the inputs that differ between examples, with
    /// that axis; if an entry is null, all examples share the one in <paramref name="inputs"/>. The default applies the operation to one example after another.
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

    /// <summary>Returns the first result for a stack of examples.</summary>
    protected internal sealed override Tensor Vectorize(Tensor[] inputs, Tensor?[] stacked, int length) => VectorizeAll(inputs, stacked, length)[0];

    /// <summary>True if <see cref="Run"/> may throw; no irreversible write may then happen before it.</summary>
    protected internal virtual bool CanFail => true;

    /// <summary>Computes all results. Inputs and results are contiguous and row-major.</summary>
    /// <param name="inputs">The inputs, valid during the call.</param>
    /// <param name="outputs">The memory of the results, initially undefined.</param>
    /// <param name="context">The thread limit, and whether to run the reference implementation.</param>
    public abstract void Run(ReadOnlySpan<Operand> inputs, ReadOnlySpan<Operand> outputs, in KernelContext context);
}

/// <summary>A result, other than the first, of an operation with several results.</summary>
internal sealed class Result(int index, TensorType type) : Operation
{
    /// <summary>The index of the result.</summary>
    public int Index { get; } = index;

    public override string Name => "result";

    protected override OperationAttributes CreateAttributes() => new() { { "index", Index } };

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => type;

    public override long CountOperations(TensorType output, ReadOnlySpan<TensorType> inputs) => 0;

    /// <summary>Not called: differentiation asks the operation that computes the results.</summary>
    public override Tensor? Reverse(int input, in OperationContext context, Tensor dy) =>
        throw new NotSupportedException("A result has no derivative of its own.");

    public override Tensor? Forward(in OperationContext context, ReadOnlySpan<Tensor?> dx) =>
        throw new NotSupportedException("A result has no derivative of its own.");

    protected override bool SameValue(Operation other) => ((Result)other).Infer([]) == type;
}
