using System.Globalization;

namespace Nabla.Learning;

/// <summary>Options of a training run.</summary>
public sealed record TrainingOptions
{
    /// <summary>The number of passes over all examples.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>The number of examples per step.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>The random seed of the order of the examples.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>
    /// The schedule of the learning rate over the run, after which the rate is restored. Null leaves the rate unchanged, so that callbacks can set it.
    /// </summary>
    public ILearningRateSchedule? Schedule { get; init; } = new CosineSchedule();

    /// <summary>
    /// An average of parameters that is updated after every step; null for none. Validation uses it, and after the run the network holds it.
    /// </summary>
    public ExponentialMovingAverage? Average { get; init; }

    /// <summary>The number of steps between two validations within an epoch; null validates only after each epoch, which happens in any case.</summary>
    public int? ValidateEverySteps { get; init; }

    /// <summary>
    /// The number of validations in a row without a smaller loss after which the run stops, at least 1; null for no early stopping. Needs validation examples.
    /// </summary>
    public int? Patience { get; init; }

    /// <summary>True if the network is to hold the state of the least validation loss after the run, not the last one. Needs validation examples.</summary>
    public bool KeepsBest { get; init; }

    /// <summary>The time after which the run stops, at the end of a step. In a resumed run the time before it counts. Null for no limit.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>Metrics that every validation computes; callbacks and the caller read them.</summary>
    public IReadOnlyList<Metric> Metrics { get; init; } = [];

    /// <summary>
    /// True to check error and weights after every step, and to look for the operation, layer and input that first produced a value that is not finite: the
    /// run then ends with an <see cref="AnomalyException"/>. Steps take longer.
    /// </summary>
    public bool DetectsAnomalies { get; init; }

    /// <summary>Where and how often the state of the run is saved, to resume it later; null for nowhere.</summary>
    public CheckpointOptions? Checkpoints { get; init; }

    /// <summary>The members, in the same form in every culture.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"TrainingOptions {{ Epochs = {Epochs}, BatchSize = {BatchSize}, Seed = {Seed}, Schedule = {Schedule?.GetType().Name ?? "none"} }}");

    /// <exception cref="ArgumentException">A number is out of range, or something is asked for that needs validation.</exception>
    internal void Check(bool isValidated)
    {
        AtLeastOne(BatchSize, "The batch size must be at least 1.");
        AtLeastOne(Epochs, "There must be at least 1 epoch.");
        AtLeastOne(ValidateEverySteps ?? 1, "There must be at least 1 step between validations.");
        AtLeastOne(Patience ?? 1, "The patience must be at least 1 validation.");
        if (TimeLimit <= TimeSpan.Zero) throw new ArgumentOutOfRangeException("options", TimeLimit, "The time limit must be above 0.");
        if (isValidated) return;
        var asked = ValidateEverySteps is not null ? nameof(ValidateEverySteps) : Patience is not null ? nameof(Patience) : KeepsBest ? nameof(KeepsBest)
            : Metrics.Count > 0 ? nameof(Metrics) : null;
        if (asked is not null) throw new ArgumentException($"{asked} needs validation examples, but there are none.", "options");
    }

    private static void AtLeastOne(int value, string message)
    {
        if (value < 1) throw new ArgumentOutOfRangeException("options", value, message);
    }
}
