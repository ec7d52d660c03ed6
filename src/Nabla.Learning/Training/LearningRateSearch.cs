namespace Nabla.Learning;

/// <summary>Looks for a learning rate with which training does not diverge, by trying.</summary>
public static class LearningRateSearch
{
    // Rates above 3 are of no use with standardized inputs, nor are rates below 10⁻⁶ in float32.
    private const double HighestRate = 3;
    private const double LowestRate = 1e-6;

    /// <summary>
    /// Trains with smaller and smaller rates, in steps of about 3, until the loss of the last epoch is below the loss before training. A trial that diverges
    /// ends at once.
    /// </summary>
    /// <param name="create">Creates a trainer with a fresh network and the given learning rate.</param>
    /// <param name="training">The training examples.</param>
    /// <param name="options">The options of the training that diverged.</param>
    /// <param name="above">The rate that diverged.</param>
    /// <param name="time">The time for all trials together. A trial that is still improving at its end counts.</param>
    /// <param name="cancellation">Cancels the search.</param>
    /// <returns>The highest rate that works and the loss that it reached; null if none was found in time.</returns>
    /// <exception cref="OperationCanceledException">The search was canceled.</exception>
    public static (double Rate, double Loss)? Find(
        Func<double, Trainer> create,
        IBatchSource training,
        TrainingOptions options,
        double above,
        TimeSpan time,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(create);
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(options);
        // Trials are not the run, and have networks of their own.
        options = options with
        {
            Checkpoints = null,
            Average = null,
            ValidateEverySteps = null,
            Patience = null,
            KeepsBest = false,
            TimeLimit = null,
            Metrics = [],
            DetectsAnomalies = false,
        };
        using var outOfTime = new CancellationTokenSource(time);
        foreach (var rate in Candidates(above))
        {
            using var trial = CancellationTokenSource.CreateLinkedTokenSource(cancellation, outOfTime.Token);
            var trainer = create(rate);
            // Cancellation takes effect before the next step, so no epoch follows one that diverged.
            var watch = new TrainingCallback(epoch: _ =>
            {
                if (trainer.Divergence is not null) trial.Cancel();
            });
            var results = trainer.Fit(training, null, options, [watch], trial.Token);
            cancellation.ThrowIfCancellationRequested();
            if (results.Count > 0 && trainer.Divergence is null && results[^1].Training.Loss < trainer.InitialLoss) return (rate, results[^1].Training.Loss);
            if (outOfTime.IsCancellationRequested) return null;
        }
        return null;
    }

    /// <summary>Returns the numbers 1 and 3 times powers of ten below a number, from the highest on.</summary>
    private static IEnumerable<double> Candidates(double above)
    {
        for (var power = (int)Math.Log10(HighestRate); power >= Math.Log10(LowestRate); power--)
        {
            foreach (var digit in (int[])[3, 1])
            {
                // Powers of ten are exact as divisors.
                var rate = power >= 0 ? digit * Math.Pow(10, power) : digit / Math.Pow(10, -power);
                if (rate < above) yield return rate;
            }
        }
    }
}
