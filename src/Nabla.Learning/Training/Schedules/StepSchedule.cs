namespace Nabla.Learning;

/// <summary>Multiplies the learning rate by a factor at each of some points of a run, such as after 50 % and 75 % of its steps.</summary>
public sealed class StepSchedule : ILearningRateSchedule
{
    private readonly double factor;
    private readonly double[] points;

    /// <summary>Creates a schedule.</summary>
    /// <param name="factor">The factor at each point, above 0.</param>
    /// <param name="points">The points as fractions of the run, rising from above 0 to below 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The factor is not positive and finite, or the points are not in order.</exception>
    public StepSchedule(double factor, params IReadOnlyList<double> points)
    {
        ArgumentNullException.ThrowIfNull(points);
        this.factor = Hyperparameter.Positive(factor, nameof(factor));
        var last = 0.0;
        foreach (var point in points)
        {
            if (!(point > last && point < 1))
                throw new ArgumentOutOfRangeException(nameof(points), NumberText.Of(point), "step schedule: the points must rise from above 0 to below 1.");
            last = point;
        }
        this.points = [.. points];
    }

    /// <inheritdoc/>
    public double Factor(long step, long steps) => Math.Pow(factor, points.Count(point => step >= point * steps));
}
