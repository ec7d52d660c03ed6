using System.Globalization;

namespace Nabla.Learning;

/// <summary>The performance of a network on a data set.</summary>
/// <param name="Loss">The mean loss over the examples.</param>
/// <param name="Score">
/// For classification the accuracy, the fraction of correctly classified examples. For regression R², the fraction of variance explained; NaN if all
/// targets are equal.
/// </param>
public readonly record struct Metrics(double Loss, double Score)
{
    /// <summary>The members, in the same form in every culture.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"Metrics {{ Loss = {Loss}, Score = {Score} }}");
}

/// <summary>The progress of a training run.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Epochs">The total number of epochs.</param>
/// <param name="Batch">The mini-batch within the epoch, from 1.</param>
/// <param name="Batches">The number of mini-batches per epoch.</param>
/// <param name="Examples">The number of examples processed in this run so far.</param>
/// <param name="Loss">The mean objective over the epoch so far.</param>
/// <param name="Score">The mean accuracy over the epoch so far; NaN for regression.</param>
/// <param name="Elapsed">The time since the start of the run.</param>
public readonly record struct TrainingProgress(
    int Epoch, int Epochs, int Batch, int Batches, long Examples, double Loss, double Score, TimeSpan Elapsed)
{
    /// <summary>The members, in the same form in every culture.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"TrainingProgress {{ Epoch = {Epoch}, Epochs = {Epochs}, Batch = {Batch}, Batches = {Batches}, Examples = {Examples}, Loss = {Loss}, "
        + $"Score = {Score}, Elapsed = {Elapsed} }}");
}

/// <summary>The result of one epoch.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Training">Means over the mini-batches of the epoch, during which the weights changed.</param>
/// <param name="Validation">Metrics on the validation set after the epoch; null if there is none.</param>
/// <param name="Seconds">The duration of the epoch, without validation.</param>
public sealed record EpochResult(int Epoch, Metrics Training, Metrics? Validation, double Seconds)
{
    /// <summary>The members, in the same form in every culture.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"EpochResult {{ Epoch = {Epoch}, Training = {Training}, Validation = {Validation}, Seconds = {Seconds} }}");
}

/// <summary>The result of a validation.</summary>
/// <param name="Epoch">The epoch in which it took place, from 1.</param>
/// <param name="Step">The number of steps of the run before it.</param>
/// <param name="Metrics">Loss and score of the validation examples.</param>
/// <param name="IsBest">True if the loss is smaller than in all validations before.</param>
public readonly record struct ValidationResult(int Epoch, long Step, Metrics Metrics, bool IsBest);

/// <summary>Why a training run ended.</summary>
public enum StopReason
{
    /// <summary>It ran all its epochs.</summary>
    Completed,

    /// <summary>It was canceled.</summary>
    Canceled,

    /// <summary>The validation loss had not become smaller for as long as <see cref="TrainingOptions.Patience"/> allows.</summary>
    EarlyStopping,

    /// <summary><see cref="TrainingOptions.TimeLimit"/> was reached.</summary>
    TimeLimit,
}
