namespace Nabla;

/// <summary>The maximum or minimum over adjacent axes. Ties share the derivative equally.</summary>
internal sealed class Extremum(ReductionKind combine, int start, int end) : ReductionOperation(start, end)
{
    public override string Name => combine == ReductionKind.Maximum ? "max" : "min";

    public override ReductionKind Kind => combine;

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        ShapeRules.SameNumber(this, inputs);
        for (var axis = Start; axis < End; axis++)
        {
            if (inputs[0].Shape[axis] == 0)
                throw new ShapeException(Name, $"axis {axis} of {inputs[0].Shape} is empty and has no {Name}.", [.. inputs]);
        }
        return base.Infer(inputs);
    }

    protected internal override Tensor Vectorize(Tensor[] inputs, Tensor?[] stacked, int length) =>
        Tensor.Apply(new Extremum(combine, Start + 1, End + 1), stacked[0]!);

    public override Tensor? Reverse(int input, in OperationContext context, Tensor dy) =>
        Partials.Times(Reductions.Widen(dy, context[0].Shape, Start, End), Share(context));

    public override Tensor? Forward(in OperationContext context, ReadOnlySpan<Tensor?> dx) =>
        dx[0] is { } tangent ? Nabla.Support.ForwardProduct(tangent, Share(context)).Sum([.. Enumerable.Range(Start, End - Start)]) : null;

    /// <summary>1/n at each of n equal extremes, 0 elsewhere.</summary>
    private Tensor Share(in OperationContext context)
    {
        var x = context[0];
        var chosen = Tensor.Equal(x, Reductions.Widen(context.Output, x.Shape, Start, End)).To(x.ElementType);
        return chosen / Reductions.Widen(chosen.Sum([.. Enumerable.Range(Start, End - Start)]), x.Shape, Start, End);
    }
}

public sealed partial class Tensor
{
    /// <summary>The maximum of all elements, or along the given axes; NaN if any is NaN. Ties share the derivative equally.</summary>
    /// <exception cref="ShapeException">An axis does not exist, is given twice, or is empty.</exception>
    public Tensor Max(params ReadOnlySpan<int> axes) => Max(axes, false);

    /// <inheritdoc cref="Max(ReadOnlySpan{int})"/>
    /// <param name="axes">The axes, or all if none are given.</param>
    /// <param name="keepAxes">True to keep the reduced axes, with size 1.</param>
    public Tensor Max(ReadOnlySpan<int> axes, bool keepAxes) =>
        Reductions.Over(this, "max", axes, keepAxes, static (start, end) => new Extremum(ReductionKind.Maximum, start, end));

    /// <inheritdoc cref="Max(ReadOnlySpan{int}, bool)"/>
    public Tensor Max(int axis, bool keepAxes) => Max([axis], keepAxes);

    /// <inheritdoc cref="Max(ReadOnlySpan{int}, bool)"/>
    public Tensor Max(bool keepAxes) => Max([], keepAxes);

    /// <summary>The minimum of all elements, or along the given axes; NaN if any is NaN. Ties share the derivative equally.</summary>
    /// <exception cref="ShapeException">An axis does not exist, is given twice, or is empty.</exception>
    public Tensor Min(params ReadOnlySpan<int> axes) => Min(axes, false);

    /// <inheritdoc cref="Min(ReadOnlySpan{int})"/>
    /// <param name="axes">The axes, or all if none are given.</param>
    /// <param name="keepAxes">True to keep the reduced axes, with size 1.</param>
    public Tensor Min(ReadOnlySpan<int> axes, bool keepAxes) =>
        Reductions.Over(this, "min", axes, keepAxes, static (start, end) => new Extremum(ReductionKind.Minimum, start, end));

    /// <inheritdoc cref="Min(ReadOnlySpan{int}, bool)"/>
    public Tensor Min(int axis, bool keepAxes) => Min([axis], keepAxes);

    /// <inheritdoc cref="Min(ReadOnlySpan{int}, bool)"/>
    public Tensor Min(bool keepAxes) => Min([], keepAxes);
}
