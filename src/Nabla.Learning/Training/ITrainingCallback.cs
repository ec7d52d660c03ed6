namespace Nabla.Learning;

/// <summary>Receives the progress of a training run. An exception that it throws ends the run.</summary>
public interface ITrainingCallback
{
    /// <summary>Called after every step.</summary>
    void OnStep(TrainingProgress progress)
    {
    }

    /// <summary>Called after every validation, also those at the end of epochs.</summary>
    void OnValidation(ValidationResult result)
    {
    }

    /// <summary>Called after every epoch, after validation.</summary>
    void OnEpoch(EpochResult result)
    {
    }

    /// <summary>The named state of the callback; checkpoints of a training run keep it.</summary>
    IReadOnlyList<(string Name, Variable Variable)> StateVariables => [];
}

/// <summary>A callback made of functions.</summary>
/// <param name="step">Called after every step; may be null.</param>
/// <param name="epoch">Called after every epoch; may be null.</param>
/// <param name="validation">Called after every validation; may be null.</param>
public sealed class TrainingCallback(
    Action<TrainingProgress>? step = null, Action<EpochResult>? epoch = null, Action<ValidationResult>? validation = null) : ITrainingCallback
{
    /// <inheritdoc/>
    public void OnStep(TrainingProgress progress) => step?.Invoke(progress);

    /// <inheritdoc/>
    public void OnValidation(ValidationResult result) => validation?.Invoke(result);

    /// <inheritdoc/>
    public void OnEpoch(EpochResult result) => epoch?.Invoke(result);
}
