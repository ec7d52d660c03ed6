namespace Nabla.Plots;

/// <summary>What a learning curve shows.</summary>
public sealed record LearningCurveData
{
    /// <summary>The heading: the model's name.</summary>
    public required string Title { get; init; }

    /// <summary>The measurements, epochs ascending. At least one must hold a value.</summary>
    public required IReadOnlyList<LearningCurvePoint> Points { get; init; }

    /// <summary>What the upper panel shows, such as <c>Cross-entropy</c>.</summary>
    public string LossName { get; init; } = "Loss";

    /// <summary>What the lower panel shows, such as <c>Accuracy</c> or <c>Error</c>. Without any score there is no lower panel.</summary>
    public string ScoreName { get; init; } = "Accuracy";

    /// <summary>Whether the score is a part of 1, to be shown in per cent.</summary>
    public bool ScoreIsFraction { get; init; }

    /// <summary>The epoch to mark as the best; if null, that of the lowest finite validation loss, or else training loss.</summary>
    public int? BestEpoch { get; init; }
}
