using Nabla.Kernels;

namespace Nabla;

/// <summary>
/// y_i = a_i y_{i−1} + b_i along an axis, with nothing before the first; or from the last number to the first, y_i = a_i y_{i+1} + b_i.
/// With g the recurrence of dy that goes the other way, by the factors of the numbers after: the derivative by b is g, that by a is g_i y_{i−1}.
/// </summary>
internal sealed class LinearRecurrence(int axis, bool isBackward) : FloatOperation
{
    public override string Name => "linear-recurrence";

    public override string Settings => $"axis {axis}{(isBackward ? " backward" : "")}";

    public override bool HasForward => true;

    internal override bool CanFail => false;

    internal override bool HasSupport => true;

    // Whatever the factors are: nothing comes of numbers before the first.
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
        // A factor behind the last number that is used has nothing to multiply, and may be NaN.
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

    internal override Tensor Vectorize(Tensor[] inputs, Tensor?[] stacked, int length) =>
        Tensor.Apply(new LinearRecurrence(axis + 1, isBackward), Batching.Stack(inputs, stacked, length));

    protected override void Run<T>(ReadOnlySpan<Operand> inputs, Operand output, in KernelContext context)
    {
        var shape = output.Type.Shape;
        Span<T> a = inputs[0].Span<T>(), b = inputs[1].Span<T>();
        Recurrence.Run<T, double, T>(a, b, output.Span<T>(), shape[axis], shape.Product(axis + 1, shape.Rank), isBackward);
    }

    /// <summary>What the recurrence has when it comes to each number.</summary>
    private Tensor Before(Tensor y) => Shifted(y, isBackward ? -1 : 1);

    /// <summary>Each number one place on, or back, and 0 where none comes from.</summary>
    private Tensor Shifted(Tensor x, int places) => x.Shape[axis] == 0 ? x
        : places > 0 ? x.Slice(axis, ..^1).Pad(axis, 1, 0)
        : x.Slice(axis, 1..).Pad(axis, 0, 1);
}

public sealed partial class Tensor
{
    /// <summary>
    /// y_i = a_i y_{i−1} + b_i along an axis, with nothing before the first: sums with decay, discounted returns, recurrences of first order. Shapes broadcast.
    /// </summary>
    /// <remarks>What float32 goes on with from number to number is float64.</remarks>
    /// <exception cref="OperationException">There is no such axis, the shapes do not broadcast, or the numbers are not floats of one type.</exception>
    public static Tensor LinearRecurrence(Tensor a, Tensor b, int axis = -1)
    {
        var shape = Broadcasting.ShapeOf("linear-recurrence", a.Shape, b.Shape, [a, b]);
        return Apply(new LinearRecurrence(ShapeRules.Axis("linear-recurrence", axis, a.Type with { Shape = shape }), false), a.BroadcastTo(shape), b.BroadcastTo(shape));
    }

    /// <summary>Along an axis the product of all numbers up to each, it included. The derivative is right where numbers are 0 as well.</summary>
    /// <exception cref="OperationException">There is no such axis, or the numbers are not floats.</exception>
    public Tensor CumulativeProduct(int axis = -1)
    {
        axis = ShapeRules.Axis("cumulative-product", axis, Type);
        ShapeRules.RequireFloat("cumulative-product", [Type]);
        if (Shape[axis] == 0) return this;
        var first = Slice(axis, ..1).Pad(axis, 0, Shape[axis] - 1);
        return Apply(new LinearRecurrence(axis, false), this, first);
    }
}
