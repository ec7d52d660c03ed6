namespace Nabla.Learning;

/// <summary>
/// y = γ (x − μ) / √(σ² + ε) + β, where μ and σ² are mean and variance over the last axes of each example (Ba et al. 2016).
/// </summary>
public sealed class LayerNorm : Module
{
    private readonly int[] sizes;

    /// <summary>Creates a layer over the last axis with γ = 1 and β = 0.</summary>
    /// <param name="size">The size of the last axis.</param>
    /// <param name="epsilon">ε.</param>
    /// <param name="type">float32 or float64.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of range.</exception>
    public LayerNorm(int size, double epsilon = 1e-5, ElementType type = ElementType.Float32)
        : this([size], epsilon, type)
    {
    }

    /// <summary>Creates a layer over the last axes with γ = 1 and β = 0.</summary>
    /// <param name="sizes">The sizes of the last axes.</param>
    /// <param name="epsilon">ε.</param>
    /// <param name="type">float32 or float64.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of range.</exception>
    public LayerNorm(IReadOnlyList<int> sizes, double epsilon = 1e-5, ElementType type = ElementType.Float32)
    {
        ArgumentNullException.ThrowIfNull(sizes);
        ArgumentOutOfRangeException.ThrowIfZero(sizes.Count, nameof(sizes));
        foreach (var size in sizes) ArgumentOutOfRangeException.ThrowIfLessThan(size, 1, nameof(sizes));
        (this.sizes, Epsilon) = ([.. sizes], ChannelScale.Positive(this, epsilon));
        Weight = Parameter("weight", Tensor.Ones((Shape)this.sizes, type));
        Bias = Parameter("bias", Tensor.Zeros((Shape)this.sizes, type));
    }

    /// <summary>ε.</summary>
    public double Epsilon { get; }

    /// <summary>γ, of the shape of the last axes.</summary>
    public Variable Weight { get; }

    /// <summary>β, of the shape of the last axes.</summary>
    public Variable Bias { get; }

    /// <inheritdoc/>
    public override string TypeName => "layer-norm";

    /// <inheritdoc/>
    public override ModuleConfiguration Configuration => new() { { "sizes", sizes }, { "epsilon", Epsilon }, { "dtype", Weight.Type.Element } };

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        if (x.Rank < sizes.Length || !x.Shape.AsSpan()[^sizes.Length..].SequenceEqual(sizes))
            throw new ShapeException(TypeName, $"needs […, {string.Join(", ", sizes)}], got {x.Shape}.", [x.Type]);
        var (mean, variance) = x.MeanAndVariance([.. Enumerable.Range(x.Rank - sizes.Length, sizes.Length)], keepAxes: true);
        return (x - mean) / (variance + Epsilon).Sqrt() * Weight + Bias;
    }
}
