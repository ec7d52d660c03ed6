using Nabla.Core;

namespace Nabla;

/// <summary>
/// An n-dimensional array of numbers, and a node of a computational graph: an operation, its inputs, and a type known at once.
/// It is immutable; its numbers are computed when somebody reads them. Nothing needs to be disposed.
/// </summary>
/// <remarks>
/// A tensor that depends on a <see cref="Variable"/>, or on the argument of a function being differentiated, keeps its inputs
/// as long as somebody holds it, so that it can be differentiated; any other lets go of them once it has its numbers.
/// Tensors may be read from several threads at once.
/// </remarks>
public sealed partial class Tensor
{
    private Tensor[] inputs;
    private volatile DataBuffer? value;
    private volatile Tensor? pending;

    private Tensor(Operation operation, TensorType type, Tensor[] inputs, bool keepsHistory)
    {
        Operation = operation;
        Type = type;
        this.inputs = inputs;
        RequiresGradient = keepsHistory;
    }

    /// <summary>Element type and shape.</summary>
    public TensorType Type { get; }

    /// <summary>The sizes along the axes.</summary>
    public Shape Shape => Type.Shape;

    /// <summary>The type of the numbers.</summary>
    public ElementType ElementType => Type.Element;

    /// <summary>How many axes there are.</summary>
    public int Rank => Type.Shape.Rank;

    /// <summary>How many numbers there are.</summary>
    public int ElementCount => Type.Shape.ElementCount;

    /// <summary>What made this node.</summary>
    public Operation Operation { get; }

    /// <summary>What the node was made from; empty for data, and for evaluated nodes that keep no history.</summary>
    public IReadOnlyList<Tensor> Inputs => Volatile.Read(ref inputs);

    /// <summary>True where the node depends on a variable or on a function's argument, so that derivatives can be taken.</summary>
    public bool RequiresGradient { get; }

    /// <summary>True once the numbers have been computed and are kept.</summary>
    public bool IsEvaluated => value is not null;

    internal Tensor[] InputArray => Volatile.Read(ref inputs);

    internal DataBuffer? Buffer => value;

    /// <summary>The number itself where this is a constant of the graph.</summary>
    internal double? ConstantValue { get; private init; }

    /// <summary>For plain data: a compiled function that read variables, whose result this is or was made from.</summary>
    internal CompiledProgram? Compiled { get; private init; }

    /// <summary>The variable whose content at some time this is.</summary>
    internal Variable? Variable { get; private init; }

    /// <summary>What <see cref="Nabla.Support"/> found out about this node; null before.</summary>
    internal System.Runtime.CompilerServices.StrongBox<Tensor?>? KnownSupport { get; set; }

    /// <summary>How often the numbers were computed for others and not kept, up to a few times.</summary>
    internal byte TimesComputed { get; set; }

    /// <summary>For a variable's content: the expression that will give its numbers. Not part of the history.</summary>
    internal Tensor? Pending => pending;

    /// <summary>A node: <paramref name="operation"/> applied to <paramref name="inputs"/>.</summary>
    /// <remarks>This is how an operation outside this library comes into a graph.</remarks>
    /// <exception cref="ShapeException">The inputs do not fit the operation.</exception>
    public static Tensor Apply(Operation operation, params ReadOnlySpan<Tensor> inputs)
    {
        var types = new TensorType[inputs.Length];
        var keepsHistory = false;
        CompiledProgram? compiled = null;
        for (var i = 0; i < inputs.Length; i++)
        {
            ArgumentNullException.ThrowIfNull(inputs[i], nameof(inputs));
            types[i] = inputs[i].Type;
            keepsHistory |= inputs[i].RequiresGradient;
            compiled ??= inputs[i].Compiled;
        }
        if (operation is ElementwiseOperation) ShapeRules.RequireOneShape(operation.Name, types);
        var type = operation.Infer(types);
        if (operation is ReductionOperation reduction) ShapeRules.RequireReduced(reduction, types, type);
        return new(operation, type, inputs.ToArray(), keepsHistory) { Compiled = keepsHistory || operation is MovementOperation { IsAnnotation: true } ? null : compiled };
    }

    internal static Tensor Of(DataBuffer buffer, Shape shape, CompiledProgram? compiled = null) =>
        new(Source.Data, new(buffer.Element, shape), [], false) { value = buffer, Compiled = compiled };

    // Counters and the like cannot be differentiated by: what is computed from them alone, as random numbers are, is plain data.
    internal static Tensor Content(Variable variable, Tensor expression) =>
        new(Source.Variable, expression.Type, [], keepsHistory: expression.ElementType.IsFloat()) { Variable = variable, pending = expression.value is null ? expression : null, value = expression.value };

    /// <summary>The same numbers as a node of its own, that derivatives can be taken by.</summary>
    internal static Tensor Argument(Tensor tensor) => new(Nabla.Argument.Instance, tensor.Type, [tensor], true);

    /// <summary>A leaf of a trace, whose numbers are handed over when the program runs.</summary>
    internal static Tensor SlotLeaf(TensorType type, Variable? variable = null) => new(Source.Slot, type, [], keepsHistory: type.Element.IsFloat()) { Variable = variable };

    internal static Tensor Constant(double number, ElementType type) => new(Nabla.Constant.Instance, new(type, Shape.Scalar), [], false) { ConstantValue = number };

    /// <summary>Takes over computed numbers. Several threads may do so with equal numbers.</summary>
    internal void Publish(DataBuffer buffer)
    {
        // The value first: whoever finds neither inputs nor a pending expression must find a value.
        value = buffer;
        if (!RequiresGradient)
        {
            Volatile.Write(ref inputs, []);
            Volatile.Write(ref results, []);
        }
        pending = null;
    }

    /// <summary>Computes the numbers now, together with those of all variables that the graph reaches, and returns this tensor.</summary>
    public Tensor Evaluate()
    {
        if (value is null) Evaluator.Current.Evaluate([this]);
        return this;
    }

    /// <summary>Computes several tensors in one go, which shares what they have in common.</summary>
    public static void Evaluate(params IReadOnlyList<Tensor> tensors) => Evaluator.Current.Evaluate(tensors);

    internal DataBuffer Read() => Evaluate().value!;
}
