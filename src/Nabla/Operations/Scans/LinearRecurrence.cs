using Nabla.Kernels;

namespace Nabla;

/// <summary>
/// y_i = a_i y_{i−1} + b_i along an axis, starting from 0; or backward, y_i = a_i y_{i+1} + b_i. With g the reverse recurrence of dy, which uses the factors
/// of the following elements, the derivative with respect to b is g, and with respect to a it is g_i y_{i−1}.
/// </summary>
internal sealed class LinearRecurrence(int axis, bool isBackward) : FloatOperation
{
    public override string Name => "linear-recurrence";

    protected override OperationAttributes CreateAttributes() => new() { { "axis", axis }, { "backward", isBackward } };

    public override bool HasForward => true;

    protected internal override bool CanFail => false;

    internal override bool HasSupport => true;

    // Whatever the factors are, there is no contribution from before the first element.
    internal override Tensor? Support(in OperationContext context, ReadOnlySpan<Tensor?> supports) =>
        Nabla.Support.Any(supports[1], x => Tensor.Apply(new CumulativeSum(axis, isBackward), x));

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        ShapeRules.SameFloat(this, inputs);
        ShapeRules.RequireOneShape(Name, inputs);
        return inputs[0];
    }

    public override long CountOperations(TensorType output, ReadOnlySpan<TensorType> inputs) => 2L * output.ElementCount;

    public override Tensor? Reverse(int input, in OperationContext context, Tensor dy)
    {
        // Factors after the last used element are unused, and may be NaN.
        var used = Nabla.Support.Any(Nabla.Support.Of(dy), x => Tensor.Apply(new CumulativeSum(axis, !isBackward), x));
        var factors = used is null ? context[0] : Tensor.Where(used, context[0], 0);
        var g = Tensor.Apply(new LinearRecurrence(axis, !isBackward), Shifted(factors, isBackward ? 1 : -1), dy);
        return input == 1 ? g : Nabla.Support.Product(g, Before(context.Output));
    }

    public override Tensor? Forward(in OperationContext context, ReadOnlySpan<Tensor?> dx)
    {
        var change = dx[0] is { } da ? da * Before(context.Output) : null;
        if (dx[1] is { } db) change = change is null ? db : change + db;
        return change is null ? null : Tensor.Apply(this, context[0], change);
    }

    protected internal override Tensor Vectorize(Tensor[] inputs, Tensor?[] stacked, int length) =>
        Tensor.Apply(new LinearRecurrence(axis + 1, isBackward), Batching.Stack(inputs, stacked, length));

    protected override void Run<T>(ReadOnlySpan<Operand> inputs, Operand output, in KernelContext context)
    {
        var shape = output.Type.Shape;
        Span<T> a = inputs[0].Span<T>(), b = inputs[1].Span<T>();
        Recurrence.Run<T, double, T>(a, b, output.Span<T>(), shape[axis], shape.Product(axis + 1, shape.Rank), isBackward);
    }

    /// <summary>The state of the recurrence before each element.</summary>
    private Tensor Before(Tensor y) => Shifted(y, isBackward ? -1 : 1);

    /// <summary>Each element shifted by one position, with 0 at the start.</summary>
    private Tensor Shifted(Tensor x, int places) => x.Shape[axis] == 0 ? x
        : places > 0 ? x.Slice(axis, ..^1).Pad(axis, 1, 0)
        : x.Slice(axis, 1..).Pad(axis, 0, 1);
}

public sealed partial class Tensor
{
    /// <summary>
    /// The first-order recurrence y_i = a_i y_{i−1} + b_i along an axis, starting from 0: decaying sums, discounted returns. Shapes broadcast.
    /// </summary>
    /// <remarks>The state of a float32 recurrence is float64.</remarks>
    /// <exception cref="OperationException">The axis does not exist, the shapes do not broadcast, or the elements are not floats of one type.</exception>
    public static Tensor LinearRecurrence(Tensor a, Tensor b, int axis = -1)
    {
        var shape = Broadcasting.ShapeOf("linear-recurrence", a.Shape, b.Shape, [a, b]);
        return Apply(
            new LinearRecurrence(ShapeRules.Axis("linear-recurrence", axis, a.Type with { Shape = shape }), false), a.BroadcastTo(shape), b.BroadcastTo(shape));
    }
}
