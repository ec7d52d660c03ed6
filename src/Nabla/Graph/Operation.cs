namespace Nabla;

/// <summary>What a node of the graph does: shape rule, derivatives and a value identity. Operations are immutable values.</summary>
/// <remarks>
/// An operation belongs to one of four kinds, and derives from the kind's class: <see cref="ElementwiseOperation"/>,
/// <see cref="ReductionOperation"/>, <see cref="MovementOperation"/> or <see cref="OpaqueOperation"/>.
/// Two operations that do the same are equal, and programs are cached by that equality: <see cref="Settings"/> tells apart operations of one class that
/// differ in numbers, <see cref="SameValue"/> those that differ in something else. An operation with fields that says neither is equal to itself alone.
/// </remarks>
public abstract class Operation : IEquatable<Operation>
{
    private protected Operation()
    {
    }

    /// <summary>The name in error messages, pictures and printed graphs: lower case, words joined by hyphens.</summary>
    public abstract string Name { get; }

    /// <summary>What tells this operation from another of its class (axes, flags, sizes); empty where there is nothing.</summary>
    public virtual string Settings => "";

    /// <summary>The sign that stands between two inputs in a formula, or before a single one: <c>+</c>; empty where the operation is written as a function.</summary>
    public virtual string Symbol => "";

    /// <summary>True where the result is linear in each float input while the others are held fixed: a matrix product.</summary>
    public virtual bool IsMultilinear => false;

    /// <summary>
    /// How many arithmetic operations on single numbers the result takes: additions, multiplications, comparisons and elementary functions
    /// count as one each, moves as none.
    /// </summary>
    public abstract long CountOperations(TensorType output, ReadOnlySpan<TensorType> inputs);

    /// <summary>The type of the result for inputs of the given types.</summary>
    /// <exception cref="ShapeException">The inputs do not fit the operation.</exception>
    public abstract TensorType Infer(ReadOnlySpan<TensorType> inputs);

    /// <summary>
    /// The vector-Jacobian product with respect to one input: ∂E/∂x from dy = ∂E/∂y, of the shape of that input; null where it is zero.
    /// </summary>
    public abstract Tensor? Reverse(int input, in OperationContext context, Tensor dy);

    /// <summary>True where the operation writes its own <see cref="Forward"/>; else forward mode is derived from <see cref="Reverse"/>.</summary>
    public virtual bool HasForward => true;

    /// <summary>
    /// The Jacobian-vector product: the tangent of the result from the tangents of the inputs, of which a null one is zero.
    /// Called where <see cref="HasForward"/> is true.
    /// </summary>
    public abstract Tensor? Forward(in OperationContext context, ReadOnlySpan<Tensor?> dx);

    /// <summary>True where <see cref="Support"/> may say something.</summary>
    internal virtual bool HasSupport => false;

    /// <summary>True where <see cref="WithoutFactor"/> may say something.</summary>
    internal virtual bool KeepsFactors => false;

    /// <summary>Where the result can be anything but zero, from where the inputs can, of which a null one is everywhere; null for everywhere.</summary>
    internal virtual Tensor? Support(in OperationContext context, ReadOnlySpan<Tensor?> supports) => null;

    /// <summary>The result without a factor, from the inputs without it, of which a null one has not got it; null where the result has not.</summary>
    internal virtual Tensor? WithoutFactor(in OperationContext context, ReadOnlySpan<Tensor?> without) => null;

    /// <summary>y² from the inputs, where it is smooth and y is not; else null. Inputs may be asked the same, so many levels deep.</summary>
    internal virtual Tensor? Squared(in OperationContext context, int depth) => null;

    /// <summary>
    /// The results for a stack of examples, along a new first axis. <paramref name="stacked"/> has the inputs that differ from example to example, with
    /// that axis; where it is null, all share the one in <paramref name="inputs"/>.
    /// </summary>
    internal virtual Tensor Vectorize(Tensor[] inputs, Tensor?[] stacked, int length)
    {
        // One after the other: right for every operation.
        var results = new Tensor[length];
        for (var example = 0; example < length; example++)
        {
            var own = new Tensor[inputs.Length];
            for (var i = 0; i < own.Length; i++)
                own[i] = stacked[i] is { } stack ? stack.Slice(0, example..(example + 1)).Reshape(inputs[i].Shape) : inputs[i];
            var result = Tensor.Apply(this, own);
            results[example] = result.Reshape(result.Shape.Stacked(1));
        }
        if (length > 0) return Tensor.Concatenate(0, results);
        var type = Infer(Array.ConvertAll(inputs, input => input.Type));
        return Tensor.Zeros(type.Shape.Stacked(0), type.Element);
    }

    /// <inheritdoc/>
    public bool Equals(Operation? other) =>
        ReferenceEquals(this, other) || (other is not null && other.GetType() == GetType() && other.Name == Name && other.Settings == Settings && SameValue(other));

    /// <inheritdoc/>
    public sealed override bool Equals(object? obj) => Equals(obj as Operation);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(GetType(), Settings);

    /// <summary>Name and settings.</summary>
    public override string ToString() => Settings.Length == 0 ? Name : $"{Name}({Settings})";

    /// <summary>For operations whose meaning is in more than their class and settings, such as a function given by the user.</summary>
    protected virtual bool SameValue(Operation other) => Settings.Length > 0 || !OperationFields.MayTellApart(GetType());
}

/// <summary>Where an operation stands in a graph: the node made by it, and that node's inputs.</summary>
public readonly ref struct OperationContext(Tensor output, ReadOnlySpan<Tensor> inputs)
{
    /// <summary>The result y; the first of them where there are several.</summary>
    public Tensor Output { get; } = output;

    /// <summary>All results of an operation that has several.</summary>
    public ReadOnlySpan<Tensor> Outputs => Output.Results;

    /// <summary>The inputs x.</summary>
    public ReadOnlySpan<Tensor> Inputs { get; } = inputs;

    /// <summary>The input at <paramref name="index"/>.</summary>
    public Tensor this[int index] => Inputs[index];
}
