namespace Nabla.Learning;

/// <summary>
/// Finds a learning rate by a range test (Smith 2017): the rate grows by a constant factor from step to step, and the loss first falls, then rises. A good
/// rate lies where it falls fastest.
/// </summary>
public static class LearningRateFinder
{
    // Later losses say nothing about good rates anymore.
    private const double Risen = 4;
    private const double Smoothing = 0.9;

    /// <summary>Takes steps with a growing learning rate, and then gives network and rule the state from before.</summary>
    /// <param name="network">The network.</param>
    /// <param name="loss">The loss, which encodes the targets.</param>
    /// <param name="rule">The rule; its learning rate is restored as well.</param>
    /// <param name="training">The training examples.</param>
    /// <param name="batchSize">The number of examples in a step.</param>
    /// <param name="seed">Decides the order of the examples.</param>
    /// <param name="from">The first rate.</param>
    /// <param name="to">The last rate.</param>
    /// <param name="steps">The number of steps, at least 10.</param>
    /// <param name="cancellation">Cancels the test.</param>
    /// <returns>The rates, and the smoothed loss at each; it ends early where the loss has risen far or is not finite.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The rates are not positive and growing, or there are too few steps.</exception>
    /// <exception cref="OperationCanceledException">The test was canceled.</exception>
    public static IReadOnlyList<(double Rate, double Loss)> Sweep(
        Module network,
        Loss loss,
        LearningRule rule,
        IBatchSource training,
        int batchSize,
        long seed = 1,
        double from = 1e-6,
        double to = 10,
        int steps = 120,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(training);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(from);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(to, from);
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 10);
        var variables = network.StateVariables.Select(entry => entry.Variable).Concat(network.NamedGenerators().Select(entry => entry.Generator.State))
            .Concat(rule.StateVariables.Select(entry => entry.Variable)).Distinct();
        var state = variables.Select(variable => (Variable: variable, Value: variable.Value.Evaluate())).ToList();
        var rate = rule.KeptRate;
        network.Train();
        try
        {
            var points = new List<(double Rate, double Loss)>();
            var (mean, least) = (0.0, double.PositiveInfinity);
            foreach (var (batch, step) in Endless(training, batchSize, seed).Take(steps).Select((batch, step) => (batch, step)))
            {
                cancellation.ThrowIfCancellationRequested();
                rule.LearningRate = from * Math.Pow(to / from, (double)step / (steps - 1));
                var (error, _) = rule.Learn(batch.Inputs, Trainer.Encode(loss, training, batch));
                Tensor.Evaluate([error, .. state.Select(entry => entry.Variable.Value)]);
                mean = Smoothing * mean + (1 - Smoothing) * error.ToDouble();
                // Without this the first means would be too small.
                var smooth = mean / (1 - Math.Pow(Smoothing, step + 1));
                if (!double.IsFinite(smooth)) break;
                points.Add((rule.KeptRate, smooth));
                least = Math.Min(least, smooth);
                if (smooth > least + (Risen - 1) * Math.Abs(least)) break;
            }
            return points;
        }
        finally
        {
            foreach (var (variable, value) in state) variable.Value = value;
            rule.LearningRate = rate;
            network.Eval();
        }
    }

    /// <summary>Returns the rate at which the loss falls fastest by the logarithm of the rate; null if it never falls.</summary>
    /// <param name="points">The result of <see cref="Sweep"/>.</param>
    public static double? Steepest(IReadOnlyList<(double Rate, double Loss)> points)
    {
        ArgumentNullException.ThrowIfNull(points);
        var (best, slope) = (-1, 0.0);
        // The first means are of few batches, and say more about these than about the rate.
        for (var i = Math.Clamp(points.Count / 4, 1, 10); i + 1 < points.Count; i++)
        {
            var fall = (points[i + 1].Loss - points[i - 1].Loss) / Math.Log(points[i + 1].Rate / points[i - 1].Rate);
            if (fall < slope) (best, slope) = (i, fall);
        }
        return best < 0 ? null : points[best].Rate;
    }

    private static IEnumerable<Batch> Endless(IBatchSource source, int batchSize, long seed)
    {
        for (var epoch = 1; ; epoch++)
            foreach (var batch in source.Batches(batchSize, new HostRandom(seed, epoch))) yield return batch;
    }
}
