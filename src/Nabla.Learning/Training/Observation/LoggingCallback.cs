using Microsoft.Extensions.Logging;

namespace Nabla.Learning;

/// <summary>
/// Logs a training run: each epoch and each validation as information, steps as debugging output, and losses that are not finite as warnings.
/// </summary>
/// <param name="logger">The logger.</param>
/// <param name="everySteps">The number of steps between two that are logged, at least 1.</param>
public sealed partial class LoggingCallback(ILogger logger, int everySteps = 100) : ITrainingCallback
{
    private bool hasWarned;

    /// <inheritdoc/>
    public void OnStep(TrainingProgress progress)
    {
        if (!double.IsFinite(progress.Loss) && !hasWarned)
        {
            hasWarned = true;
            NotFinite(progress.Loss, progress.Epoch, progress.Batch);
        }
        if (progress.Batch % Math.Max(1, everySteps) == 0) Step(progress.Epoch, progress.Epochs, progress.Batch, progress.Batches, progress.Loss);
    }

    /// <inheritdoc/>
    public void OnValidation(ValidationResult result) =>
        Validation(result.Step, result.Metrics.Loss, result.Metrics.Score, result.IsBest ? ", the best so far" : "");

    /// <inheritdoc/>
    public void OnEpoch(EpochResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        Epoch(result.Epoch, result.Training.Loss, result.Training.Score, result.Seconds);
    }

    [LoggerMessage(1, LogLevel.Debug, "Epoch {Epoch} of {Epochs}, batch {Batch} of {Batches}: loss {Loss}")]
    private partial void Step(int epoch, int epochs, int batch, int batches, double loss);

    [LoggerMessage(2, LogLevel.Information, "After step {Step}: validation loss {Loss}, score {Score}{Best}")]
    private partial void Validation(long step, double loss, double score, string best);

    [LoggerMessage(3, LogLevel.Information, "Epoch {Epoch}: training loss {Loss}, score {Score}, {Seconds} s")]
    private partial void Epoch(int epoch, double loss, double score, double seconds);

    [LoggerMessage(4, LogLevel.Warning, "The loss is {Loss} in epoch {Epoch}, batch {Batch}")]
    private partial void NotFinite(double loss, int epoch, int batch);
}
