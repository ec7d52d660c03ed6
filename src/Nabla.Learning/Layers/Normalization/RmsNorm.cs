namespace Nabla.Learning;

/// <summary>y = γ x / √(mean(x²) + ε) over the last axis (Zhang and Sennrich 2019): layer norm without mean and bias.</summary>
public sealed class RmsNorm : Module
{
    /// <summary>Creates a layer with γ = 1.</summary>
    /// <param name="size">The size of the last axis.</param>
    /// <param name="epsilon">ε.</param>
    /// <param name="type">float32 or float64.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of range.</exception>
    public RmsNorm(int size, double epsilon = 1e-6, ElementType type = ElementType.Float32)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        (Size, Epsilon) = (size, ChannelScale.Positive(this, epsilon));
        Weight = Parameter("weight", Tensor.Ones([size], type));
    }

    /// <summary>The size of the last axis.</summary>
    public int Size { get; }

    /// <summary>ε.</summary>
    public double Epsilon { get; }

    /// <summary>γ, of shape [size].</summary>
    public Variable Weight { get; }

    /// <inheritdoc/>
    public override string TypeName => "rms-norm";

    /// <inheritdoc/>
    public override ModuleConfiguration Configuration => new() { { "size", Size }, { "epsilon", Epsilon }, { "dtype", Weight.Type.Element } };

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        if (x.Rank == 0 || x.Shape[^1] != Size) throw new ShapeException(TypeName, $"needs […, {Size}], got {x.Shape}.", [x.Type]);
        return x / (x.Square().Mean(-1, keepAxes: true) + Epsilon).Sqrt() * Weight;
    }
}
