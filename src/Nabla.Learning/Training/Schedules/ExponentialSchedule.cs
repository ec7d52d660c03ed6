namespace Nabla.Learning;

/// <summary>Lowers the learning rate by the same factor in every step, to a given fraction at the end of the run.</summary>
public sealed class ExponentialSchedule : ILearningRateSchedule
{
    private readonly double end;

    /// <summary>Creates a schedule.</summary>
    /// <param name="end">The factor at the end of the run, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The factor is not positive and finite.</exception>
    public ExponentialSchedule(double end = 0.01) => this.end = Hyperparameter.Positive(end, nameof(end));

    /// <inheritdoc/>
    public double Factor(long step, long steps) => Math.Pow(end, step / (double)steps);
}
