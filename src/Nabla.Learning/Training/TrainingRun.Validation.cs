namespace Nabla.Learning;

internal sealed partial class TrainingRun
{
    private BestState? best;

    /// <summary>Validates the network, or its average; returns null if there are no validation examples.</summary>
    private ValidationResult? Validate()
    {
        if (validation is null) return null;
        using var activity = TrainingTelemetry.Start("validate");
        options.Average?.Swap();
        ValidationResult result;
        try
        {
            var metrics = Trainer.Evaluate(network, loss, validation, options.Metrics, CancellationToken.None);
            result = new(Position.Epoch, Position.Step, metrics, metrics.Loss < Position.Best);
            if (result.IsBest) best?.Keep();
        }
        finally
        {
            options.Average?.Swap();
        }
        if (result.IsBest) (Position.Best, Position.BestEpoch) = (result.Metrics.Loss, result.Epoch);
        TrainingTelemetry.Validation(result.Metrics.Loss);
        Position.SinceBest = result.IsBest ? 0 : Position.SinceBest + 1;
        foreach (var callback in callbacks) callback.OnValidation(result);
        return result;
    }

    /// <summary>True if the run must not take another step.</summary>
    private bool IsStopped(CancellationToken cancellation)
    {
        StopReason = cancellation.IsCancellationRequested ? StopReason.Canceled
            : Position.SinceBest >= options.Patience ? StopReason.EarlyStopping
            : Position.Seconds >= options.TimeLimit?.TotalSeconds ? StopReason.TimeLimit
            : StopReason.Completed;
        return StopReason != StopReason.Completed;
    }
}
