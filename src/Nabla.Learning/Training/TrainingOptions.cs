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

    /// <summary>Where and how often the state of the run is saved, to resume it later; null for nowhere.</summary>
    public CheckpointOptions? Checkpoints { get; init; }

    /// <summary>The members, in the same form in every culture.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"TrainingOptions {{ Epochs = {Epochs}, BatchSize = {BatchSize}, Seed = {Seed}, Schedule = {Schedule?.GetType().Name ?? "none"} }}");
}
