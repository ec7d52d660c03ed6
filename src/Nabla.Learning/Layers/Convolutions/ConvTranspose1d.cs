namespace Nabla.Learning;

/// <summary>
/// A transposed convolution along one axis (<see cref="Tensor.ConvolveTransposed"/>) and a bias per channel: [batch, in, positions] → [batch, out, length]. The
/// weights are [in, out / groups, kernel].
/// </summary>
public sealed class ConvTranspose1d : ConvolutionLayer
{
    /// <summary>Creates a layer with weights drawn by <paramref name="initializer"/> and zero biases.</summary>
    /// <inheritdoc cref="ConvolutionLayer(int, bool, int, int, Size2D, Generator, ConvolutionOptions, Initializer, ElementType)"/>
    public ConvTranspose1d(
        int inputs,
        int outputs,
        int kernel,
        Generator generator,
        ConvolutionOptions? options = null,
        Initializer? initializer = null,
        ElementType type = ElementType.Float32)
        : base(1, true, inputs, outputs, kernel, generator, options, initializer, type)
    {
    }

    /// <inheritdoc/>
    public override string TypeName => "conv-transpose1d";

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        RequireInput(x);
        return WithBias(x.ConvolveTransposed(Weight, Options.Stride, Options.Padding, Options.Dilation, Options.Groups, Options.OutputPadding));
    }
}
