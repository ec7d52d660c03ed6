namespace Nabla.Learning;

/// <summary>x if x > 0, otherwise a x, with a slope a that is learned for each channel of [batch, channels, …], or one for all (He et al. 2015).</summary>
public sealed class PRelu : Module
{
    /// <summary>Creates a layer.</summary>
    /// <param name="channels">The number of channels; 1 for a common slope.</param>
    /// <param name="slope">The initial slope.</param>
    /// <param name="type">float32 or float64.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of channels is below 1.</exception>
    public PRelu(int channels = 1, double slope = 0.25, ElementType type = ElementType.Float32)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        Channels = channels;
        Slope = Parameter("weight", Tensor.Full([channels], slope, type));
    }

    /// <summary>The number of channels.</summary>
    public int Channels { get; }

    /// <summary>a, of shape [channels].</summary>
    public Variable Slope { get; }

    /// <inheritdoc/>
    public override string TypeName => "prelu";

    /// <inheritdoc/>
    public override ModuleConfiguration Configuration => new() { { "channels", Channels }, { "dtype", Slope.Type.Element } };

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        if (Channels == 1) return Tensor.Where(x > 0, x, x * Slope);
        ChannelScale.Require(this, x, Channels);
        return Tensor.Where(x > 0, x, x * ChannelScale.PerChannel(Slope, x.Rank));
    }
}
