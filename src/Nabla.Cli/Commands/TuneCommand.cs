using System.CommandLine;
using System.Globalization;
using Nabla.Learning;
using Nabla.Plots;
using Spectre.Console;

namespace Nabla.Cli;

/// <summary><c>nabla tune</c>: searches options of <c>nabla train</c> that give a small validation loss.</summary>
internal static class TuneCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "JSON file with what to train and the ranges to search; see docs/guide/tuning.md" };
        var folder = new Option<string?>("--out") { Description = "Folder for the trials, their table and a figure (default: runs/tune-FILE)" };
        var resume = new Option<bool>("--resume") { Description = "Go on with an interrupted search" };
        var command = new Command("tune", "Search options of train by random search or successive halving.") { file, folder, resume };
        command.SetAction(parsed =>
        {
            var path = parsed.GetRequiredValue(file);
            var place = parsed.GetValue(folder) ?? Path.Combine("runs", $"tune-{Path.GetFileNameWithoutExtension(path)}");
            if (string.IsNullOrWhiteSpace(place)) throw new DataException("--out: the folder name is empty.");
            return Run(path, place, parsed.GetValue(resume));
        });
        return command;
    }

    private static int Run(string path, string folder, bool isResumed)
    {
        var options = new TrainOptions();
        var plan = SearchFile.Read(path, options);
        var trials = plan.Draw();
        int? epochs = null;
        foreach (var trial in trials) epochs = options.Check(plan.Arguments(trial, null), Printable.Escape(path));
        var rungs = plan.Rungs(trials.Count, epochs);
        var state = new SearchState(folder, plan);
        if (!isResumed && state.Exists)
            throw new DataException($"'{Printable.Escape(folder)}' holds a search: go on with it by --resume, or choose another folder with --out.");
        if (isResumed && !state.Exists)
            throw new DataException($"--resume: '{Printable.Escape(folder)}' holds no search; omit --resume to begin one.");
        var finished = isResumed ? state.Read(trials, rungs.Count) : [];
        Directory.CreateDirectory(folder);
        var picture = Path.Combine(folder, "tune.png");
        OutputPath.Check(picture, path);
        LineFigure.ThrowIfCannotDraw(picture);
        if (!isResumed) state.Write([]);

        var name = Path.GetFileNameWithoutExtension(path);
        if (trials.Count < plan.Trials) Console.Out.WriteLine($"the ranges hold no more than {trials.Count} different trials; each is run once");
        Console.Out.WriteLine($"{Printable.Escape(name)}: {SearchReport.Describe(rungs)}");
        if (finished.Count > 0) Console.Out.WriteLine($"{finished.Count} {(finished.Count == 1 ? "is" : "are")} finished already");
        using var interruption = new Interruption();
        var runner = new TrialRunner(folder, plan, trials, rungs, interruption.Token);
        var (results, isComplete) = new Search(trials, rungs).Run(finished, Shown(runner, plan, trials, rungs), state.Write);
        return Finish(new(name, plan, rungs, results), runner, picture, isComplete, $"nabla tune {Shell.Word(path)} --out {Shell.Word(folder)} --resume");
    }

    private static int Finish(SearchReport report, TrialRunner runner, string picture, bool isComplete, string again)
    {
        report.Print();
        if (!isComplete) Console.Out.WriteLine($"stopped after {report.Results.Count} trials; go on with: {again}");
        if (report.Best is not { } best)
        {
            if (!isComplete) return Interruption.ExitCode;
            Console.Error.WriteLine($"nabla: no trial has finished; the first failed because: {report.Results[0].Reason}");
            return ExitCode.Failed;
        }
        if (isComplete) Console.Out.WriteLine($"train the best with: nabla {Shell.Line(runner.Arguments(best.Trial - 1, best.Rung - 1))}");
        LineFigure.Draw(picture, TrialFigure.Data(report), 1200, TrialFigure.Height(report.Plan));
        Console.Out.WriteLine(
            $"saved in {Printable.Escape(runner.FolderOf(best.Trial - 1, best.Rung - 1))}, all trials in {Printable.Escape(Path.GetDirectoryName(picture)!)}");
        return isComplete ? 0 : Interruption.ExitCode;
    }

    /// <summary>Runs a trial with a line about it, and on a terminal with a sign that it runs.</summary>
    private static Func<int, int, TrialResult?> Shown(
        TrialRunner runner, SearchPlan plan, IReadOnlyList<string[]> trials, IReadOnlyList<Rung> rungs)
    {
        var isTerminal = !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities.Ansi;
        return (trial, rung) =>
        {
            TrialResult? result = null;
            var what = SearchReport.Values(plan, trials[trial]);
            var text = (rungs.Count > 1 ? $"rung {rung + 1} of {rungs.Count}, " : "") + $"trial {trial + 1}";
            if (isTerminal) AnsiConsole.Status().Start(Markup.Escape($"{text}: {what}"), _ => result = runner.Run(trial, rung));
            else result = runner.Run(trial, rung);
            if (result is not null)
            {
                var outcome = result.Loss is { } loss ? $"validation loss {Report.Loss(loss)}" : $"failed: {result.Reason}";
                Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{text}  {what}  {outcome}  {result.Seconds:F1} s"));
            }
            return result;
        };
    }
}
