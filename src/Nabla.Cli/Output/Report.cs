using System.Globalization;
using Nabla.Learning;
using Spectre.Console;

namespace Nabla.Cli;

/// <summary>How test results are said, to people and to programs.</summary>
internal static class Report
{
    public static string Test(TrainedModel model, Dataset raw, Metrics metrics) => model.ClassNames.Count > 0
        ? string.Create(CultureInfo.InvariantCulture, $"test accuracy {metrics.Score:P2} ({Wrong(raw, metrics)} of {raw.Count} wrong), loss {metrics.Loss:F5}")
        : string.Create(CultureInfo.InvariantCulture, $"test {RSquared(metrics.Score)}, root mean square error {model.RootMeanSquareError(raw):G5}, loss {metrics.Loss:F5}");

    /// <summary>R², or why there is none.</summary>
    public static string RSquared(double score) => double.IsNaN(score) ? "R² undefined (all targets are equal)" : string.Create(CultureInfo.InvariantCulture, $"R² {score:F4}");

    /// <summary>Prints what was understood of a data set when it was read.</summary>
    public static void Notes(Dataset data)
    {
        foreach (var note in data.ReadingNotes) Console.Out.WriteLine(note);
        if (data.ReadingNotes.Count > 0) return;
        Console.Out.WriteLine($"{data.Name}: {data.Count} rows of {data.Width} columns, as numbers of 32 bits; no header, no row left out");
        Console.Out.WriteLine(data.IsClassification
            ? $"target: classification into {data.ClassNames.Count} classes ({Printable.Escape(string.Join(", ", data.ClassNames))}), which come with the data"
            : $"target: regression of {Printable.Escape(string.Join(", ", data.TargetNames))}");
    }

    /// <summary>Text from a file, such as the name of a class, as the cell of a table.</summary>
    public static string Cell(string text) => Markup.Escape(Printable.Escape(text));

    /// <summary>Since when the loss has been no number; null where the last is one.</summary>
    public static string? Divergence(IReadOnlyList<EpochResult> results) => results.Count == 0 || double.IsFinite(results[^1].Training.Loss)
        ? null
        : $"the loss is no finite number from epoch {results.TakeWhile(result => double.IsFinite(result.Training.Loss)).Count() + 1} on, and neither are the weights";

    public static IEnumerable<(string Name, object? Value)> Members(TrainedModel model, Dataset raw, Metrics? metrics)
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
            yield return ("test_rmse", metrics is null ? null : model.RootMeanSquareError(raw));
        }
    }

    private static int Wrong(Dataset raw, Metrics metrics) => (int)Math.Round((1 - metrics.Score) * raw.Count);
}
