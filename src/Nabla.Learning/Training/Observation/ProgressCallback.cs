namespace Nabla.Learning;

/// <summary>Reports every step of a training run to an <see cref="IProgress{T}"/>, such as one that updates a window.</summary>
/// <param name="receiver">The receiver.</param>
public sealed class ProgressCallback(IProgress<TrainingProgress> receiver) : ITrainingCallback
{
    /// <inheritdoc/>
    public void OnStep(TrainingProgress progress) => receiver.Report(progress);
}
