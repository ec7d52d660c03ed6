namespace Nabla;

/// <summary>The mean over adjacent axes. The derivative is spread equally along them.</summary>
internal sealed class Mean(int start, int end) : ReductionOperation(start, end)
{
    public override string Name => "mean";

    public override ReductionKind Kind => ReductionKind.Mean;

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        ShapeRules.RequireFloat(Name, inputs);
        return base.Infer(inputs);
    }

    internal override bool HasSupport => true;

    internal override Tensor? Support(in OperationContext context, ReadOnlySpan<Tensor?> supports) =>
        Nabla.Support.Any(supports[0], x => Tensor.Apply(this, x));

    protected internal override Tensor Vectorize(Tensor[] inputs, Tensor?[] stacked, int length) => Tensor.Apply(new Mean(Start + 1, End + 1), stacked[0]!);

    public override Tensor? Reverse(int input, in OperationContext context, Tensor dy) =>
        Reductions.Widen(dy / Math.Max(1, context[0].Shape.Product(Start, End)), context[0].Shape, Start, End);

    public override Tensor? Forward(in OperationContext context, ReadOnlySpan<Tensor?> dx) => dx[0] is { } tangent ? Tensor.Apply(this, tangent) : null;
}

public sealed partial class Tensor
{
    /// <summary>The mean of all elements, or over the given axes; NaN for empty axes.</summary>
    /// <remarks>Sums do not overflow: float32 accumulates in float64, and float64 is scaled down if necessary.</remarks>
    /// <exception cref="OperationException">An axis does not exist or is given twice, or the elements are not floats.</exception>
    public Tensor Mean(params ReadOnlySpan<int> axes) => Mean(axes, false);

    /// <inheritdoc cref="Mean(ReadOnlySpan{int})"/>
    /// <param name="axes">The axes, or all if none are given.</param>
    /// <param name="keepAxes">True to keep the reduced axes, with size 1.</param>
    public Tensor Mean(ReadOnlySpan<int> axes, bool keepAxes)
    {
        ShapeRules.RequireFloat("mean", [Type]);
        return Reductions.Over(this, "mean", axes, keepAxes, static (start, end) => new Mean(start, end));
    }

    /// <inheritdoc cref="Mean(ReadOnlySpan{int}, bool)"/>
    public Tensor Mean(int axis, bool keepAxes) => Mean([axis], keepAxes);

    /// <inheritdoc cref="Mean(ReadOnlySpan{int}, bool)"/>
    public Tensor Mean(bool keepAxes) => Mean([], keepAxes);
}
