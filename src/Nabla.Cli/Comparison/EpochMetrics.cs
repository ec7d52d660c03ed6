using System.Globalization;
using Nabla.Learning;

namespace Nabla.Cli;

/// <summary>A row of <c>metrics.csv</c>.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="TrainLoss">The loss on the training examples.</param>
/// <param name="ValidationLoss">The loss on the validation examples; null without.</param>
internal sealed record EpochMetrics(int Epoch, double TrainLoss, double? ValidationLoss)
{
    /// <summary>Reads the file.</summary>
    /// <exception cref="DataException">It is missing or damaged.</exception>
    public static IReadOnlyList<EpochMetrics> Read(string path)
    {
        var shown = Printable.Escape(path);
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"{shown}: the file cannot be read; train again: {Printable.Escape(exception.Message.Split('\n')[0])}", exception);
        }
        if (lines.Length == 0) throw new DataException($"{shown}: the file is empty; train again.");
        var columns = lines[0].Split(',');
        var (epoch, train, validation) = (Place("epoch"), Place("train_loss"), Place("validation_loss"));
        var rows = new List<EpochMetrics>();
        for (var row = 2; row <= lines.Length; row++)
        {
            var fields = lines[row - 1].Split(',');
            if (fields.Length != columns.Length)
                throw new DataException($"{shown}: row {row} has {fields.Length} fields where the heading has {columns.Length}; train again.");
            rows.Add(new(
                int.TryParse(fields[epoch], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number == row - 1
                    ? number
                    : throw new DataException($"{shown}: row {row} has the epoch '{Printable.Escape(fields[epoch])}' instead of {row - 1}; train again."),
                Number(fields[train], row),
                fields[validation].Length == 0 ? null : Number(fields[validation], row)));
        }
        return rows;

        int Place(string name) => Array.IndexOf(columns, name) is >= 0 and var index
            ? index
            : throw new DataException($"{shown}: there is no column '{name}'; it is not the metrics of a training run.");

        double Number(string text, int row) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new DataException($"{shown}: row {row} has '{Printable.Escape(text)}' where a number belongs; train again.");
    }
}
