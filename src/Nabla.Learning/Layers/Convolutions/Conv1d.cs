namespace Nabla.Learning;

/// <summary>
/// A convolution along one axis (<see cref="Tensor.Convolve"/>) and a bias per channel: [batch, in, length] → [batch, out, positions]. The weights are [out, in
/// / groups, kernel].
/// </summary>
public sealed class Conv1d : ConvolutionLayer
{
    /// <summary>Creates a layer with weights drawn by <paramref name="initializer"/> and zero biases.</summary>
    /// <inheritdoc cref="ConvolutionLayer(int, bool, int, int, Size2D, Generator, ConvolutionOptions, Initializer, ElementType)"/>
    public Conv1d(
        int inputs,
        int outputs,
        int kernel,
        Generator generator,
        ConvolutionOptions? options = null,
        Initializer? initializer = null,
        ElementType type = ElementType.Float32)
        : base(1, false, inputs, outputs, kernel, generator, options, initializer, type)
    {
    }

    /// <inheritdoc/>
    public override string TypeName => "conv1d";

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        RequireInput(x);
        return WithBias(x.Convolve(Weight, Options.Stride, Options.Padding, Options.Dilation, Options.Groups));
    }
}
