namespace Nabla.Learning;

/// <summary>
/// A transposed convolution of images (<see cref="Tensor.ConvolveTransposed"/>) and a bias per channel: [batch, in, rows, columns] → [batch, out, height,
/// width]. The weights are [in, out / groups, kernel, kernel].
/// </summary>
public sealed class ConvTranspose2d : ConvolutionLayer
{
    /// <summary>Creates a layer with weights drawn by <paramref name="initializer"/> and zero biases.</summary>
    /// <inheritdoc cref="ConvolutionLayer(int, bool, int, int, Size2D, Generator, ConvolutionOptions, Initializer, ElementType)"/>
    public ConvTranspose2d(
        int inputs,
        int outputs,
        Size2D kernel,
        Generator generator,
        ConvolutionOptions? options = null,
        Initializer? initializer = null,
        ElementType type = ElementType.Float32)
        : base(2, true, inputs, outputs, kernel, generator, options, initializer, type)
    {
    }

    /// <inheritdoc/>
    public override string TypeName => "conv-transpose2d";

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        RequireInput(x);
        return WithBias(x.ConvolveTransposed(Weight, Options.Stride, Options.Padding, Options.Dilation, Options.Groups, Options.OutputPadding));
    }
}
