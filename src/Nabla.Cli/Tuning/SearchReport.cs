using System.Globalization;
using Spectre.Console;

namespace Nabla.Cli;

/// <summary>The results of a search for people.</summary>
/// <param name="Name">The name of the search.</param>
/// <param name="Plan">What was searched.</param>
/// <param name="Rungs">Its rungs.</param>
/// <param name="Results">The finished trials.</param>
internal sealed record SearchReport(string Name, SearchPlan Plan, IReadOnlyList<Rung> Rungs, IReadOnlyList<TrialResult> Results)
{
    private const int Shown = 10;

    /// <summary>The best trial of the last rung that was reached; null if none has finished.</summary>
    public TrialResult? Best => TrialResult.Ranked(Results).FirstOrDefault(result => result.Loss is not null);

    /// <summary>The rungs in words.</summary>
    public static string Describe(IReadOnlyList<Rung> rungs) => rungs is [{ Epochs: null } only]
        ? $"{only.Trials} trials"
        : string.Join(", then ", rungs.Select(rung => $"{Count(rung.Trials, "trial")} of {Count(rung.Epochs ?? 0, "epoch")}"));

    /// <summary>The values of a trial with their options.</summary>
    public static string Values(SearchPlan plan, IReadOnlyList<string> values) =>
        Shell.Line(plan.Ranges.Zip(values, (range, value) => new[] { range.Option, value }).SelectMany(pair => pair));

    /// <summary>A number of things, as in 1 epoch or 2 epochs.</summary>
    public static string Count(int number, string what) => string.Create(CultureInfo.InvariantCulture, $"{number} {what}{(number == 1 ? "" : "s")}");

    /// <summary>Prints the best trials, each by the last rung that it reached.</summary>
    public void Print()
    {
        if (Results.Count == 0) return;
        TrialResult[] trials = [.. TrialResult.Ranked(Results.GroupBy(result => result.Trial).Select(Last))];
        var table = new Table().Border(TableBorder.Simple).AddColumn(Column("trial"));
        foreach (var range in Plan.Ranges) table.AddColumn(Column(range.Option.TrimStart('-')));
        table.AddColumn(Column("epochs")).AddColumn(Column("validation\nloss")).AddColumn(Column("best\nepoch"));
        table.AddColumn(Column(trials.All(trial => trial.IsClassification) ? "test\naccuracy" : "test\nR²")).AddColumn(Column("seconds"));
        foreach (var trial in trials.Take(Shown))
        {
            table.AddRow(
            [
                Text(trial.Trial), .. trial.Values.Select(Report.Cell), Text(trial.Epochs), trial.Loss is { } loss ? Report.Loss(loss) : "failed",
                trial.BestEpoch is { } epoch ? Text(epoch) : "-",
                trial.Score?.ToString(trial.IsClassification ? "P2" : "F4", CultureInfo.InvariantCulture) ?? "-",
                trial.Seconds.ToString("F1", CultureInfo.InvariantCulture),
            ]);
        }
        var width = AnsiConsole.Profile.Width;
        AnsiConsole.Profile.Width = 1000;
        AnsiConsole.Write(table);
        AnsiConsole.Profile.Width = width;
        var failed = trials.Count(trial => trial.Loss is null);
        if (trials.Length > Shown) Console.Out.WriteLine($"the best {Shown} of {trials.Length} trials; {SearchState.FileName} has all");
        if (failed > 0) Console.Out.WriteLine($"{failed} {(failed == 1 ? "trial has" : "trials have")} failed; {SearchState.FileName} has the reasons");
    }

    /// <summary>The result of the last rung in which a trial finished, or its failure.</summary>
    private static TrialResult Last(IEnumerable<TrialResult> rungs) => rungs.MaxBy(result => (result.Loss is not null, result.Rung))!;

    private static TableColumn Column(string heading) => new TableColumn(Markup.Escape(heading)).RightAligned().NoWrap().PadLeft(1).PadRight(0);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
