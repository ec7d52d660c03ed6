namespace Nabla.Learning;

/// <summary>
/// y = γ (x − μ) / √(σ² + ε) + β for every channel of [batch, channels, …] (Ioffe and Szegedy 2015). In training, μ and σ² are mean and variance of the batch,
/// and move the running ones by the momentum; in inference they are the running ones.
/// </summary>
public sealed class BatchNorm : Module
{
    /// <summary>Creates a layer with γ = 1 and β = 0.</summary>
    /// <param name="channels">The number of channels.</param>
    /// <param name="momentum">The weight of a batch in the running mean and variance.</param>
    /// <param name="epsilon">ε.</param>
    /// <param name="type">float32 or float64.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of range.</exception>
    public BatchNorm(int channels, double momentum = 0.1, double epsilon = 1e-5, ElementType type = ElementType.Float32)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        if (!(momentum is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(momentum), NumberText.Of(momentum), "batch-norm: the momentum must be between 0 and 1.");
        (Channels, Momentum, Epsilon) = (channels, momentum, ChannelScale.Positive(this, epsilon));
        Weight = Parameter("weight", Tensor.Ones([channels], type));
        Bias = Parameter("bias", Tensor.Zeros([channels], type));
        RunningMean = Buffer("running_mean", Tensor.Zeros([channels], type));
        RunningVariance = Buffer("running_var", Tensor.Ones([channels], type));
    }

    /// <summary>The number of channels.</summary>
    public int Channels { get; }

    /// <summary>The weight of a batch in the running mean and variance.</summary>
    public double Momentum { get; }

    /// <summary>ε.</summary>
    public double Epsilon { get; }

    /// <summary>γ, of shape [channels].</summary>
    public Variable Weight { get; }

    /// <summary>β, of shape [channels].</summary>
    public Variable Bias { get; }

    /// <summary>The running mean, of shape [channels].</summary>
    public Variable RunningMean { get; }

    /// <summary>The running variance, of shape [channels], an unbiased estimate.</summary>
    public Variable RunningVariance { get; }

    /// <inheritdoc/>
    public override string TypeName => "batch-norm";

    /// <inheritdoc/>
    public override ModuleConfiguration Configuration => new()
    {
        { "channels", Channels }, { "momentum", Momentum }, { "epsilon", Epsilon }, { "dtype", Weight.Type.Element },
    };

    /// <inheritdoc/>
    /// <exception cref="ShapeException">The input is not [batch, channels, …], or a channel has a single value in training, whose variance is 0.</exception>
    public override Tensor Forward(Tensor x)
    {
        ChannelScale.Require(this, x, Channels);
        var (mean, variance) = IsTraining ? OfBatch(x) : (RunningMean.Value, RunningVariance.Value);
        // One product and one sum per element.
        var scale = Weight / (variance + Epsilon).Sqrt();
        return x * ChannelScale.PerChannel(scale, x.Rank) + ChannelScale.PerChannel(Bias - mean * scale, x.Rank);
    }

    private (Tensor Mean, Tensor Variance) OfBatch(Tensor x)
    {
        var count = x.ElementCount / (double)Channels;
        if (count < 2)
        {
            throw new ShapeException(
                TypeName,
                $"training needs at least two values per channel, but {x.Shape} has {count:0}: use a larger batch, or Eval() for inference.",
                [x.Type]);
        }
        int[] axes = [0, .. Enumerable.Range(2, x.Rank - 2)];
        var (mean, variance) = x.MeanAndVariance(axes);
        RunningMean.Value = Moved(RunningMean, mean);
        RunningVariance.Value = Moved(RunningVariance, variance * (count / (count - 1)));
        return (mean, variance);
    }

    private Tensor Moved(Variable running, Tensor ofBatch) => running * (1 - Momentum) + ofBatch.StopGradient() * Momentum;
}
