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
    private const int MostMarkers = 40;

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

        var figure = new LineFigureLayout(FigureOf(data));
        FigureFile.Draw(Name, path, width, height, canvas => figure.Draw(canvas, width, height));
    }

    /// <summary>Throws what <see cref="Draw"/> would throw for the file's ending or the machine: to be called before hours of training.</summary>
    /// <param name="path">The picture to be drawn later.</param>
    /// <exception cref="ArgumentException">The ending is neither <c>.png</c> nor <c>.svg</c>.</exception>
    /// <exception cref="InvalidOperationException">This machine has no font.</exception>
    public static void ThrowIfCannotDraw(string path) => FigureFile.ThrowIfCannotDraw(Name, path);

    private static LineFigureData FigureOf(LearningCurveData data)
    {
        LineCurve[] losses = Curves(data.Points, point => point.TrainingLoss, point => point.ValidationLoss);
        LineCurve[] scores = Curves(data.Points, point => point.TrainingScore, point => point.ValidationScore);
        var panels = new List<LinePanel>();
        if (losses.Length > 0) panels.Add(LossPanel(data.LossName, losses));
        if (scores.Length > 0) panels.Add(Panel(data.ScoreName, scores) with { IsPercent = data.ScoreIsFraction });
        if (BestEpoch(data.Points, data.BestEpoch) is { } best)
        {
            // One text is enough for the line through both panels.
            var text = BestText(data.Points.First(point => point.Epoch == best));
            for (var index = 0; index < panels.Count; index++) panels[index] = panels[index] with { Marks = [new(best, index == 0 ? text : "")] };
        }

        return new() { Title = data.Title, Panels = panels, Columns = 1, SharesX = true };
    }

    private static LinePanel LossPanel(string name, LineCurve[] losses)
    {
        // A linear axis presses the low end flat where the values span more than this.
        const double spanOfLogarithm = 20;
        var (low, high) = Limits(losses);
        var panel = Panel(name, losses);
        return low > 0 && high / low >= spanOfLogarithm ? panel with { Heading = $"{name} (logarithmic axis)", YLogarithmic = true, YLow = null } : panel;
    }

    private static LinePanel Panel(string name, LineCurve[] curves)
    {
        // Values near zero, relative to the largest, are easier to judge on an axis that starts there.
        const double near = 0.3;
        var (low, high) = Limits(curves);
        return new()
        {
            Heading = name,
            XName = "Epoch",
            Curves = curves,
            YLow = low >= 0 && low <= near * high ? 0 : null,
            HasLineAtZeroX = false,
            HasEndValues = true,
            HasGapCrosses = true,
        };
    }

    /// <summary>The lowest and highest finite value; 0 and 1 if there is none.</summary>
    private static (double Low, double High) Limits(LineCurve[] curves)
    {
        double[] values = [.. curves.SelectMany(curve => curve.Y).Where(FigureValue.IsFinite)];
        return values.Length == 0 ? (0, 1) : (values.Min(), values.Max());
    }

    private static LineCurve[] Curves(
        IReadOnlyList<LearningCurvePoint> points, Func<LearningCurvePoint, double?> training, Func<LearningCurvePoint, double?> validation)
    {
        LineCurve[] both = [Curve("training", training, color: 0), Curve("validation", validation, color: 1) with { HasSquareMarkers = true }];
        return [.. both.Where(curve => curve.Y.Count > 0)];

        LineCurve Curve(string name, Func<LearningCurvePoint, double?> value, int color)
        {
            // The line passes over epochs without a measurement.
            LearningCurvePoint[] measured = [.. points.Where(point => value(point) is not null)];
            return new()
            {
                Name = name,
                X = [.. measured.Select(point => (double)point.Epoch)],
                Y = [.. measured.Select(point => value(point)!.Value)],
                Color = color,
                HasMarkers = measured.Length <= MostMarkers,
            };
        }
    }

    private static int? BestEpoch(IReadOnlyList<LearningCurvePoint> points, int? given)
    {
        return given ?? EpochOfLowest(point => point.ValidationLoss) ?? EpochOfLowest(point => point.TrainingLoss);

        int? EpochOfLowest(Func<LearningCurvePoint, double?> loss)
        {
            var finite = points.Where(point => loss(point) is { } value && FigureValue.IsFinite(value)).ToArray();
            return finite.Length == 0 ? null : finite.MinBy(loss).Epoch;
        }
    }

    private static string BestText(LearningCurvePoint best)
    {
        var (name, loss) = best.ValidationLoss is { } validation && FigureValue.IsFinite(validation) ? ("validation", validation)
            : ("training", best.TrainingLoss ?? double.NaN);
        return $"best epoch {best.Epoch}" + (FigureValue.IsFinite(loss) ? $": {name} loss {NumberText.Value(loss, percent: false)}" : "");
    }

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
