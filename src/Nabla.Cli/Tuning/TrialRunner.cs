using System.CommandLine;
using System.Diagnostics;
using System.Globalization;

namespace Nabla.Cli;

/// <summary>Runs trials through <c>nabla train</c>, in this process and without its output.</summary>
internal sealed class TrialRunner(string folder, SearchPlan plan, IReadOnlyList<string[]> trials, IReadOnlyList<Rung> rungs, CancellationToken cancellation)
{
    /// <summary>The arguments of a trial in a rung, both from 0.</summary>
    public IReadOnlyList<string> Arguments(int trial, int rung) => plan.Arguments(trials[trial], rungs[rung].Epochs);

    /// <summary>Runs a trial in a rung, both from 0.</summary>
    /// <returns>The result; null if it was stopped.</returns>
    /// <exception cref="IOException">The folder of the trial cannot be written: no fault of the trial, which can be run again later.</exception>
    public TrialResult? Run(int trial, int rung)
    {
        if (cancellation.IsCancellationRequested) return null;
        var clock = Stopwatch.StartNew();
        var run = FolderOf(trial, rung);
        // What an earlier attempt has left must not be taken for the result of this one.
        RunFolder.Clear(run);
        var result = new TrialResult(trial + 1, rung + 1, rungs[rung].Epochs ?? 0, trials[trial], null);
        try
        {
            Train([.. Arguments(trial, rung), "--out", run]);
        }
        catch (Exception exception) when (exception is not (IOException or UnauthorizedAccessException) && UserError.Message(exception) is not null)
        {
            return result with { Reason = UserError.Message(exception), Seconds = clock.Elapsed.TotalSeconds };
        }
        if (cancellation.IsCancellationRequested && !File.Exists(Path.Combine(run, RunResults.FileName))) return null;
        var results = RunResults.Read(run);
        if (results.Status == RunResults.Interrupted) return null;
        var isFinished = results is { Status: RunResults.Complete, BestValidationLoss: not null };
        return result with
        {
            Epochs = int.Parse(results.Options["--epochs"], CultureInfo.InvariantCulture),
            Loss = isFinished ? results.BestValidationLoss : null,
            Reason = isFinished ? null : results.Reason ?? "no finite validation loss was measured; give a larger --validation",
            BestEpoch = isFinished ? results.BestEpoch : null,
            Score = results.TestScore,
            IsClassification = results.IsClassification,
            Seconds = results.Seconds,
        };
    }

    /// <summary>The folder of a trial in a rung.</summary>
    public string FolderOf(int trial, int rung)
    {
        var digits = trials.Count.ToString(CultureInfo.InvariantCulture).Length;
        var name = $"trial-{(trial + 1).ToString($"D{digits}", CultureInfo.InvariantCulture)}";
        return rungs.Count == 1 ? Path.Combine(folder, name) : Path.Combine(folder, $"rung-{rung + 1}", name);
    }

    private static void Train(string[] arguments)
    {
        var (output, errors) = (Console.Out, Console.Error);
        Console.SetOut(TextWriter.Null);
        Console.SetError(TextWriter.Null);
        try
        {
            new TrainOptions().Parse(arguments).Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(errors);
        }
    }
}
