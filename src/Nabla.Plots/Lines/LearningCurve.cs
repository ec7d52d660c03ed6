namespace Nabla.Plots;

/// <summary>
/// The figure of a training run: the loss over the epochs and, if it was measured, the accuracy or error below; final values, best epoch and values
/// that were not finite are marked.
/// </summary>
public static class LearningCurve
{
    private const int SmallestWidth = 600;
    private const int SmallestHeight = 400;
    private const string Name = "learning curve";

    /// <summary>Draws the figure into a file, or leaves what was there untouched.</summary>
    /// <param name="path">The picture; its ending, <c>.png</c> or <c>.svg</c>, says which kind.</param>
    /// <param name="data">What to draw.</param>
    /// <param name="width">Pixels, 600 to 16000. Text grows with the picture.</param>
    /// <param name="height">Pixels, 400 to 16000.</param>
    /// <exception cref="ArgumentException">The ending is another, there is no value to draw, or the epochs do not ascend.</exception>
    /// <exception cref="InvalidOperationException">This machine has no font.</exception>
    /// <exception cref="IOException">The file cannot be written; one line that names it.</exception>
    public static void Draw(string path, LearningCurveData data, int width = 1200, int height = 900)
    {
        ThrowIfCannotDraw(path);
        ArgumentNullException.ThrowIfNull(data);
        FigureFile.ThrowIfOutside(Name, width, SmallestWidth, nameof(width));
        FigureFile.ThrowIfOutside(Name, height, SmallestHeight, nameof(height));
        ThrowIfInvalid(data);

        var figure = new LearningCurveFigure(data);
        FigureFile.Draw(Name, path, width, height, canvas => figure.Draw(canvas, width, height));
    }

    /// <summary>Throws what <see cref="Draw"/> would throw for the file's ending or the machine: to be called before hours of training.</summary>
    /// <param name="path">The picture to be drawn later.</param>
    /// <exception cref="ArgumentException">The ending is neither <c>.png</c> nor <c>.svg</c>.</exception>
    /// <exception cref="InvalidOperationException">This machine has no font.</exception>
    public static void ThrowIfCannotDraw(string path) => FigureFile.ThrowIfCannotDraw(Name, path);

    private static void ThrowIfInvalid(LearningCurveData data)
    {
        if (!data.Points.Any(point => (point.TrainingLoss ?? point.ValidationLoss ?? point.TrainingScore ?? point.ValidationScore) is not null))
            throw new ArgumentException("learning curve: there is no measured value to draw.", nameof(data));
        for (var index = 1; index < data.Points.Count; index++)
        {
            var (before, epoch) = (data.Points[index - 1].Epoch, data.Points[index].Epoch);
            if (epoch <= before) throw new ArgumentException($"learning curve: epochs must ascend, but {epoch} follows {before}.", nameof(data));
        }

        if (data.BestEpoch is { } best && data.Points.All(point => point.Epoch != best))
            throw new ArgumentException($"learning curve: the best epoch, {best}, is not among those measured.", nameof(data));
    }
}
