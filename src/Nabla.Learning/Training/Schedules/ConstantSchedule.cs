namespace Nabla.Learning;

/// <summary>Keeps the learning rate constant.</summary>
public sealed class ConstantSchedule : ILearningRateSchedule
{
    /// <inheritdoc/>
    public double Factor(long step, long steps) => 1;
}
