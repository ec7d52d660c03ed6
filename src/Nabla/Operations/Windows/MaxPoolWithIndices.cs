using Nabla.Kernels;

namespace Nabla;

/// <summary>
/// The largest element of every window of [batch, channels, height, width], and its int64 position in the plane. The derivative goes to that position.
/// </summary>
internal sealed class MaxPoolWithIndices(WindowAxis rows, WindowAxis columns) : FloatMultiResultOperation
{
    public override string Name => "max-pool";

    protected override OperationAttributes CreateAttributes() => new()
    {
        { "input", new[] { rows.Input, columns.Input } },
        { "size", new[] { rows.Size, columns.Size } },
        { "stride", new[] { rows.Stride, columns.Stride } },
        { "padding", new[] { rows.Padding, columns.Padding } },
    };

    public override int ResultCount => 2;

    protected internal override bool CanFail => false;

    internal override bool HasSupport => true;

    public override TensorType[] InferAll(ReadOnlySpan<TensorType> inputs)
    {
        var x = ShapeRules.SameFloat(this, inputs);
        TensorType values = x with { Shape = [x.Shape[0], x.Shape[1], rows.Output, columns.Output] };
        return [values, values with { Element = ElementType.Int64 }];
    }

    public override long CountOperations(TensorType output, ReadOnlySpan<TensorType> inputs) => (long)output.ElementCount * rows.Size * columns.Size;

    public override Tensor? Reverse(int input, in OperationContext context, ReadOnlySpan<Tensor?> dy)
    {
        if (dy[0] is not { } cotangent) return null;
        var dx = Tensor.Apply(new ScatterAddAlong(2, rows.Input * columns.Input), Planes(cotangent), Planes(context.Outputs[1]));
        return dx.Reshape(context[0].Shape);
    }

    internal override Tensor? Support(in OperationContext context, ReadOnlySpan<Tensor?> supports) =>
        supports[0] is { } support ? Pick(support, context) : null;

    internal override Tensor? Squared(in OperationContext context, int depth) =>
        Power.SquareOf(context[0], depth - 1) is { } square ? Pick(square, context) : null;

    /// <summary>The examples of a stack are just more examples.</summary>
    protected internal override Tensor[] VectorizeAll(Tensor[] inputs, Tensor?[] stacked, int length)
    {
        var x = stacked[0]!;
        var all = Tensor.ApplyAll(this, x.Flatten(0, 1));
        return Array.ConvertAll(all, y => y.Reshape(Shape.Create([length, x.Shape[1], .. y.Shape.AsSpan()[1..]])));
    }

    protected override unsafe void Run<T>(ReadOnlySpan<Operand> inputs, ReadOnlySpan<Operand> outputs, in KernelContext context)
    {
        var planes = inputs[0].Type.Shape.Product(0, 2);
        if (outputs[0].Type.ElementCount == 0) return;
        var work = new WindowArgMaximum<T>(rows, columns, planes, (nint)inputs[0].Pointer, (nint)outputs[0].Pointer, (nint)outputs[1].Pointer);
        Workers.For(work.Count, context.Threads, work);
    }

    private static Tensor Planes(Tensor x) => x.Flatten(2);

    private static Tensor Pick(Tensor x, in OperationContext context) =>
        Planes(x).TakeAlong(Planes(context.Outputs[1]), 2).Reshape(context.Output.Shape);
}

public sealed partial class Tensor
{
    /// <summary>
    /// <see cref="MaxPool"/>, and the position of each maximum: int64, of the shape of the values, counted row by row in the plane of its example and channel.
    /// </summary>
    /// <param name="size">The window size.</param>
    /// <param name="stride">The distance between adjacent windows; by default the window size.</param>
    /// <param name="padding">The padding before and after, below the window size; it is ignored by the maximum.</param>
    /// <exception cref="OperationException">There are not three or four axes, a window does not fit, or the elements are not floats.</exception>
    public (Tensor Values, Tensor Indices) MaxPoolWithIndices(Size2D size, Size2D? stride = null, Size2D? padding = null)
    {
        var windows = Pool("max-pool", size, stride, padding);
        var results = ApplyAll(new MaxPoolWithIndices(windows.Rows(), windows.Columns()), windows.X);
        return (windows.Finish(results[0]), windows.Finish(results[1]));
    }
}
