namespace Nabla.Learning;

/// <summary>Logs a training run to a TensorBoard event file: the objective every few steps, and the results of each epoch.</summary>
/// <param name="writer">The writer of the file.</param>
/// <param name="everySteps">The number of steps between two numbers, at least 1.</param>
public sealed class EventFileCallback(EventFileWriter writer, int everySteps = 10) : ITrainingCallback
{
    /// <inheritdoc/>
    public void OnStep(TrainingProgress progress)
    {
        var step = (long)(progress.Epoch - 1) * progress.Batches + progress.Batch;
        if (step % Math.Max(1, everySteps) == 0) writer.Scalar("training/objective", progress.Loss, step);
    }

    /// <inheritdoc/>
    public void OnEpoch(EpochResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        writer.Scalar("epoch/training loss", result.Training.Loss, result.Epoch);
        if (!double.IsNaN(result.Training.Score)) writer.Scalar("epoch/training score", result.Training.Score, result.Epoch);
        if (result.Validation is not { } validation) return;
        writer.Scalar("epoch/validation loss", validation.Loss, result.Epoch);
        if (!double.IsNaN(validation.Score)) writer.Scalar("epoch/validation score", validation.Score, result.Epoch);
    }
}
