namespace Nabla.Learning;

/// <summary>Writes the progress of a training run to a TensorBoard event file: the objective of every so many steps, and the results of every epoch.</summary>
/// <param name="writer">The writer of the file.</param>
/// <param name="everySteps">The number of steps between two numbers, at least 1.</param>
public sealed class EventFileCallback(EventFileWriter writer, int everySteps = 10) : ITrainingCallback
{
    private long step;

    /// <inheritdoc/>
    public void OnStep(TrainingProgress progress)
    {
        step = (long)(progress.Epoch - 1) * progress.Batches + progress.Batch;
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
