using System.Globalization;
using Nabla.Learning;

namespace Nabla.Cli;

/// <summary>How test results are said, to people and to programs.</summary>
internal static class Report
{
    public static string Test(TrainedModel model, DataSet raw, Metrics metrics) => model.ClassNames.Count > 0
        ? string.Create(CultureInfo.InvariantCulture, $"test accuracy {metrics.Score:P2} ({Wrong(raw, metrics)} of {raw.Count} wrong), loss {metrics.Loss:F5}")
        : string.Create(CultureInfo.InvariantCulture, $"test R² {metrics.Score:F4}, root mean square error {RootMeanSquare(model, raw):G5}, loss {metrics.Loss:F5}");

    /// <summary>Since when the loss has been no number; null where the last is one.</summary>
    public static string? Divergence(IReadOnlyList<EpochResult> results) => results.Count == 0 || double.IsFinite(results[^1].Training.Loss)
        ? null
        : $"the loss is no finite number from epoch {results.TakeWhile(result => double.IsFinite(result.Training.Loss)).Count() + 1} on, and neither are the weights";

    public static IEnumerable<(string Name, object? Value)> Members(TrainedModel model, DataSet raw, Metrics? metrics)
    {
        yield return ("test_loss", metrics?.Loss);
        if (model.ClassNames.Count > 0)
        {
            yield return ("test_accuracy", metrics?.Score);
            yield return ("test_error", 1 - metrics?.Score);
        }
        else
        {
            yield return ("test_r2", metrics?.Score);
            yield return ("test_rmse", metrics is null ? null : RootMeanSquare(model, raw));
        }
    }

    /// <summary>In the units of the targets.</summary>
    private static double RootMeanSquare(TrainedModel model, DataSet raw)
    {
        var predicted = model.Predict(raw.Features.Span);
        var right = raw.Targets.Span;
        var sum = 0.0;
        for (var i = 0; i < predicted.Length; i++) sum += Math.Pow((double)predicted[i] - right[i], 2);
        return Math.Sqrt(sum / predicted.Length);
    }

    private static int Wrong(DataSet raw, Metrics metrics) => (int)Math.Round((1 - metrics.Score) * raw.Count);
}
