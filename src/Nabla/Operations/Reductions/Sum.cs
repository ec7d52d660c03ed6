namespace Nabla;

/// <summary>The sum over adjacent axes. The derivative is broadcast along them.</summary>
internal sealed class Sum(int start, int end) : ReductionOperation(start, end)
{
    public override string Name => "sum";

    public override ReductionKind Kind => ReductionKind.Sum;

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        ShapeRules.SameNumber(this, inputs);
        return base.Infer(inputs);
    }

    internal override bool IsLinear => true;

    internal override bool SumsStack(ReadOnlySpan<TensorType> inputs, ReadOnlySpan<bool> isStacked) => inputs[0].Element.IsFloat();

    internal override Tensor SumOfStack(Tensor[] inputs, Tensor?[] stacked, int length) => Start == 0
        ? Tensor.Apply(new Sum(0, End + 1), stacked[0]!)
        : Tensor.Apply(new Sum(0, 1), Vectorize(inputs, stacked, length));

    internal override bool HasSupport => true;

    internal override Tensor? Support(in OperationContext context, ReadOnlySpan<Tensor?> supports) =>
        Nabla.Support.Any(supports[0], x => Tensor.Apply(this, x));

    protected internal override Tensor Vectorize(Tensor[] inputs, Tensor?[] stacked, int length) => Tensor.Apply(new Sum(Start + 1, End + 1), stacked[0]!);

    public override Tensor? Reverse(int input, in OperationContext context, Tensor dy) => Reductions.Widen(dy, context[0].Shape, Start, End);

    public override Tensor? Forward(in OperationContext context, ReadOnlySpan<Tensor?> dx) => dx[0] is { } tangent ? Tensor.Apply(this, tangent) : null;
}

public sealed partial class Tensor
{
    /// <summary>The sum of all elements, or over the given axes; 0 for empty axes. Sums of int32 are int64.</summary>
    /// <remarks>More than 1024 float32 elements are summed in float64 and rounded once, fewer in pairs of blocks. Sums of int64 wrap around.</remarks>
    /// <exception cref="ShapeException">An axis does not exist or is given twice.</exception>
    public Tensor Sum(params ReadOnlySpan<int> axes) => Reductions.Over(this, "sum", axes, false, static (start, end) => new Sum(start, end));

    /// <inheritdoc cref="Sum(ReadOnlySpan{int})"/>
    /// <param name="axes">The axes, or all if none are given.</param>
    /// <param name="keepAxes">True to keep the reduced axes, with size 1.</param>
    public Tensor Sum(ReadOnlySpan<int> axes, bool keepAxes) => Reductions.Over(this, "sum", axes, keepAxes, static (start, end) => new Sum(start, end));

    /// <inheritdoc cref="Sum(ReadOnlySpan{int}, bool)"/>
    public Tensor Sum(int axis, bool keepAxes) => Sum([axis], keepAxes);

    /// <inheritdoc cref="Sum(ReadOnlySpan{int}, bool)"/>
    public Tensor Sum(bool keepAxes) => Sum([], keepAxes);
}
