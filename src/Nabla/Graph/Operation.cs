namespace Nabla;

/// <summary>The operation of a graph node: shape rule, derivatives and equality. Operations are immutable values.</summary>
/// <remarks>
/// An operation derives from the class of its kind: <see cref="ElementwiseOperation"/>, <see cref="ReductionOperation"/>,
/// <see cref="MovementOperation"/>, <see cref="AnnotationOperation"/>, <see cref="OpaqueOperation"/> or <see cref="MultiResultOperation"/>.
/// Operations that do the same are equal, and programs are cached by that equality. <see cref="Attributes"/> distinguish operations of one class that
/// differ in values, <see cref="SameValue"/> those that differ in anything else. An operation with fields that overrides neither equals only itself.
/// </remarks>
public abstract class Operation : IEquatable<Operation>
{
    private OperationAttributes? attributes;

    private protected Operation()
    {
    }

    /// <summary>The name in error messages, pictures and printed graphs, in lower case with hyphens.</summary>
    public abstract string Name { get; }

    /// <summary>The attributes that distinguish this operation from others of its class: axes, flags, sizes.</summary>
    public OperationAttributes Attributes => attributes ??= CreateAttributes();

    /// <summary>The infix or prefix operator in formulas, such as <c>+</c>; empty if the operation is written as a function.</summary>
    public virtual string Symbol => "";

    /// <summary>
    /// The operation written out with the formulas of its inputs, grouped where needed: <c>a + b</c>, <c>exp(a)</c>; null if its value says more.
    /// </summary>
    internal virtual string? FormulaOf(IReadOnlyList<string> inputs) => (Symbol, inputs.Count) switch
    {
        ({ Length: > 0 } symbol, 2) => $"{inputs[0]} {symbol} {inputs[1]}",
        ({ Length: > 0 } symbol, 1) => $"{symbol}{inputs[0]}",
        // Function call notation.
        _ => $"{Name.Replace("-", "", StringComparison.Ordinal)}({string.Join(", ", inputs)})",
    };

    /// <summary>True if the result is linear in each float input while the others are fixed, as for a matrix product.</summary>
    public virtual bool IsMultilinear => false;

    /// <summary>True if the result is a linear function of all inputs together, as for a sum or a movement, so that it commutes with sums over steps.</summary>
    internal virtual bool IsLinear => false;

    /// <summary>
    /// Returns the number of scalar arithmetic operations. Additions, multiplications, comparisons and elementary functions count as one each, movements as
    /// none.
    /// </summary>
    public abstract long CountOperations(TensorType output, ReadOnlySpan<TensorType> inputs);

    /// <summary>Returns the type of the result for inputs of the given types.</summary>
    /// <exception cref="ShapeException">The inputs do not fit the operation.</exception>
    public abstract TensorType Infer(ReadOnlySpan<TensorType> inputs);

    /// <summary>
    /// Returns the vector-Jacobian product with respect to one input: ∂E/∂x from dy = ∂E/∂y, of the shape of that input; null if it is zero.
    /// </summary>
    public abstract Tensor? Reverse(int input, in OperationContext context, Tensor dy);

    /// <summary>True if the operation implements <see cref="Forward"/>; otherwise forward mode is derived from <see cref="Reverse"/>.</summary>
    public virtual bool HasForward => true;

    /// <summary>
    /// Returns the Jacobian-vector product: the tangent of the result from the tangents of the inputs, where null means zero. Called only if
    /// <see cref="HasForward"/> is true.
    /// </summary>
    public abstract Tensor? Forward(in OperationContext context, ReadOnlySpan<Tensor?> dx);

    /// <summary>True if <see cref="Support"/> may return a value.</summary>
    internal virtual bool HasSupport => false;

    /// <summary>True if <see cref="WithoutFactor"/> may return a value.</summary>
    internal virtual bool KeepsFactors => false;

    /// <summary>Returns the support of the result, where it may be nonzero, from the supports of the inputs. Null means everywhere.</summary>
    internal virtual Tensor? Support(in OperationContext context, ReadOnlySpan<Tensor?> supports) => null;

    /// <summary>Returns the result divided by a factor, from the inputs divided by it. Null means that a tensor does not have the factor.</summary>
    internal virtual Tensor? WithoutFactor(in OperationContext context, ReadOnlySpan<Tensor?> without) => null;

    /// <summary>Returns y² from the inputs if it is smooth and y is not; otherwise null. Recurses into the inputs up to the given depth.</summary>
    internal virtual Tensor? Squared(in OperationContext context, int depth) => null;

    /// <summary>
    /// The batching rule of <see cref="Nabla.Vectorize"/>: returns the results for a stack of examples, along a new first axis. The default applies the
    /// operation to one example after another, which is correct for every operation; override it to process the whole stack at once.
    /// </summary>
    /// <param name="inputs">The inputs of one example.</param>
    /// <param name="stacked">
    /// The inputs that differ between examples, with the new first axis; null if all examples share the one in <paramref name="inputs"/>.
    /// </param>
    /// <param name="length">The number of examples.</param>
    protected internal virtual Tensor Vectorize(Tensor[] inputs, Tensor?[] stacked, int length)
    {
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

    /// <summary>
    /// Returns the sum of two tensors, of which the first is a result of this operation, if there is a cheaper way than to add; otherwise null.
    /// </summary>
    internal virtual Tensor? SumWith(Tensor own, Tensor other) => null;

    /// <summary>True if <see cref="SumOfStack"/> computes the sum for these inputs.</summary>
    /// <param name="inputs">The types of the inputs of one example.</param>
    /// <param name="isStacked">For each input, whether it differs between examples.</param>
    internal virtual bool SumsStack(ReadOnlySpan<TensorType> inputs, ReadOnlySpan<bool> isStacked) => false;

    /// <summary>
    /// Returns the sum of the results over a stack of examples without computing the single results. The parameters are those of the batching rule.
    /// </summary>
    internal virtual Tensor SumOfStack(Tensor[] inputs, Tensor?[] stacked, int length) => throw new NotSupportedException($"{Name}: SumsStack is false.");

    /// <inheritdoc/>
    public bool Equals(Operation? other) =>
        ReferenceEquals(this, other)
        || (other is not null && other.GetType() == GetType() && other.Name == Name && other.Attributes.Equals(Attributes) && SameValue(other));

    /// <inheritdoc/>
    public sealed override bool Equals(object? obj) => Equals(obj as Operation);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(GetType(), Attributes);

    /// <summary>Name and attributes.</summary>
    public override string ToString() => Attributes.ToString() is { Length: > 0 } text ? $"{Name}({text})" : Name;

    /// <summary>Returns the attributes. Called once. Include every field that affects the result of the operation.</summary>
    protected virtual OperationAttributes CreateAttributes() => OperationAttributes.None;

    /// <summary>Compares what class and attributes do not cover, such as a function given by the user.</summary>
    protected virtual bool SameValue(Operation other) => !OperationFields.AreUndeclared(this);
}

/// <summary>The place of an operation in a graph: its node and the inputs of the node.</summary>
public readonly ref struct OperationContext(Tensor output, ReadOnlySpan<Tensor> inputs)
{
    /// <summary>The result y; the first one if there are several.</summary>
    public Tensor Output { get; } = output;

    /// <summary>All results of an operation with several.</summary>
    public ReadOnlySpan<Tensor> Outputs => Output.Results;

    /// <summary>The inputs x.</summary>
    public ReadOnlySpan<Tensor> Inputs { get; } = inputs;

    /// <summary>The input at <paramref name="index"/>.</summary>
    public Tensor this[int index] => Inputs[index];
}
