namespace Nabla.Learning;

/// <summary>
/// Smooth steps along random directions: φₖ(x) = σ(wₖᵀx + bₖ) with wₖ ~ N(0, 9/in · I) and bₖ ~ N(0, 9). On standardized inputs the steps lie where the
/// examples are.
/// </summary>
/// <remarks>This is a hidden layer whose weights stay as they were drawn. They are buffers: saved with the model, and not trained.</remarks>
public sealed class SigmoidalBasis : Basis
{
    // σ rises from 0.18 to 0.82 where its argument goes from −1.5 to 1.5: over one standard deviation of the inputs.
    private const double Steepness = 3;

    /// <summary>Creates functions with random weights.</summary>
    /// <param name="inputs">The number of inputs.</param>
    /// <param name="count">The number of functions.</param>
    /// <param name="generator">The generator of the random weights.</param>
    /// <param name="type">float32 or float64.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1, or there are more than 100,000 functions.</exception>
    public SigmoidalBasis(int inputs, int count, Generator generator, ElementType type = ElementType.Float32)
        : base(inputs, count)
    {
        ArgumentNullException.ThrowIfNull(generator);
        Weight = Buffer("weight", generator.Normal([count, inputs], 0, Steepness / Math.Sqrt(inputs), type));
        Bias = Buffer("bias", generator.Normal([count], 0, Steepness, type));
    }

    /// <summary>The weights w, of shape [count, in].</summary>
    public Variable Weight { get; }

    /// <summary>The biases b, of shape [count].</summary>
    public Variable Bias { get; }

    /// <inheritdoc/>
    public override string TypeName => "sigmoidal";

    /// <inheritdoc/>
    public override ModuleConfiguration Configuration => new() { { "in", Inputs }, { "count", Outputs }, { "dtype", Weight.Type.Element } };

    private protected override Tensor Functions(Tensor x) => (x.MatMul(Weight, transposeB: true) + Bias).Sigmoid();
}
