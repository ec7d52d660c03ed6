namespace Nabla.Learning;

/// <summary>
/// Normalizes groups of channels of each example by their mean and variance, then y = γ x + β for every channel of [batch, channels, …] (Wu and He 2018). With
/// one channel per group, this is instance normalization.
/// </summary>
public sealed class GroupNorm : Module
{
    /// <summary>Creates a layer with γ = 1 and β = 0.</summary>
    /// <param name="groups">The number of groups.</param>
    /// <param name="channels">The number of channels, a multiple of the groups.</param>
    /// <param name="epsilon">ε, added to the variances.</param>
    /// <param name="type">float32 or float64.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of range.</exception>
    /// <exception cref="ArgumentException">The groups do not divide the channels.</exception>
    public GroupNorm(int groups, int channels, double epsilon = 1e-5, ElementType type = ElementType.Float32)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(groups, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        if (channels % groups != 0) throw new ArgumentException($"group-norm: {groups} groups do not divide {channels} channels.", nameof(groups));
        (Groups, Channels, Epsilon) = (groups, channels, ChannelScale.Positive(this, epsilon));
        Weight = Parameter("weight", Tensor.Ones([channels], type));
        Bias = Parameter("bias", Tensor.Zeros([channels], type));
    }

    /// <summary>The number of groups.</summary>
    public int Groups { get; }

    /// <summary>The number of channels.</summary>
    public int Channels { get; }

    /// <summary>ε.</summary>
    public double Epsilon { get; }

    /// <summary>γ, of shape [channels].</summary>
    public Variable Weight { get; }

    /// <summary>β, of shape [channels].</summary>
    public Variable Bias { get; }

    /// <inheritdoc/>
    public override string TypeName => "group-norm";

    /// <inheritdoc/>
    public override ModuleConfiguration Configuration => new()
    {
        { "groups", Groups }, { "channels", Channels }, { "epsilon", Epsilon }, { "dtype", Weight.Type.Element },
    };

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        ChannelScale.Require(this, x, Channels);
        var grouped = x.Reshape(x.Shape[0], Groups, -1);
        var (mean, variance) = grouped.MeanAndVariance(2, keepAxes: true);
        var normal = ((grouped - mean) / (variance + Epsilon).Sqrt()).Reshape(x.Shape);
        return normal * ChannelScale.PerChannel(Weight, x.Rank) + ChannelScale.PerChannel(Bias, x.Rank);
    }
}
