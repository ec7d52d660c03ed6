using System.Globalization;
using System.Text;
using Nabla.Learning;
using Nabla.Plots;

namespace Nabla.Cli;

/// <summary>The output folder of a training run: the model, the metrics, the learning curve, the results and the report.</summary>
internal sealed class RunFolder : IDisposable
{
    /// <summary>What a dry run says at its end.</summary>
    public const string DryRunWorked =
        "dry run: one batch was trained, validated and tested; model, metrics and a checkpoint were written to a temporary folder and deleted";

    private readonly string folder;

    /// <summary>Checks, before any work is done, that the folder is writable and that no input would be overwritten.</summary>
    public RunFolder(string folder, IEnumerable<string> inputs)
    {
        if (string.IsNullOrWhiteSpace(folder)) throw new DataException("--out: the folder name is empty.");
        this.folder = folder;
        try
        {
            Directory.CreateDirectory(folder);
            var probe = Path.Combine(folder, $".nabla-{Guid.NewGuid():N}");
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"The folder '{Printable.Escape(folder)}' cannot be written: {exception.Message}", exception);
        }
        foreach (var path in (string[])[ModelPath, MetricsPath, CurvePath, ReportPath]) OutputPath.Check(path, inputs);
        LearningCurve.ThrowIfCannotDraw(CurvePath);
    }

    private RunFolder(string folder)
        : this(folder, []) => IsTemporary = true;

    /// <summary>A folder that is deleted when disposed.</summary>
    public static RunFolder Temporary() => new(Path.Combine(Path.GetTempPath(), $"nabla-{Guid.NewGuid():N}"));

    public void Dispose()
    {
        if (IsTemporary) Directory.Delete(folder, recursive: true);
    }

    /// <summary>True for the folder of a dry run.</summary>
    public bool IsTemporary { get; }

    public string Folder => folder;

    /// <summary>Removes what a run has left in a folder, except checkpoints.</summary>
    public static void Clear(string folder)
    {
        if (!Directory.Exists(folder)) return;
        string[] names = ["model.safetensors", "metrics.csv", "learning-curve.png", "report.html", RunResults.FileName];
        foreach (var name in names) File.Delete(Path.Combine(folder, name));
    }

    public string CheckpointPath => Path.Combine(folder, "checkpoints");

    public string ModelPath => Path.Combine(folder, "model.safetensors");

    public string MetricsPath => Path.Combine(folder, "metrics.csv");

    public string CurvePath => Path.Combine(folder, "learning-curve.png");

    public string ReportPath => Path.Combine(folder, "report.html");

    /// <summary>Refuses a run that would go on from the checkpoints of another one without being asked to.</summary>
    public void RequireNoCheckpoints()
    {
        if (!Directory.Exists(CheckpointPath) || !Directory.EnumerateFiles(CheckpointPath, "*.safetensors").Any()) return;
        throw new IOException(
            $"'{Printable.Escape(CheckpointPath)}' holds checkpoints of an earlier run: go on with it by 'nabla train --resume {Printable.Escape(folder)}', "
            + "delete them, or choose another folder with --out.");
    }

    /// <summary>
    /// Saves the model. If that fails, it is saved to the temporary folder, so that the work is not lost. Each failure is reported.
    /// </summary>
    /// <returns>The path of the saved model; null if it could not be saved.</returns>
    public string? Save(TrainedModel model)
    {
        foreach (var path in (string[])[ModelPath, Path.Combine(Path.GetTempPath(), $"nabla-{Guid.NewGuid():N}.safetensors")])
        {
            try
            {
                ModelFile.Save(path, model);
                return path;
            }
            catch (IOException exception)
            {
                Problem(exception);
            }
        }
        return null;
    }

    /// <summary>Writes metrics and learning curve next to the model. If one fails, the failure is reported and the other is still written.</summary>
    /// <returns>True if both were written.</returns>
    public bool WriteMetrics(string title, bool classification, string loss, IReadOnlyList<EpochResult> epochs) => Write(
        () => AtomicFile.Write(MetricsPath, Metrics(classification, epochs)), () => DrawCurve(title, classification, loss, epochs));

    /// <summary>Writes what came of the run. What came of an earlier one stays if nothing is written in its place. A failure is reported.</summary>
    /// <returns>False if it failed.</returns>
    public bool WriteResults(RunResults results) =>
        (results.Status == RunResults.Diverged && File.Exists(ModelPath)) || Write(() => results.Write(folder));

    /// <summary>Writes the report. A failure is reported.</summary>
    /// <returns>False if it failed.</returns>
    public bool WriteReport(RunReportData data) => Write(() => RunReport.Write(ReportPath, data));

    private static bool Write(params Action[] writes)
    {
        var isWritten = true;
        foreach (var write in writes)
        {
            try
            {
                write();
            }
            catch (IOException exception)
            {
                Problem(exception);
                isWritten = false;
            }
        }
        return isWritten;
    }

    private static void Problem(IOException exception) => Console.Error.WriteLine($"nabla: {Printable.Escape(exception.Message.Split('\n')[0])}");

    private static string Metrics(bool classification, IReadOnlyList<EpochResult> epochs)
    {
        var scores = classification ? "train_accuracy,validation_loss,validation_accuracy" : "validation_loss,validation_r2";
        var csv = new StringBuilder($"epoch,train_loss,{scores},seconds\n");
        foreach (var epoch in epochs)
        {
            csv.Append(CultureInfo.InvariantCulture, $"{epoch.Epoch},{epoch.Training.Loss:R},");
            if (classification) csv.Append(CultureInfo.InvariantCulture, $"{epoch.Training.Score:R},");
            csv.Append(CultureInfo.InvariantCulture, $"{epoch.Validation?.Loss:R},{Score(epoch):R},{epoch.Seconds:F3}\n");
        }
        return csv.ToString();
    }

    private void DrawCurve(string title, bool classification, string loss, IReadOnlyList<EpochResult> epochs)
    {
        if (epochs.Count == 0) return;
        LearningCurve.Draw(CurvePath, new LearningCurveData
        {
            Title = title,
            LossName = $"Loss ({loss})",
            ScoreName = classification ? "Accuracy" : "R²",
            ScoreIsFraction = classification,
            BestEpoch = epochs.Any(epoch => epoch.Validation is not null)
                ? epochs.MinBy(epoch => epoch.Validation?.Loss ?? double.PositiveInfinity)!.Epoch
                : null,
            Points = [.. epochs.Select(epoch => new LearningCurvePoint(
                epoch.Epoch,
                epoch.Training.Loss,
                epoch.Validation?.Loss,
                classification ? epoch.Training.Score : null,
                Score(epoch)))],
        });
    }

    /// <summary>The validation score; null if there is none or it is undefined.</summary>
    private static double? Score(EpochResult epoch) => epoch.Validation is { } validation && !double.IsNaN(validation.Score) ? validation.Score : null;
}
