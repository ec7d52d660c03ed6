using Nabla.Kernels;

namespace Nabla;

/// <summary>
/// From every window the number of v at the place where x is largest, at the first of equals: with v = x the largest numbers. It is linear in v; by x the
/// derivative is zero, since places move in jumps.
/// </summary>
internal sealed class WindowPick(WindowAxis rows, WindowAxis columns) : OpaqueOperation
{
    public override string Name => "window-pick";

    public override string Settings => WindowSettings.Text(rows, columns);

    public override bool HasForward => true;

    internal override bool CanFail => false;

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        Rules.SameFloat(this, inputs);
        Rules.RequireOneShape(Name, inputs);
        return inputs[0] with { Shape = [inputs[0].Shape[0], inputs[0].Shape[1], rows.Output, columns.Output] };
    }

    public override long CountOperations(TensorType output, ReadOnlySpan<TensorType> inputs) => (long)output.Count * rows.Size * columns.Size;

    public override Tensor? Reverse(int input, in Site site, Tensor dy) => input == 1 ? Tensor.Apply(new WindowSpread(rows, columns), site[0], dy) : null;

    public override Tensor? Forward(in Site site, ReadOnlySpan<Tensor?> dx) => dx[1] is { } tangent ? Tensor.Apply(this, site[0], tangent) : null;

    internal override Tensor Vectorize(Tensor[] inputs, Tensor?[] stacked, int length) => WindowSettings.Together(this, inputs, stacked, length);

    public override unsafe void Run(ReadOnlySpan<Operand> inputs, Operand output, in KernelContext context)
    {
        var planes = inputs[0].Type.Shape.Product(0, 2);
        if (output.Type.Element == ElementType.Float32)
            Run(new WindowMaximum<float>(rows, columns, planes, (float*)inputs[0].Pointer, (float*)inputs[1].Pointer, (float*)output.Pointer, false), context);
        else
            Run(new WindowMaximum<double>(rows, columns, planes, (double*)inputs[0].Pointer, (double*)inputs[1].Pointer, (double*)output.Pointer, false), context);
    }

    private static void Run<T>(WindowMaximum<T> windows, KernelContext context)
        where T : unmanaged, System.Numerics.INumber<T> => Workers.For(windows.Count, context.Threads, windows);
}

/// <summary>The transpose of <see cref="WindowPick"/> in v: adds a number for each window to the place where x is largest in it.</summary>
internal sealed class WindowSpread(WindowAxis rows, WindowAxis columns) : OpaqueOperation
{
    public override string Name => "window-spread";

    public override string Settings => WindowSettings.Text(rows, columns);

    public override bool HasForward => true;

    internal override bool CanFail => false;

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        Rules.SameFloat(this, inputs);
        return inputs[0];
    }

    public override long CountOperations(TensorType output, ReadOnlySpan<TensorType> inputs) => (long)inputs[1].Count * rows.Size * columns.Size;

    public override Tensor? Reverse(int input, in Site site, Tensor dy) => input == 1 ? Tensor.Apply(new WindowPick(rows, columns), site[0], dy) : null;

    public override Tensor? Forward(in Site site, ReadOnlySpan<Tensor?> dx) => dx[1] is { } tangent ? Tensor.Apply(this, site[0], tangent) : null;

    internal override Tensor Vectorize(Tensor[] inputs, Tensor?[] stacked, int length) => WindowSettings.Together(this, inputs, stacked, length);

    public override unsafe void Run(ReadOnlySpan<Operand> inputs, Operand output, in KernelContext context)
    {
        var planes = inputs[0].Type.Shape.Product(0, 2);
        if (output.Type.Element == ElementType.Float32)
            Run(new WindowMaximum<float>(rows, columns, planes, (float*)inputs[0].Pointer, (float*)inputs[1].Pointer, (float*)output.Pointer, true), context);
        else
            Run(new WindowMaximum<double>(rows, columns, planes, (double*)inputs[0].Pointer, (double*)inputs[1].Pointer, (double*)output.Pointer, true), context);
    }

    private static void Run<T>(WindowMaximum<T> windows, KernelContext context)
        where T : unmanaged, System.Numerics.INumber<T> => Workers.For(windows.Count, context.Threads, windows);
}

