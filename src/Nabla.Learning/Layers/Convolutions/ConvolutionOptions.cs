namespace Nabla.Learning;

/// <summary>The options of a convolution layer. In one dimension, only the columns of a size count.</summary>
public sealed record ConvolutionOptions
{
    /// <summary>The distance between adjacent windows.</summary>
    public Size2D Stride { get; init; } = 1;

    /// <summary>The number of zeros added before and after; for a transposed convolution, the number of elements cropped.</summary>
    public Size2D Padding { get; init; } = 0;

    /// <summary>The distance between the elements of a window.</summary>
    public Size2D Dilation { get; init; } = 1;

    /// <summary>For a transposed convolution, the number of elements added at the end, below the stride.</summary>
    public Size2D OutputPadding { get; init; } = 0;

    /// <summary>The number of groups into which channels and outputs are divided.</summary>
    public int Groups { get; init; } = 1;

    /// <summary>False to leave out the bias, which a normalization that follows would cancel.</summary>
    public bool HasBias { get; init; } = true;
}
