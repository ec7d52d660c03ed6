using System.Globalization;
using Spectre.Console;

namespace Nabla.Cli;

/// <summary>The table of <c>compare</c>: a row per run.</summary>
internal static class ComparisonTable
{
    private sealed record Quantity(string Heading, Func<RunResults, double?> Value, Func<double, string> Text, bool IsLargestBest = false);

    public static void Print(IReadOnlyList<ComparedRun> runs)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn(Left("run"));
        var options = RunDifferences.Of(runs);
        foreach (var (name, _) in options) table.AddColumn(Left(name.TrimStart('-')));
        table.AddColumn(Right("parameters")).AddColumn(Right("epochs")).AddColumn(Right("best\nepoch"));
        var quantities = Quantities(runs);
        foreach (var quantity in quantities) table.AddColumn(Right(quantity.Heading));
        table.AddColumn(Right("seconds"));
        // Values of different losses or data have no best one.
        var isComparable = runs.Count > 1 && runs.Select(run => (run.Results.Loss, run.Results.Data, run.Results.IsClassification)).Distinct().Count() == 1;
        var best = quantities.Select(quantity => isComparable ? Best(runs, quantity) : null).ToArray();
        for (var row = 0; row < runs.Count; row++)
        {
            var results = runs[row].Results;
            table.AddRow(
            [
                Markup.Escape(runs[row].Name),
                .. options.Select(option => Report.Cell(option.Values[row])),
                results.Parameters.ToString("N0", CultureInfo.InvariantCulture),
                results.Epochs.ToString(CultureInfo.InvariantCulture),
                results.BestEpoch?.ToString(CultureInfo.InvariantCulture) ?? "-",
                .. quantities.Select((quantity, index) => Cell(quantity, quantity.Value(results), best[index])),
                results.Seconds.ToString("F1", CultureInfo.InvariantCulture),
            ]);
        }
        // Rows that a terminal breaks are easier to read than cells that are broken everywhere.
        const int wide = 1000;
        var width = AnsiConsole.Profile.Width;
        AnsiConsole.Profile.Width = wide;
        AnsiConsole.Write(table);
        AnsiConsole.Profile.Width = width;
        if (best.Any(value => value is not null)) Console.Out.WriteLine("* the best of its column");
    }

    private static TableColumn Left(string heading) => new TableColumn(Markup.Escape(heading)).NoWrap().PadLeft(0).PadRight(1);

    private static TableColumn Right(string heading) => new TableColumn(heading).RightAligned().NoWrap().PadLeft(1).PadRight(0);

    private static Quantity[] Quantities(IReadOnlyList<ComparedRun> runs)
    {
        Quantity[] all =
        [
            new("validation\nloss", results => results.BestValidationLoss, Report.Loss),
            new("train\nloss", results => results.TrainLoss, Report.Loss),
            new("test\nloss", results => results.Test.TryGetValue("test_loss", out var loss) ? loss : null, Report.Loss),
            new(
                "test\naccuracy",
                results => results.IsClassification ? results.TestScore : null,
                score => score.ToString("P2", CultureInfo.InvariantCulture),
                IsLargestBest: true),
            new(
                "test\nR²", results => results.IsClassification ? null : results.TestScore, score => score.ToString("F4", CultureInfo.InvariantCulture),
                IsLargestBest: true),
        ];
        return [.. all.Where(quantity => runs.Any(run => quantity.Value(run.Results) is not null))];
    }

    private static double? Best(IReadOnlyList<ComparedRun> runs, Quantity quantity)
    {
        double[] values = [.. runs.Select(run => quantity.Value(run.Results)).OfType<double>()];
        return values.Length < 2 ? null : quantity.IsLargestBest ? values.Max() : values.Min();
    }

    private static string Cell(Quantity quantity, double? value, double? best) =>
        value is not { } number ? "-" : number == best ? $"[bold]{Markup.Escape(quantity.Text(number))} *[/]" : $"{Markup.Escape(quantity.Text(number))}  ";
}
