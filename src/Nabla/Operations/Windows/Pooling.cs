using Nabla.Kernels;

namespace Nabla;

/// <summary>
/// Selects from every window of v the element at the position of the first maximum of x; with v = x, the maxima. Or its transpose in v, which adds one element
/// per window at that position. Both are linear in v; the derivative with respect to x is zero, since positions are discrete.
/// </summary>
internal sealed class WindowLargest(WindowAxis rows, WindowAxis columns, bool isSpread) : FloatOperation
{
    public override string Name => isSpread ? "window-spread" : "window-pick";

    protected override OperationAttributes CreateAttributes() => new()
    {
        { "input", new[] { rows.Input, columns.Input } },
        { "size", new[] { rows.Size, columns.Size } },
        { "stride", new[] { rows.Stride, columns.Stride } },
        { "padding", new[] { rows.Padding, columns.Padding } },
        { "dilation", new[] { rows.Dilation, columns.Dilation } },
        { "spread", isSpread },
    };

    public override bool HasForward => true;

    protected internal override bool CanFail => false;

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        ShapeRules.SameFloat(this, inputs);
        if (isSpread) return inputs[0];
        ShapeRules.RequireOneShape(Name, inputs);
        return inputs[0] with { Shape = [inputs[0].Shape[0], inputs[0].Shape[1], rows.Output, columns.Output] };
    }

    public override long CountOperations(TensorType output, ReadOnlySpan<TensorType> inputs) =>
        (long)(isSpread ? inputs[1] : output).ElementCount * rows.Size * columns.Size;

    internal override bool HasSupport => isSpread;

    internal override Tensor? Support(in OperationContext context, ReadOnlySpan<Tensor?> supports) =>
        Tensor.Apply(this, context[0], Nabla.Support.OrEverywhere(supports[1], context[1]).To(context[0].ElementType)) > 0;

    public override Tensor? Reverse(int input, in OperationContext context, Tensor dy) => input == 1
        ? Tensor.Apply(new WindowLargest(rows, columns, !isSpread), context[0], dy)
        : null;

    public override Tensor? Forward(in OperationContext context, ReadOnlySpan<Tensor?> dx) => dx[1] is { } tangent
        ? Tensor.Apply(this, context[0], tangent)
        : null;

    /// <summary>The examples of a stack are just more examples.</summary>
    protected internal override Tensor Vectorize(Tensor[] inputs, Tensor?[] stacked, int length)
    {
        var joined = Array.ConvertAll(Batching.Stack(inputs, stacked, length), x => x.Reshape(x.Shape[0] * x.Shape[1], x.Shape[2], x.Shape[3], x.Shape[4]));
        var y = Tensor.Apply(this, joined);
        return y.Reshape(length, y.Shape[0] / Math.Max(1, length), y.Shape[1], y.Shape[2], y.Shape[3]);
    }

    protected override unsafe void Run<T>(ReadOnlySpan<Operand> inputs, Operand output, in KernelContext context)
    {
        var planes = inputs[0].Type.Shape.Product(0, 2);
        T* x = (T*)inputs[0].Pointer, given = (T*)inputs[1].Pointer, result = (T*)output.Pointer;
        if (PairMaximum<T>.Fits(rows, columns) && (isSpread || given == x))
        {
            var pairs = new PairMaximum<T>(rows, columns, planes, x, isSpread ? given : null, result);
            Workers.For(pairs.Count, context.Threads, pairs);
            return;
        }

        var windows = new WindowMaximum<T>(rows, columns, planes, x, given, result, isSpread);
        Workers.For(windows.Count, context.Threads, windows);
    }
}

public sealed partial class Tensor
{
    /// <summary>
    /// The maximum of every window, in one or two dimensions: [batch, channels, length] gives [batch, channels, (length + 2 padding − size) / stride + 1];
    /// images have height and width in place of length. NaN counts as largest. The derivative goes to the first maximum.
    /// </summary>
    /// <param name="size">The window size.</param>
    /// <param name="stride">The distance between adjacent windows; by default the window size.</param>
    /// <param name="padding">The padding before and after, below the window size; it is ignored by the maximum.</param>
    /// <exception cref="OperationException">There are not three or four axes, a window does not fit, or the elements are not floats.</exception>
    public Tensor MaxPool(Size2D size, Size2D? stride = null, Size2D? padding = null)
    {
        var windows = Pool("max-pool", size, stride, padding);
        var x = windows.X;
        return windows.Finish(Apply(new WindowLargest(windows.Rows(), windows.Columns(), isSpread: false), x, x));
    }

    /// <summary>The mean of every window, in one or two dimensions, with the shapes of <see cref="MaxPool"/>. The padding counts as zeros.</summary>
    /// <param name="size">The window size.</param>
    /// <param name="stride">The distance between adjacent windows; by default the window size.</param>
    /// <param name="padding">The number of zeros added before and after, below the window size.</param>
    /// <exception cref="OperationException">There are not three or four axes, a window does not fit, or the elements are not floats.</exception>
    public Tensor AveragePool(Size2D size, Size2D? stride = null, Size2D? padding = null)
    {
        var windows = Pool("average-pool", size, stride, padding);
        var (rows, columns) = (windows.Rows(), windows.Columns());
        // In float64, because float32 could overflow and would round at every step.
        var sum = SumOfWindows(SumOfWindows(windows.X.To(ElementType.Float64), 2, rows), 3, columns);
        return windows.Finish((sum / ((double)rows.Size * columns.Size)).To(ElementType));
    }

    private WindowGeometry Pool(string operation, Size2D size, Size2D? stride, Size2D? padding)
    {
        ShapeRules.RequireFloat(operation, [Type]);
        var windows = new WindowGeometry(operation, this, size, stride ?? size, padding ?? 0);
        windows.RequirePaddingBelowSize();
        windows.RequireFit(windows.Rows(), windows.Columns());
        return windows;
    }

    /// <summary>Σ x at i · stride − padding + k along one axis, with one slice per window position.</summary>
    private static Tensor SumOfWindows(Tensor x, int axis, WindowAxis windows)
    {
        x = x.Pad(axis, windows.Padding, windows.Padding);
        var reach = (windows.Output - 1) * windows.Stride + 1;
        var sum = x.Slice(axis, ..reach, windows.Stride);
        for (var k = 1; k < windows.Size; k++) sum += x.Slice(axis, k..(k + reach), windows.Stride);
        return sum;
    }
}
