using Nabla.Kernels;

namespace Nabla;

/// <summary>
/// One of the three factors' derivatives of E = Σ x[n, c, i·stride − padding + k·dilation] · w[o, c, k] · y[n, o, i]: by y it is the convolution of x and w, by x
/// the transposed convolution of w and y, by w what training needs. E is linear in each factor, so the derivatives of each of the three are the other two.
/// </summary>
internal sealed class Convolution(ConvolutionFactor result, int groups, WindowAxis rows, WindowAxis columns) : OpaqueOperation
{
    public override string Name => result switch
    {
        ConvolutionFactor.Output => "convolution",
        ConvolutionFactor.Input => "convolution-transposed",
        _ => "convolution-weights",
    };

    public override string Settings =>
        $"{Text(rows.Input, columns.Input)} by {Text(rows.Size, columns.Size)}" +
        (rows.Stride == 1 && columns.Stride == 1 ? "" : $" stride {Text(rows.Stride, columns.Stride)}") +
        (rows.Padding == 0 && columns.Padding == 0 ? "" : $" padding {Text(rows.Padding, columns.Padding)}") +
        (rows.Dilation == 1 && columns.Dilation == 1 ? "" : $" dilation {Text(rows.Dilation, columns.Dilation)}") +
        (groups == 1 ? "" : $" groups {groups}");

    public override bool HasForward => true;

    public override bool IsMultilinear => true;

