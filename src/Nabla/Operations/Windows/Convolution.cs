using Nabla.Kernels;

namespace Nabla;

/// <summary>
/// The derivative of E = Σ x[n, c, i·stride − padding + k·dilation] · w[o, c, k] · y[n, o, i] with respect to one factor: y gives the convolution of x and w,
/// x the transposed convolution of w and y, w the weight gradient. E is linear in each factor, so the derivatives of each of the three are the other two.
/// </summary>
internal sealed class Convolution(ConvolutionFactor result, int groups, WindowAxis rows, WindowAxis columns) : OpaqueOperation
{
    public override string Name => result switch
    {
        ConvolutionFactor.Output => "convolution",
        ConvolutionFactor.Input => "convolution-transposed",
        _ => "convolution-weights",
    };

    protected override OperationAttributes CreateAttributes() => new()
    {
        { "input", new[] { rows.Input, columns.Input } },
        { "size", new[] { rows.Size, columns.Size } },
        { "stride", new[] { rows.Stride, columns.Stride } },
        { "padding", new[] { rows.Padding, columns.Padding } },
        { "dilation", new[] { rows.Dilation, columns.Dilation } },
        { "groups", groups },
    };

    public override bool HasForward => true;

    public override bool IsMultilinear => true;

    protected internal override bool CanFail => false;

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

    protected internal override Tensor Vectorize(Tensor[] inputs, Tensor?[] stacked, int length)
    {
        if (length == 0) return base.Vectorize(inputs, stacked, length);
        var shared = Factors(stacked);
        var stacks = Factors(Batching.Stack(inputs, stacked, length));
        if (result != ConvolutionFactor.Weights && shared[(int)ConvolutionFactor.Weights] is null)
        {
            // Shared weights: a stack is just more examples.
            stacks[(int)ConvolutionFactor.Weights] = inputs[result == ConvolutionFactor.Output ? 1 : 0];
            for (var i = 0; i < stacks.Length; i++)
                if (i != (int)ConvolutionFactor.Weights && i != (int)result) stacks[i] = Joined(stacks[i]!);
            var joined = Tensor.Apply(this, Without(stacks, result));
            return joined.Reshape(length, joined.Shape[0] / Math.Max(1, length), joined.Shape[1], joined.Shape[2], joined.Shape[3]);
        }
        // Separate weights: each stacked example becomes a group.
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
        if (output.Type.Element.IsSingle())
            Run((float*)inputs[0].Pointer, (float*)inputs[1].Pointer, (float*)output.Pointer, inputs, output, context);
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

    /// <summary>The inputs by factor. The entry of the result is null.</summary>
    private Tensor?[] Factors(Tensor?[] inputs)
    {
        var factors = new Tensor?[3];
        for (var i = 0; i < inputs.Length; i++) factors[(int)FactorOf(i)] = inputs[i];
        return factors;
    }

    private static Tensor[] Without(Tensor?[] factors, ConvolutionFactor one) => [.. factors.Where((_, i) => i != (int)one).Select(factor => factor!)];

    /// <summary>Merges an axis with the next one.</summary>
    private static Tensor Joined(Tensor x, int axis = 0) =>
        x.Reshape(Shape.Create([.. x.Shape.AsSpan()[..axis], x.Shape[axis] * x.Shape[axis + 1], .. x.Shape.AsSpan()[(axis + 2)..]]));
}

/// <summary>The factors of a convolution, in input order.</summary>
internal enum ConvolutionFactor
{
    Input,
    Weights,
    Output,
}

/// <summary>A value for rows and one for columns. A single number sets both.</summary>
/// <param name="Rows">The value along the second-to-last axis.</param>
/// <param name="Columns">The value along the last axis, the only one used in one dimension.</param>
public readonly record struct Size2D(int Rows, int Columns)
{
    /// <summary>The same value for both.</summary>
    public static implicit operator Size2D(int both) => new(both, both);

    /// <summary>Separate values for rows and columns.</summary>
    public static implicit operator Size2D((int Rows, int Columns) each) => new(each.Rows, each.Columns);

    /// <summary>One number if both are equal, else rows×columns.</summary>
    public override string ToString() => Rows == Columns ? $"{Rows}" : $"{Rows}×{Columns}";
}

public sealed partial class Tensor
{
    /// <summary>
    /// Convolution in one or two dimensions: y[n, o, i] = Σ x[n, c, i · stride − padding + k · dilation] · w[o, c, k] over channels c and
    /// window positions k, with zeros around x. [batch, channels, length] with weights [outputs, channels / groups, size] gives
    /// [batch, outputs, (length + 2 padding − dilation (size − 1) − 1) / stride + 1]; images have height and width in place of length.
    /// </summary>
    /// <param name="weights">The filters. The first outputs / groups filters apply to the first channels / groups channels, and so on.</param>
    /// <param name="stride">The distance between adjacent windows.</param>
    /// <param name="padding">The number of zeros added before and after.</param>
    /// <param name="dilation">The distance between the elements of a window.</param>
    /// <param name="groups">The number of groups into which channels and outputs are divided.</param>
    /// <exception cref="OperationException">The shapes do not fit, the window exceeds the padded tensor, or the types are not one float type.</exception>
    public Tensor Convolve(Tensor weights, Size2D? stride = null, Size2D? padding = null, Size2D? dilation = null, int groups = 1)
    {
        var windows = new WindowGeometry("convolution", this, weights, stride ?? 1, padding ?? 0, dilation ?? 1, groups);
        windows.RequireChannels("channels", Shape[1], weights.Shape[1] * groups, "outputs", weights.Shape[0]);
        var (rows, columns) = (windows.Rows(), windows.Columns());
        windows.RequireFit(rows, columns);
        return windows.Finish(Apply(new Convolution(ConvolutionFactor.Output, groups, rows, columns), windows.X, windows.Weights));
    }

    /// <summary>
    /// The transposed convolution, in one or two dimensions: every element of x adds a scaled window, y[n, o, i · stride − padding + k · dilation] +=
    /// x[n, c, i] · w[c, o, k]. [batch, channels, length] with weights [channels, outputs / groups, size] gives
    /// [batch, outputs, (length − 1) stride − 2 padding + dilation (size − 1) + 1 + outputPadding].
    /// </summary>
    /// <param name="weights">The filters.</param>
    /// <param name="stride">The distance between the windows of adjacent elements in the result.</param>
    /// <param name="padding">The number of elements cropped at the start and the end of the result.</param>
    /// <param name="dilation">The distance between the elements of a window.</param>
    /// <param name="groups">The number of groups into which channels and outputs are divided.</param>
    /// <param name="outputPadding">The number of elements added at the end of the result, below the stride.</param>
    /// <exception cref="OperationException">The shapes do not fit, the result would be empty, or the elements are not floats of one type.</exception>
    public Tensor ConvolveTransposed(
        Tensor weights, Size2D? stride = null, Size2D? padding = null, Size2D? dilation = null, int groups = 1, Size2D? outputPadding = null)
    {
        var windows = new WindowGeometry("convolution-transposed", this, weights, stride ?? 1, padding ?? 0, dilation ?? 1, groups);
        windows.RequireChannels("channels", Shape[1], weights.Shape[0], "outputs", weights.Shape[1] * groups);
        var (rows, columns) = windows.Transposed(outputPadding ?? 0);
        return windows.Finish(Apply(new Convolution(ConvolutionFactor.Input, groups, rows, columns), windows.Weights, windows.X));
    }
}
