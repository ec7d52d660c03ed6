namespace Nabla.Learning;

/// <summary>Lowers the learning rate to zero along half a cosine: ½ (1 + cos(π step / steps)) (Loshchilov and Hutter 2017).</summary>
public sealed class CosineSchedule : ILearningRateSchedule
{
    /// <inheritdoc/>
    public double Factor(long step, long steps) => 0.5 * (1 + Math.Cos(Math.PI * step / steps));
}