    internal override bool CanFail => false;

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        ShapeRules.SameFloat(this, inputs);
        var (first, second) = (inputs[0].Shape, inputs[1].Shape);
        return inputs[0] with
        {
            Shape = result switch
            {
                ConvolutionFactor.Output => [first[0], second[0], rows.Output, columns.Output],
                ConvolutionFactor.Input => [second[0], first[1] * groups, rows.Input, columns.Input],
                _ => [second[1], first[1] / groups, rows.Size, columns.Size],
            },
        };
    }

    public override long CountOperations(TensorType output, ReadOnlySpan<TensorType> inputs) => (long)(2 * Sizes(output, inputs[0], inputs[1]).Work);

    public override Tensor? Reverse(int input, in OperationContext context, Tensor dy)
    {
        var factors = Factors(context.Inputs.ToArray());
        factors[(int)result] = dy;
        var by = FactorOf(input);
        return Tensor.Apply(new Convolution(by, groups, rows, columns), Without(factors, by));
    }

    public override Tensor? Forward(in OperationContext context, ReadOnlySpan<Tensor?> dx)
    {
        var left = dx[0] is { } da ? Tensor.Apply(this, da, context[1]) : null;
        var right = dx[1] is { } db ? Tensor.Apply(this, context[0], db) : null;
        return left is null ? right : right is null ? left : left + right;
    }

    internal override Tensor Vectorize(Tensor[] inputs, Tensor?[] stacked, int length)
    {
        if (length == 0) return base.Vectorize(inputs, stacked, length);
        var shared = Factors(stacked);
        var stacks = Factors(Batching.Stack(inputs, stacked, length));
        if (result != ConvolutionFactor.Weights && shared[(int)ConvolutionFactor.Weights] is null)
        {
            // One set of weights: the examples of all are simply more examples.
            stacks[(int)ConvolutionFactor.Weights] = inputs[result == ConvolutionFactor.Output ? 1 : 0];
            for (var i = 0; i < stacks.Length; i++)
                if (i != (int)ConvolutionFactor.Weights && i != (int)result) stacks[i] = Joined(stacks[i]!);
            var joined = Tensor.Apply(this, Without(stacks, result));
            return joined.Reshape(length, joined.Shape[0] / Math.Max(1, length), joined.Shape[1], joined.Shape[2], joined.Shape[3]);
        }
        // Weights of their own: each is a group of its own.
        var wide = new Convolution(result, groups * length, rows, columns);
        for (var i = 0; i < stacks.Length; i++)
        {
            if (i == (int)result) continue;
            stacks[i] = i == (int)ConvolutionFactor.Weights ? Joined(stacks[i]!) : Joined(stacks[i]!.Permute(1, 0, 2, 3, 4), 1);
        }
        var together = Tensor.Apply(wide, Without(stacks, result));
        var shape = together.Shape;
        return result == ConvolutionFactor.Weights
            ? together.Reshape(length, shape[0] / Math.Max(1, length), shape[1], shape[2], shape[3])
            : together.Reshape(shape[0], length, shape[1] / Math.Max(1, length), shape[2], shape[3]).Permute(1, 0, 2, 3, 4);
    }

    public override unsafe void Run(ReadOnlySpan<Operand> inputs, Operand output, in KernelContext context)
    {
        if (output.Type.Element == ElementType.Float32) Run((float*)inputs[0].Pointer, (float*)inputs[1].Pointer, (float*)output.Pointer, inputs, output, context);
        else Run((double*)inputs[0].Pointer, (double*)inputs[1].Pointer, (double*)output.Pointer, inputs, output, context);
    }

    private unsafe void Run<T>(T* first, T* second, T* y, ReadOnlySpan<Operand> inputs, Operand output, KernelContext context)
        where T : unmanaged, System.Numerics.INumber<T>
    {
        var sizes = Sizes(output.Type, inputs[0].Type, inputs[1].Type);
        switch (result)
        {
            case ConvolutionFactor.Output when context.IsReference: PlainKernels.Convolve(sizes, first, second, y, y); break;
            case ConvolutionFactor.Input when context.IsReference: PlainKernels.Convolve(sizes, y, first, second, y); break;
            case ConvolutionFactor.Weights when context.IsReference: PlainKernels.Convolve(sizes, first, y, second, y); break;
            case ConvolutionFactor.Output: ConvolutionProduct.Output(sizes, first, second, y, context.Threads); break;
            case ConvolutionFactor.Input: ConvolutionProduct.Input(sizes, first, second, y, context.Threads); break;
            default: ConvolutionProduct.Weights(sizes, first, second, y, context.Threads); break;
        }
    }

    private ConvolutionSizes Sizes(TensorType output, TensorType first, TensorType second)
    {
        var (x, w) = result switch
        {
            ConvolutionFactor.Output => (first.Shape, second.Shape),
            ConvolutionFactor.Input => (output.Shape, first.Shape),
            _ => (first.Shape, output.Shape),
        };
        return new(x[0], groups, w[1], w[0] / groups, rows, columns);
    }

    private ConvolutionFactor FactorOf(int input) => (ConvolutionFactor)(input >= (int)result ? input + 1 : input);

    /// <summary>The inputs in the places of their factors; that of the result is empty.</summary>
    private Tensor?[] Factors(Tensor?[] inputs)
    {
        var factors = new Tensor?[3];
        for (var i = 0; i < inputs.Length; i++) factors[(int)FactorOf(i)] = inputs[i];
        return factors;
    }

    private static Tensor[] Without(Tensor?[] factors, ConvolutionFactor one) => [.. factors.Where((_, i) => i != (int)one).Select(factor => factor!)];

    /// <summary>An axis and the next as one.</summary>
    private static Tensor Joined(Tensor x, int axis = 0) =>
        x.Reshape(Shape.Create([.. x.Shape.AsSpan()[..axis], x.Shape[axis] * x.Shape[axis + 1], .. x.Shape.AsSpan()[(axis + 2)..]]));

    private static string Text(int down, int across) => $"{down}×{across}";
}

/// <summary>The factors of a convolution, in the order in which they stand as inputs.</summary>
internal enum ConvolutionFactor
{
    Input,
    Weights,
    Output,
}

