namespace Nabla.Learning;

/// <summary>
/// A convolution of images (<see cref="Tensor.Convolve"/>) and a bias per channel: [batch, in, height, width] → [batch, out, rows, columns]. The weights are
/// [out, in / groups, kernel, kernel].
/// </summary>
public sealed class Conv2d : ConvolutionLayer
{
    /// <summary>Creates a layer with weights drawn by <paramref name="initializer"/> and zero biases.</summary>
    /// <inheritdoc cref="ConvolutionLayer(int, bool, int, int, Size2D, Generator, ConvolutionOptions, Initializer, ElementType)"/>
    public Conv2d(
        int inputs,
        int outputs,
        Size2D kernel,
        Generator generator,
        ConvolutionOptions? options = null,
        Initializer? initializer = null,
        ElementType type = ElementType.Float32)
        : base(2, false, inputs, outputs, kernel, generator, options, initializer, type)
    {
    }

    /// <inheritdoc/>
    public override string TypeName => "conv2d";

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        RequireInput(x);
        return WithBias(x.Convolve(Weight, Options.Stride, Options.Padding, Options.Dilation, Options.Groups));
    }
}
