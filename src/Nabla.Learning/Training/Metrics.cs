using System.Globalization;

namespace Nabla.Learning;

/// <summary>How well a network does on a data set.</summary>
/// <param name="Loss">The mean loss over the examples.</param>
/// <param name="Score">Classification: the share of examples put into the right class. Regression: R², the share of variance explained; NaN where all targets
/// are equal, so that there is no variance.</param>
public readonly record struct Metrics(double Loss, double Score)
{
    /// <summary>The members, in the same form whatever the machine's language.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"Metrics {{ Loss = {Loss}, Score = {Score} }}");
}

/// <summary>Where a training run stands.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Epochs">How many there will be.</param>
/// <param name="Batch">The mini-batch within the epoch, from 1.</param>
/// <param name="Batches">How many mini-batches an epoch has.</param>
/// <param name="Examples">How many examples were processed in this run so far.</param>
/// <param name="Loss">The mean objective over the epoch so far.</param>
/// <param name="Score">The mean accuracy over the epoch so far; NaN for regression.</param>
/// <param name="Elapsed">The time since the start of the run.</param>
public readonly record struct TrainingProgress(
    int Epoch, int Epochs, int Batch, int Batches, long Examples, double Loss, double Score, TimeSpan Elapsed)
{
    /// <summary>The members, in the same form whatever the machine's language.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"TrainingProgress {{ Epoch = {Epoch}, Epochs = {Epochs}, Batch = {Batch}, Batches = {Batches}, Examples = {Examples}, Loss = {Loss}, Score = {Score}, Elapsed = {Elapsed} }}");
}

/// <summary>What one epoch came to.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Training">Means over the epoch's mini-batches, while the weights changed.</param>
/// <param name="Validation">On the validation set after the epoch; null without one.</param>
/// <param name="Seconds">How long the epoch took, validation not counted.</param>
public sealed record EpochResult(int Epoch, Metrics Training, Metrics? Validation, double Seconds)
{
    /// <summary>The members, in the same form whatever the machine's language.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"EpochResult {{ Epoch = {Epoch}, Training = {Training}, Validation = {Validation}, Seconds = {Seconds} }}");
}
