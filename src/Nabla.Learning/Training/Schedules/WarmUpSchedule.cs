namespace Nabla.Learning;

/// <summary>
/// Raises the learning rate in equal parts over the first steps of a run, and then follows another schedule over the rest (Goyal et al. 2017).
/// </summary>
public sealed class WarmUpSchedule : ILearningRateSchedule
{
    private readonly long warmUp;
    private readonly ILearningRateSchedule after;

    /// <summary>Creates a schedule.</summary>
    /// <param name="steps">The number of steps until the full rate.</param>
    /// <param name="after">The schedule of the steps that follow; constant if null.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public WarmUpSchedule(long steps, ILearningRateSchedule? after = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        (warmUp, this.after) = (steps, after ?? new ConstantSchedule());
    }

    /// <inheritdoc/>
    public double Factor(long step, long steps) => step < warmUp ? (step + 1.0) / (warmUp + 1) : after.Factor(step - warmUp, Math.Max(1, steps - warmUp));

    /// <summary>The state of the schedule that follows.</summary>
    public IReadOnlyList<(string Name, Variable Variable)> StateVariables => after.StateVariables;
}
