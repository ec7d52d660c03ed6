namespace Nabla.Learning;

/// <summary>
/// Raises the learning rate along half a cosine from a fraction of it to the full rate, and then lowers it along another to almost zero (Smith and Topin 2018).
/// </summary>
public sealed class OneCycleSchedule : ILearningRateSchedule
{
    private readonly double rise;
    private readonly double start;
    private readonly double end;

    /// <summary>Creates a schedule.</summary>
    /// <param name="rise">The fraction of the run in which the rate rises.</param>
    /// <param name="start">The factor at the start.</param>
    /// <param name="end">The factor at the end.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public OneCycleSchedule(double rise = 0.3, double start = 0.04, double end = 4e-6)
    {
        if (!(rise is > 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(rise), NumberText.Of(rise), "one-cycle: the rise must be above 0 and below 1.");
        (this.rise, this.start, this.end) = (rise, Hyperparameter.NotNegative(start, nameof(start)), Hyperparameter.NotNegative(end, nameof(end)));
    }

    /// <inheritdoc/>
    public double Factor(long step, long steps)
    {
        var place = step / (double)Math.Max(1, steps - 1);
        return place < rise ? Between(start, 1, place / rise) : Between(1, end, (place - rise) / (1 - rise));
    }

    private static double Between(double from, double to, double part) => to + (from - to) * 0.5 * (1 + Math.Cos(Math.PI * part));
}
