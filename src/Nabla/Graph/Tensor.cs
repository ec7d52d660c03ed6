using Nabla.Core;

namespace Nabla;

/// <summary>
/// An n-dimensional array and a node of a computational graph: an operation, its inputs, and a type that is known immediately. Tensors are
/// immutable. Their values are computed when they are first read. Nothing needs to be disposed.
/// </summary>
/// <remarks>
/// A tensor that depends on a <see cref="Variable"/>, or on the argument of a function being differentiated, keeps its inputs for its lifetime, so that it
/// can be differentiated. Other tensors release their inputs once they are evaluated. Tensors are safe to read from several threads.
/// </remarks>
public sealed partial class Tensor
{
    private Tensor[] inputs;
    private volatile DataBuffer? value;
    private volatile Tensor? pending;

    private Tensor(Operation operation, TensorType type, Tensor[] inputs, bool requiresGradient)
    {
        Operation = operation;
        Type = type;
        this.inputs = inputs;
        RequiresGradient = requiresGradient;
    }

    /// <summary>Element type and shape.</summary>
    public TensorType Type { get; }

    /// <summary>The sizes along the axes.</summary>
    public Shape Shape => Type.Shape;

    /// <summary>The element type.</summary>
    public ElementType ElementType => Type.Element;

    /// <summary>The number of axes.</summary>
    public int Rank => Type.Shape.Rank;

    /// <summary>The number of elements.</summary>
    public int ElementCount => Type.Shape.ElementCount;

    /// <summary>The operation of this node.</summary>
    public Operation Operation { get; }

    /// <summary>The inputs of the operation; empty for data, and for evaluated nodes that keep no history.</summary>
    public IReadOnlyList<Tensor> Inputs => Volatile.Read(ref inputs);

    /// <summary>True if the node depends on a variable or on an argument of a function being differentiated.</summary>
    public bool RequiresGradient { get; }

    /// <summary>True once the values have been computed and stored.</summary>
    public bool IsEvaluated => value is not null;

    internal Tensor[] InputArray => Volatile.Read(ref inputs);

    internal DataBuffer? Buffer => value;

    /// <summary>The value if this is a constant of the graph; otherwise null.</summary>
    internal double? ConstantValue { get; private init; }

    /// <summary>For plain data: the compiled function that it was computed by, directly or indirectly, and that may have read variables.</summary>
    internal CompiledProgram? Compiled { get; private init; }

    /// <summary>The variable whose past or present value this is; otherwise null.</summary>
    internal Variable? Variable { get; private init; }

    /// <summary>The cached result of <see cref="Nabla.Support"/> for this node; null if not computed yet.</summary>
    internal System.Runtime.CompilerServices.StrongBox<Tensor?>? KnownSupport { get; set; }

    /// <summary>The number of times, up to a small limit, that the values were computed for other nodes and not stored.</summary>
    internal byte TimesComputed { get; set; }

    /// <summary>For the value of a variable: the expression that computes it. Not part of the history.</summary>
    internal Tensor? Pending => pending;

    /// <summary>Returns a node that applies <paramref name="operation"/> to <paramref name="inputs"/>.</summary>
    /// <remarks>Use it to add user-defined operations to a graph.</remarks>
    /// <exception cref="ShapeException">The inputs do not fit the operation.</exception>
    public static Tensor Apply(Operation operation, params ReadOnlySpan<Tensor> inputs)
    {
        var types = new TensorType[inputs.Length];
        var requiresGradient = false;
        CompiledProgram? compiled = null;
        for (var i = 0; i < inputs.Length; i++)
        {
            ArgumentNullException.ThrowIfNull(inputs[i], nameof(inputs));
            types[i] = inputs[i].Type;
            requiresGradient |= inputs[i].RequiresGradient;
            compiled ??= inputs[i].Compiled;
        }
        if (operation is ElementwiseOperation) ShapeRules.RequireOneShape(operation.Name, types);
        var type = operation.Infer(types);
        if (operation is ReductionOperation reduction) ShapeRules.RequireReduced(reduction, types, type);
        return new(operation, type, inputs.ToArray(), requiresGradient) { Compiled = requiresGradient || operation is AnnotationOperation ? null : compiled };
    }

    internal static Tensor Of(DataBuffer buffer, Shape shape, CompiledProgram? compiled = null) =>
        new(Source.Data, new(buffer.Element, shape), [], false) { value = buffer, Compiled = compiled };

    // Integer variables such as counters are not differentiable: values computed from them alone, such as random numbers, are plain data.
    internal static Tensor Content(Variable variable, Tensor expression) =>
        new(Source.Variable, expression.Type, [], requiresGradient: expression.ElementType.IsFloat())
        {
            Variable = variable,
            pending = expression.value is null ? expression : null,
            value = expression.value,
        };

    /// <summary>Returns a separate node with the same values, for derivatives with respect to it.</summary>
    internal static Tensor Argument(Tensor tensor) => new(Nabla.Argument.Instance, tensor.Type, [tensor], true);

    /// <summary>Returns a leaf of a trace, whose values are passed when the program runs.</summary>
    internal static Tensor SlotLeaf(TensorType type, Variable? variable = null) =>
        new(Source.Slot, type, [], requiresGradient: type.Element.IsFloat()) { Variable = variable };

    internal static Tensor Constant(double number, ElementType type) =>
        new(Nabla.Constant.Instance, new(type, Shape.Scalar), [], false) { ConstantValue = number };

    /// <summary>Stores computed values. Several threads may do so with equal values.</summary>
    internal void Publish(DataBuffer buffer)
    {
        // The value first: a reader that finds neither inputs nor a pending expression must find a value.
        value = buffer;
        // An operation with results that were not computed may run again.
        if (!RequiresGradient && !(Operation is MultiResultOperation several && several.EagerResultCount < several.ResultCount))
        {
            Volatile.Write(ref inputs, []);
            Volatile.Write(ref results, []);
        }
        pending = null;
    }

    /// <summary>Computes the values now, together with those of all variables that the graph reaches, and returns this tensor.</summary>
    public Tensor Evaluate()
    {
        if (value is null) Evaluator.Current.Evaluate([this]);
        return this;
    }

    /// <summary>Computes several tensors together, sharing common subexpressions.</summary>
    public static void Evaluate(params IReadOnlyList<Tensor> tensors) => Evaluator.Current.Evaluate(tensors);

    internal DataBuffer Read() => Evaluate().value!;
}
