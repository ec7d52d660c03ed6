using System.Globalization;
using Nabla.Learning;
using Spectre.Console;

namespace Nabla.Cli;

/// <summary>Shows a training run: a progress bar on a terminal, or one plain line per epoch.</summary>
internal static class TrainingScreen
{
    private static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(100);

    /// <summary>Runs and shows training.</summary>
    /// <param name="train">The training, which calls the callback after every step and every epoch.</param>
    /// <param name="bar">True for a progress bar, false for plain lines.</param>
    public static IReadOnlyList<EpochResult> Run(Func<ITrainingCallback, IReadOnlyList<EpochResult>> train, bool bar)
    {
        if (!bar) return train(new TrainingCallback(epoch: epoch => Console.Out.WriteLine(Line(epoch))));
        IReadOnlyList<EpochResult> results = [];
        var columns = new ProgressColumn[]
        {
            new TaskDescriptionColumn { Alignment = Justify.Left },
            new ProgressBarColumn { Width = 12 },
            new PercentageColumn(),
        };
        AnsiConsole.Progress().AutoClear(true).Columns(columns).Start(context =>
        {
            var task = context.AddTask("starting", maxValue: 1);
            var next = TimeSpan.Zero;
            results = train(new TrainingCallback(
                progress =>
                {
                    if (progress.Elapsed < next) return;
                    next = progress.Elapsed + Refresh;
                    var share = (progress.Epoch - 1 + (double)progress.Batch / progress.Batches) / progress.Epochs;
                    task.Value = share;
                    task.Description = Markup.Escape(Describe(progress, share));
                },
                epoch => AnsiConsole.WriteLine(Line(epoch))));
        });
        return results;
    }

    private static string Describe(TrainingProgress progress, double share)
    {
        var rate = progress.Examples / Math.Max(1e-9, progress.Elapsed.TotalSeconds);
        var left = progress.Elapsed * ((1 - share) / share);
        var score = double.IsNaN(progress.Score) ? "" : string.Create(CultureInfo.InvariantCulture, $"  accuracy {progress.Score:P1}");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{progress.Epoch}/{progress.Epochs}  loss {progress.Loss:G3}{score}  {rate:N0} samples/s  {left:mm\\:ss} left");
    }

    private static string Line(EpochResult epoch)
    {
        var classes = !double.IsNaN(epoch.Training.Score);
        var text = string.Create(CultureInfo.InvariantCulture, $"epoch {epoch.Epoch,3}  loss {Report.Loss(epoch.Training.Loss)}");
        if (classes) text += string.Create(CultureInfo.InvariantCulture, $"  accuracy {epoch.Training.Score:P2}");
        if (epoch.Validation is { } validation)
        {
            text += string.Create(CultureInfo.InvariantCulture, $"  validation {Report.Loss(validation.Loss)}, ");
            text += classes ? string.Create(CultureInfo.InvariantCulture, $"{validation.Score:P2}") : Report.RSquared(validation.Score);
        }
        return text + string.Create(CultureInfo.InvariantCulture, $"  {epoch.Seconds:F2} s");
    }
}
