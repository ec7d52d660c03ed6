using System.Globalization;
using Nabla.Learning;
using Spectre.Console;

namespace Nabla.Cli;

/// <summary>Formats test results for people and for programs.</summary>
internal static class Report
{
    public static string Test(TrainedModel model, Dataset raw, Metrics metrics) => model.ClassNames.Count > 0
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"test accuracy {metrics.Score:P2} ({Wrong(raw, metrics)} of {raw.Count} wrong), loss {Loss(metrics.Loss)}")
        : string.Create(
            CultureInfo.InvariantCulture,
            $"test {RSquared(metrics.Score)}, root mean square error {model.RootMeanSquareError(raw):G5}, loss {Loss(metrics.Loss)}");

    /// <summary>R², or the reason why it is undefined.</summary>
    public static string RSquared(double score) =>
        double.IsNaN(score) ? "R² undefined (all targets are equal)" : string.Create(CultureInfo.InvariantCulture, $"R² {score:F4}");

    /// <summary>Prints how a data set was interpreted when it was read.</summary>
    public static void Notes(Dataset data)
    {
        foreach (var note in data.ReadingNotes) Console.Out.WriteLine(note);
        if (data.ReadingNotes.Count > 0) return;
        Console.Out.WriteLine($"{data.Name}: {data.Count} rows of {data.Width} columns, as 32-bit numbers; no header, no rows dropped");
        Console.Out.WriteLine(data.IsClassification
            ? $"target: classification into {data.ClassNames.Count} classes "
            + $"({Printable.Escape(string.Join(", ", data.ClassNames))}), as defined by the data set"
            : $"target: regression of {Printable.Escape(string.Join(", ", data.TargetNames))}");
    }

    /// <summary>Escapes text from a file, such as a class name, for a table cell.</summary>
    public static string Cell(string text) => Markup.Escape(Printable.Escape(text));

    /// <summary>A loss with five decimals; a large one in scientific notation.</summary>
    public static string Loss(double loss) => loss.ToString(Math.Abs(loss) < 1e6 ? "F5" : "0.00000e+0", CultureInfo.InvariantCulture);

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
