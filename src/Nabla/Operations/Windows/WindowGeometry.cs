using Nabla.Kernels;

namespace Nabla;

/// <summary>Shapes and checks shared by the window operations. One-dimensional inputs are treated as images of height 1.</summary>
internal readonly struct WindowGeometry
{
    private readonly string operation;
    private readonly Tensor x;
    private readonly Tensor? weights;
    private readonly Size2D size;
    private readonly Size2D stride;
    private readonly Size2D padding;
    private readonly Size2D dilation;
    private readonly int groups;
    private readonly bool isFlat;

    /// <summary>Windows with the size of the weights.</summary>
    public WindowGeometry(string operation, Tensor x, Tensor weights, Size2D stride, Size2D padding, Size2D dilation, int groups)
    {
        (this.operation, this.x, this.weights) = (operation, x, weights);
        (this.stride, this.padding, this.dilation, this.groups) = (stride, padding, dilation, groups);
        if (x.Rank != weights.Rank || x.Rank is not (3 or 4))
            throw Wrong(
                "needs [batch, channels, length] with 3-D weights, or [batch, channels, height, width] with 4-D weights: "
                + $"x is {x.Shape}, the weights are {weights.Shape}.");
        isFlat = x.Rank == 3;
        size = isFlat ? (1, weights.Shape[2]) : (weights.Shape[2], weights.Shape[3]);
        if (isFlat) (this.stride, this.padding, this.dilation) = ((1, stride.Columns), (0, padding.Columns), (1, dilation.Columns));
        RequireSettings();
        if (groups < 1 || groups > Math.Max(1, Math.Max(weights.Shape[0], x.Shape[1])))
            throw Wrong($"the number of groups must be from 1 to the number of channels, got {groups}; x is {x.Shape}, the weights are {weights.Shape}.");
    }

    /// <summary>Windows of a given size.</summary>
    public WindowGeometry(string operation, Tensor x, Size2D size, Size2D stride, Size2D padding)
    {
        (this.operation, this.x, this.size, this.stride, this.padding, dilation, groups) = (operation, x, size, stride, padding, 1, 1);
        if (x.Rank is not (3 or 4)) throw Wrong($"needs [batch, channels, length] or [batch, channels, height, width], got {x.Shape}.");
        isFlat = x.Rank == 3;
        if (isFlat) (this.size, this.stride, this.padding) = ((1, size.Columns), (1, stride.Columns), (0, padding.Columns));
        RequireSettings();
    }

    /// <summary>x as an image, with height 1 if it is one-dimensional.</summary>
    public Tensor X => isFlat ? x.Reshape(x.Shape[0], x.Shape[1], 1, x.Shape[2]) : x;

    /// <summary>The weights in the same form.</summary>
    public Tensor Weights => isFlat ? weights!.Reshape(weights.Shape[0], weights.Shape[1], 1, weights.Shape[2]) : weights!;

    /// <summary>The result with as many axes as x.</summary>
    public Tensor Finish(Tensor y) => isFlat ? y.Reshape(y.Shape[0], y.Shape[1], y.Shape[3]) : y;

    public WindowAxis Rows() => new(isFlat ? 1 : x.Shape[2], size.Rows, stride.Rows, padding.Rows, dilation.Rows);

    public WindowAxis Columns() => new(x.Shape[^1], size.Columns, stride.Columns, padding.Columns, dilation.Columns);

    /// <summary>The windows of the convolution whose output is x.</summary>
    public (WindowAxis Rows, WindowAxis Columns) Transposed(Size2D outputPadding)
    {
        if (isFlat) outputPadding = (0, outputPadding.Columns);
        if (outputPadding.Rows < 0 || outputPadding.Columns < 0 || outputPadding.Rows >= stride.Rows || outputPadding.Columns >= stride.Columns)
            throw Wrong($"the output padding must be at least 0 and below the stride {stride}, got {outputPadding}.");
        return (Back(Rows(), outputPadding.Rows), Back(Columns(), outputPadding.Columns));
    }

    private WindowAxis Back(WindowAxis axis, int outputPadding)
    {
        var length = (axis.Input - 1L) * axis.Stride - 2L * axis.Padding + axis.Reach + outputPadding;
        return length >= 1 && length <= int.MaxValue && axis.Input > 0
            ? axis with { Input = (int)length }
            : throw Wrong(
                $"the result would be empty: ({axis.Input} − 1) · {axis.Stride} − 2 · {axis.Padding} + {axis.Reach} + {outputPadding} = {length}; "
                + $"x is {x.Shape}, the weights are {weights!.Shape}.");
    }

    public void RequireChannels(string name, int channels, int expected, string outputsName, int outputs)
    {
        if (channels != expected)
            throw Wrong($"x is {x.Shape} with {channels} {name}, the weights {weights!.Shape} in {Groups()} take {expected}.");
        if (channels % groups != 0 || outputs % groups != 0)
            throw Wrong($"{channels} {name} and {outputs} {outputsName} cannot be divided into {Groups()}: x is {x.Shape}, the weights are {weights!.Shape}.");
    }

    /// <summary>Every window must overlap x.</summary>
    public void RequirePaddingBelowSize()
    {
        if (Rows().Input == 0 || Columns().Input == 0) throw Wrong($"{x.Shape} is empty.");
        if (padding.Rows >= size.Rows && padding.Rows > 0 || padding.Columns >= size.Columns && padding.Columns > 0)
            throw Wrong($"the padding {padding} must be below the size of the window, {size}; use Pad for more.");
    }

    public void RequireFit(WindowAxis rows, WindowAxis columns)
    {
        RequireFit(isFlat ? "length" : "height", rows);
        RequireFit(isFlat ? "length" : "width", columns);
    }

    private void RequireFit(string name, WindowAxis axis)
    {
        if (axis.Reach > axis.Input + 2L * axis.Padding)
            throw Wrong(
                $"a window of extent {axis.Reach} does not fit into the {name} {axis.Input} of {x.Shape} with padding {axis.Padding} on both sides; "
                + "add more padding.");
    }

    private void RequireSettings()
    {
        if (size.Rows < 1 || size.Columns < 1) throw Wrong($"the window must have at least one element, got {size}; x is {x.Shape}.");
        if (stride.Rows < 1 || stride.Columns < 1) throw Wrong($"the stride must be at least 1, got {stride}.");
        if (dilation.Rows < 1 || dilation.Columns < 1) throw Wrong($"the dilation must be at least 1, got {dilation}.");
        foreach (var axis in (WindowAxis[])[Rows(), Columns()])
            if (axis.Input + 2L * axis.Padding > int.MaxValue || axis.Reach > int.MaxValue)
                throw Wrong($"the window, padding {padding} or dilation {dilation} exceeds every possible tensor; x is {x.Shape}.");
        if (padding.Rows < 0 || padding.Columns < 0) throw Wrong($"the padding must not be negative, got {padding}; cut x with Slice.");
    }

    private string Groups() => groups == 1 ? "1 group" : $"{groups} groups";

    private ShapeException Wrong(string message) => new(operation, message, weights is null ? [x.Type] : [x.Type, weights.Type]);
}
