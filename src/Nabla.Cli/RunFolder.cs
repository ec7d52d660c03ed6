using System.Globalization;
using System.Text;
using Nabla.Learning;
using Nabla.Plots;

namespace Nabla.Cli;

/// <summary>The folder that a training run leaves behind: the model, the metrics and the learning curve.</summary>
internal sealed class RunFolder
{
    private readonly string folder;

    /// <summary>Makes sure, before any work is done, that the folder can be written.</summary>
    public RunFolder(string folder)
    {
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
            throw new IOException($"The folder '{folder}' cannot be written: {exception.Message}", exception);
        }
        LearningCurve.ThrowIfCannotDraw(CurvePath);
    }

    public string ModelPath => Path.Combine(folder, "model.safetensors");

    public string MetricsPath => Path.Combine(folder, "metrics.csv");

    public string CurvePath => Path.Combine(folder, "learning-curve.png");

    public void Write(string title, TrainedModel model, IReadOnlyList<EpochResult> epochs)
    {
        ModelFile.Save(ModelPath, model);
        var classification = model.ClassNames.Count > 0;
        var csv = new StringBuilder($"epoch,train_loss,{(classification ? "train_accuracy,validation_loss,validation_accuracy" : "validation_loss,validation_r2")},seconds\n");
        foreach (var epoch in epochs)
        {
            csv.Append(CultureInfo.InvariantCulture, $"{epoch.Epoch},{epoch.Training.Loss:R},");
            if (classification) csv.Append(CultureInfo.InvariantCulture, $"{epoch.Training.Score:R},");
            csv.Append(CultureInfo.InvariantCulture, $"{epoch.Validation?.Loss:R},{epoch.Validation?.Score:R},{epoch.Seconds:F3}\n");
        }
        AtomicFile.Write(MetricsPath, csv.ToString());
        if (epochs.Count == 0) return;
        LearningCurve.Draw(CurvePath, new LearningCurveData
        {
            Title = title,
            LossName = $"Loss ({model.LossName})",
            ScoreName = classification ? "Accuracy" : "R²",
            ScoreIsFraction = classification,
            BestEpoch = epochs.Any(epoch => epoch.Validation is not null) ? epochs.MinBy(epoch => epoch.Validation?.Loss ?? double.PositiveInfinity)!.Epoch : null,
            Points = [.. epochs.Select(epoch => new LearningCurvePoint(
                epoch.Epoch,
                epoch.Training.Loss,
                epoch.Validation?.Loss,
                classification ? epoch.Training.Score : null,
                epoch.Validation?.Score))],
        });
    }
}
