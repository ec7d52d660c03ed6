using System.Text.Json;

namespace Nabla.Cli;

/// <summary>What came of a trial in a rung of a search.</summary>
/// <param name="Trial">The number of the trial, from 1.</param>
/// <param name="Rung">The number of the rung, from 1.</param>
/// <param name="Epochs">The epochs that it was trained.</param>
/// <param name="Values">The values of the ranges.</param>
/// <param name="Loss">The smallest validation loss; null if the trial failed.</param>
/// <param name="Reason">Why it failed; null if it did not.</param>
/// <param name="BestEpoch">The epoch of the smallest validation loss.</param>
/// <param name="Score">The accuracy of the test, or R².</param>
/// <param name="IsClassification">True if the score is an accuracy.</param>
/// <param name="Seconds">The duration.</param>
internal sealed record TrialResult(
    int Trial,
    int Rung,
    int Epochs,
    IReadOnlyList<string> Values,
    double? Loss,
    string? Reason = null,
    int? BestEpoch = null,
    double? Score = null,
    bool IsClassification = true,
    double Seconds = 0)
{
    /// <summary>The results from best to worst: later rungs first, then smaller losses, then smaller numbers; those that failed last.</summary>
    public static IEnumerable<TrialResult> Ranked(IEnumerable<TrialResult> results) => results
        .OrderBy(result => result.Loss is null)
        .ThenByDescending(result => result.Rung)
        .ThenBy(result => result.Loss)
        .ThenBy(result => result.Trial);

    /// <summary>The members for <see cref="Json"/>.</summary>
    public IEnumerable<(string Name, object? Value)> Members() =>
    [
        ("trial", Trial), ("rung", Rung), ("epochs", Epochs), ("values", Values), ("status", Loss is null ? "failed" : "finished"), ("reason", Reason),
        ("validation_loss", Loss), ("best_epoch", BestEpoch), (IsClassification ? "test_accuracy" : "test_r2", Score), ("seconds", Seconds),
    ];

    /// <summary>Reads what <see cref="Members"/> gives.</summary>
    /// <exception cref="FormatException">A member has an impossible value; other exceptions are those of <see cref="JsonElement"/>.</exception>
    public static TrialResult Read(JsonElement element)
    {
        var isClassification = element.TryGetProperty("test_accuracy", out var score);
        if (!isClassification) score = element.GetProperty("test_r2");
        var isFinished = element.GetProperty("status").GetString() == "finished";
        var result = new TrialResult(
            element.GetProperty("trial").GetInt32(),
            element.GetProperty("rung").GetInt32(),
            element.GetProperty("epochs").GetInt32(),
            [.. element.GetProperty("values").EnumerateArray().Select(value => value.GetString()!)],
            element.GetProperty("validation_loss") is { ValueKind: not JsonValueKind.Null } loss ? loss.GetDouble() : null,
            element.GetProperty("reason").GetString(),
            element.GetProperty("best_epoch") is { ValueKind: not JsonValueKind.Null } epoch ? epoch.GetInt32() : null,
            score.ValueKind == JsonValueKind.Null ? null : score.GetDouble(),
            isClassification,
            element.GetProperty("seconds").GetDouble());
        return isFinished == result.Loss is not null ? result : throw new FormatException("status and validation_loss of a trial contradict each other");
    }
}
