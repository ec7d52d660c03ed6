namespace Nabla.Learning;

/// <summary>
/// Random Fourier features: φₖ(x) = cos(wₖᵀx + bₖ) with wₖ ~ N(0, 2/in · I) and bₖ uniform in [0, 2π). The mean of 2 φₖ(x) φₖ(y) over k approaches the
/// Gaussian kernel exp(−‖x − y‖² / in) (Rahimi and Recht 2007).
/// </summary>
/// <remarks>The weights are buffers: saved with the model, and not trained.</remarks>
public sealed class FourierBasis : Basis
{
    /// <summary>Creates functions with random frequencies and phases.</summary>
    /// <param name="inputs">The number of inputs.</param>
    /// <param name="count">The number of functions.</param>
    /// <param name="generator">The generator of the random weights.</param>
    /// <param name="type">float32 or float64.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1, or there are more than 100,000 functions.</exception>
    public FourierBasis(int inputs, int count, Generator generator, ElementType type = ElementType.Float32)
        : base(inputs, count)
    {
        ArgumentNullException.ThrowIfNull(generator);
        Weight = Buffer("weight", generator.Normal([count, inputs], 0, Math.Sqrt(2.0 / inputs), type));
        Bias = Buffer("bias", generator.Uniform([count], 0, 2 * Math.PI, type));
    }

    /// <summary>The frequencies w, of shape [count, in], in radians per unit of the inputs.</summary>
    public Variable Weight { get; }

    /// <summary>The phases b, of shape [count], in radians.</summary>
    public Variable Bias { get; }

    /// <inheritdoc/>
    public override string TypeName => "fourier";

    /// <inheritdoc/>
    public override ModuleConfiguration Configuration => new() { { "in", Inputs }, { "count", Outputs }, { "dtype", Weight.Type.Element } };

    private protected override Tensor Functions(Tensor x) => (x.MatMul(Weight, transposeB: true) + Bias).Cos();
}
