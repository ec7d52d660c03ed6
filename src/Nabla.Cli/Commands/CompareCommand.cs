using System.CommandLine;
using Nabla.Learning;
using Nabla.Plots;

namespace Nabla.Cli;

/// <summary><c>nabla compare</c>: shows training runs beside each other.</summary>
internal static class CompareCommand
{
    public static Command Create()
    {
        var folders = new Argument<string[]>("runs") { Description = "Folders that train has written", Arity = ArgumentArity.OneOrMore };
        var picture = new Option<string?>("--out") { Description = "File for a figure of the losses over the epochs, which ends in .png or .svg" };
        var json = new Option<bool>("--json") { Description = "Print one JSON object on the last line instead of the table" };
        var command = new Command("compare", "Compare training runs: how they differ, and what came of it.") { folders, picture, json };
        command.SetAction(parsed =>
        {
            var path = parsed.GetValue(picture);
            if (path is not null) LineFigure.ThrowIfCannotDraw(path);
            var runs = ComparedRun.Read(parsed.GetRequiredValue(folders));
            if (path is not null)
            {
                OutputPath.Check(path, runs.SelectMany(run => Directory.EnumerateFiles(run.Folder)));
                ComparisonFigure.ThrowIfCannotShow(runs);
            }
            string[] notes = [.. RunDifferences.Notes(runs)];
            if (!parsed.GetValue(json))
            {
                ComparisonTable.Print(runs);
                foreach (var note in notes) Console.Out.WriteLine($"note: {Printable.Escape(note)}");
            }
            if (path is not null)
            {
                LineFigure.Draw(path, ComparisonFigure.Data(runs), 1200, 800);
                if (!parsed.GetValue(json)) Console.Out.WriteLine($"saved to {Printable.Escape(path)}");
            }
            if (parsed.GetValue(json)) Console.Out.WriteLine(Line(runs, notes));
            return 0;
        });
        return command;
    }

    private static string Line(IReadOnlyList<ComparedRun> runs, string[] notes) => Json.Line(
        ("differing", RunDifferences.Of(runs).Select(option => option.Name).ToArray()),
        ("notes", notes),
        ("runs", runs.Select(run => (object?)Members(run)).ToArray()));

    private static (string Name, object? Value)[] Members(ComparedRun run) =>
    [
        ("name", run.Name), ("folder", run.Folder), ("status", run.Results.Status), ("data", run.Results.Data), ("loss", run.Results.Loss),
        ("layers", run.Results.Layers), ("parameters", run.Results.Parameters), ("epochs", run.Results.Epochs), ("train_loss", run.Results.TrainLoss),
        ("validation_loss", run.Results.ValidationLoss), ("best_validation_loss", run.Results.BestValidationLoss), ("best_epoch", run.Results.BestEpoch),
        .. run.Results.Test.Select(item => (item.Key, (object?)item.Value)), ("training_seconds", run.Results.TrainingSeconds),
        ("seconds", run.Results.Seconds), ("options", run.Results.Options.Select(option => (option.Key, (object?)option.Value))),
    ];
}
