namespace Nabla.Learning;

/// <summary>
/// Multiplies the learning rate by a factor when the loss has not fallen for some epochs: that of validation, or of training without validation. It is also a
/// callback, and must be among those of the run.
/// </summary>
public sealed class PlateauSchedule : ILearningRateSchedule, ITrainingCallback
{
    private readonly double factor;
    private readonly int patience;
    private readonly double threshold;

    // The least loss, the factor, and the epochs without a fall.
    private readonly Variable state = new(Tensor.From<double>([double.PositiveInfinity, 1, 0]), "plateau");

    /// <summary>Creates a schedule.</summary>
    /// <param name="factor">The factor, above 0 and below 1.</param>
    /// <param name="patience">The number of epochs without a fall that are tolerated.</param>
    /// <param name="threshold">The fraction by which the loss must fall.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public PlateauSchedule(double factor = 0.1, int patience = 10, double threshold = 1e-4)
    {
        if (!(factor is > 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(factor), NumberText.Of(factor), "plateau: the factor must be above 0 and below 1.");
        ArgumentOutOfRangeException.ThrowIfNegative(patience);
        (this.factor, this.patience, this.threshold) = (factor, patience, Hyperparameter.NotNegative(threshold, nameof(threshold)));
    }

    /// <inheritdoc/>
    public double Factor(long step, long steps) => state.Value.ToArray<double>()[1];

    /// <summary>The least loss, the factor, and the number of epochs without a fall: float64 [3].</summary>
    public IReadOnlyList<(string Name, Variable Variable)> StateVariables => [("plateau", state)];

    /// <inheritdoc/>
    public void OnEpoch(EpochResult result) => Observe((result.Validation ?? result.Training).Loss);

    /// <summary>Takes the loss of an epoch into account, for a loop of one's own.</summary>
    public void Observe(double loss)
    {
        var (best, current, bad) = state.Value.ToArray<double>() switch { var numbers => (numbers[0], numbers[1], numbers[2]) };
        if (loss < best * (1 - threshold)) (best, bad) = (loss, 0);
        else if (++bad > patience) (current, bad) = (current * factor, 0);
        state.Value = Tensor.From<double>([best, current, bad]);
    }
}