/// <summary>A number for rows and one for columns; a single number stands for both.</summary>
/// <param name="Rows">Along the last axis but one.</param>
/// <param name="Columns">Along the last axis; the only one that counts where there are no rows.</param>
public readonly record struct Size2D(int Rows, int Columns)
{
    /// <summary>The same along both.</summary>
    public static implicit operator Size2D(int both) => new(both, both);

    /// <summary>One for each.</summary>
    public static implicit operator Size2D((int Rows, int Columns) each) => new(each.Rows, each.Columns);

    /// <summary>Both numbers.</summary>
    public override string ToString() => Rows == Columns ? $"{Rows}" : $"{Rows}×{Columns}";
}

public sealed partial class Tensor
{
    /// <summary>
    /// The convolution of networks, in one or two dimensions: y[n, o, i] = Σ x[n, c, i · stride − padding + k · dilation] · w[o, c, k] over channels c and
    /// places k of the window, with zeros around x. [batch, channels, length] with weights [outputs, channels / groups, size] gives
    /// [batch, outputs, (length + 2 padding − dilation (size − 1) − 1) / stride + 1]; images have a height and a width in place of a length.
    /// </summary>
    /// <param name="weights">The windows. The first outputs / groups of them see the first channels / groups, and so on.</param>
    /// <param name="stride">How far a window is from the next.</param>
    /// <param name="padding">How many zeros are put before and after.</param>
    /// <param name="dilation">How far the numbers that a window sees are apart.</param>
    /// <param name="groups">Into how many groups channels and outputs are parted.</param>
    /// <exception cref="OperationException">The shapes do not fit, the window is larger than the padded tensor, or the numbers are not floats of one type.</exception>
    public Tensor Convolve(Tensor weights, Size2D? stride = null, Size2D? padding = null, Size2D? dilation = null, int groups = 1)
    {
        var windows = new WindowGeometry("convolution", this, weights, stride ?? 1, padding ?? 0, dilation ?? 1, groups);
        windows.RequireChannels("channels", Shape[1], weights.Shape[1] * groups, "outputs", weights.Shape[0]);
        var (rows, columns) = (windows.Rows(), windows.Columns());
        windows.RequireFit(rows, columns);
        return windows.Finish(Apply(new Convolution(ConvolutionFactor.Output, groups, rows, columns), windows.X, windows.Weights));
    }

    /// <summary>
    /// The transposed convolution, in one or two dimensions: every number of x lays the window down, y[n, o, i · stride − padding + k · dilation] +=
    /// x[n, c, i] · w[c, o, k]. [batch, channels, length] with weights [channels, outputs / groups, size] gives
    /// [batch, outputs, (length − 1) stride − 2 padding + dilation (size − 1) + 1 + extra].
    /// </summary>
    /// <param name="weights">The windows.</param>
    /// <param name="stride">How far the windows of neighbors are apart in the result.</param>
    /// <param name="padding">How many numbers are left out at the start and the end of the result.</param>
    /// <param name="dilation">How far the numbers that a window writes are apart.</param>
    /// <param name="groups">Into how many groups channels and outputs are parted.</param>
    /// <param name="outputPadding">How many numbers more the result has at its end, fewer than the stride: which of the sizes that a convolution would bring to this one.</param>
    /// <exception cref="OperationException">The shapes do not fit, nothing is left of the result, or the numbers are not floats of one type.</exception>
    public Tensor ConvolveTransposed(
        Tensor weights, Size2D? stride = null, Size2D? padding = null, Size2D? dilation = null, int groups = 1, Size2D? outputPadding = null)
    {
        var windows = new WindowGeometry("convolution-transposed", this, weights, stride ?? 1, padding ?? 0, dilation ?? 1, groups);
        windows.RequireChannels("channels", Shape[1], weights.Shape[0], "outputs", weights.Shape[1] * groups);
        var (rows, columns) = windows.Transposed(outputPadding ?? 0);
        return windows.Finish(Apply(new Convolution(ConvolutionFactor.Input, groups, rows, columns), windows.Weights, windows.X));
    }
}
