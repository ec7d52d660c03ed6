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

    /// <summary>The members, in the same form in every culture.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"TrainingOptions {{ Epochs = {Epochs}, BatchSize = {BatchSize}, Seed = {Seed}, Schedule = {Schedule?.GetType().Name ?? "none"} }}");
}