/// <summary>What both say of their windows.</summary>
internal static class WindowSettings
{
    public static string Text(WindowAxis rows, WindowAxis columns) =>
        $"{rows.Input}×{columns.Input} by {rows.Size}×{columns.Size} stride {rows.Stride}×{columns.Stride} padding {rows.Padding}×{columns.Padding}";

    /// <summary>Examples of a stack are simply more examples.</summary>
    public static Tensor Together(Operation operation, Tensor[] inputs, Tensor?[] stacked, int length)
    {
        var joined = Array.ConvertAll(Rules.Stack(inputs, stacked, length), x => x.Reshape(x.Shape[0] * x.Shape[1], x.Shape[2], x.Shape[3], x.Shape[4]));
        var y = Tensor.Apply(operation, joined);
        return y.Reshape(length, y.Shape[0] / Math.Max(1, length), y.Shape[1], y.Shape[2], y.Shape[3]);
    }
}

public sealed partial class Tensor
{
    /// <summary>
    /// The largest number of every window, in one or two dimensions: [batch, channels, length] gives [batch, channels, (length + 2 padding − size) / stride + 1];
    /// images have a height and a width in place of a length. NaN is largest. The derivative goes to the first of equals.
    /// </summary>
    /// <param name="size">The size of the window.</param>
    /// <param name="stride">How far a window is from the next; the size if nothing is said, so that windows lie side by side.</param>
    /// <param name="padding">How far windows reach beyond the edges, less than their size; what lies there does not count.</param>
    /// <exception cref="ShapeException">There are not three or four axes, a window does not fit, or the numbers are not floats.</exception>
    public Tensor MaxPool(PerAxis size, PerAxis? stride = null, PerAxis? padding = null)
    {
        var windows = Pool("max-pool", size, stride, padding);
        var x = windows.X;
        return windows.Finish(Apply(new WindowPick(windows.Rows(), windows.Columns()), x, x));
    }

    /// <summary>The mean of every window, in one or two dimensions: shapes as for <see cref="MaxPool"/>. Beyond the edges stand zeros, which count.</summary>
    /// <param name="size">The size of the window.</param>
    /// <param name="stride">How far a window is from the next; the size if nothing is said, so that windows lie side by side.</param>
    /// <param name="padding">How many zeros are put before and after, fewer than the size.</param>
    /// <exception cref="ShapeException">There are not three or four axes, a window does not fit, or the numbers are not floats.</exception>
    public Tensor AveragePool(PerAxis size, PerAxis? stride = null, PerAxis? padding = null)
    {
        var windows = Pool("average-pool", size, stride, padding);
        var (rows, columns) = (windows.Rows(), windows.Columns());
        var sum = SumOfWindows(SumOfWindows(windows.X, 2, rows), 3, columns);
        return windows.Finish(sum / ((double)rows.Size * columns.Size));
    }

    private Windows Pool(string operation, PerAxis size, PerAxis? stride, PerAxis? padding)
    {
        Rules.RequireFloat(operation, [Type]);
        var windows = new Windows(operation, this, size, stride ?? size, padding ?? 0);
        windows.RequirePaddingBelowSize();
        windows.RequireFit(windows.Rows(), windows.Columns());
        return windows;
    }

    /// <summary>Σ x at i · stride − padding + k along one axis: as many slices as a window has numbers.</summary>
    private static Tensor SumOfWindows(Tensor x, int axis, WindowAxis windows)
    {
        x = x.Pad(axis, windows.Padding, windows.Padding);
        var reach = (windows.Output - 1) * windows.Stride + 1;
        var sum = x.Slice(axis, ..reach, windows.Stride);
        for (var k = 1; k < windows.Size; k++) sum += x.Slice(axis, k..(k + reach), windows.Stride);
        return sum;
    }
}
