namespace Nabla;

/// <summary>The mean over neighboring axes. The derivative is an equal share along them.</summary>
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

    internal override Tensor? Support(in OperationContext context, ReadOnlySpan<Tensor?> supports) => Nabla.Support.Any(supports[0], x => Tensor.Apply(this, x));

    internal override Tensor Vectorize(Tensor[] inputs, Tensor?[] stacked, int length) => Tensor.Apply(new Mean(Start + 1, End + 1), stacked[0]!);

    public override Tensor? Reverse(int input, in OperationContext context, Tensor dy) => Reductions.Widen(dy / Math.Max(1, context[0].Shape.Product(Start, End)), context[0].Shape, Start, End);

    public override Tensor? Forward(in OperationContext context, ReadOnlySpan<Tensor?> dx) => dx[0] is { } tangent ? Tensor.Apply(this, tangent) : null;
}

public sealed partial class Tensor
{
    /// <summary>The mean over all elements, or over the given axes; NaN where there is nothing to average.</summary>
    /// <remarks>No sum overflows on the way: float32 is added up in float64, and float64 at a smaller scale where that is needed.</remarks>
    /// <exception cref="OperationException">There is no such axis, it is named twice, or the numbers are not floats.</exception>
    public Tensor Mean(params ReadOnlySpan<int> axes) => Mean(axes, false);

    /// <inheritdoc cref="Mean(ReadOnlySpan{int})"/>
    /// <param name="axes">The axes; all if none are named.</param>
    /// <param name="keepAxes">Whether they stay, with size 1.</param>
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
