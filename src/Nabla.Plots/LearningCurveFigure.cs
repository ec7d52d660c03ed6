using ScottPlot;
using SkiaSharp;

namespace Nabla.Plots;

/// <summary>Lays the figure out: heading, legend, panels one under the other, label of the epochs.</summary>
internal sealed class LearningCurveFigure
{
    private const float Margin = 28;
    private const float TitleSize = 28;
    private const float SmallestTitleSize = 15;
    // Below this, text could not be read.
    private const float SmallestScale = 0.65f;
    private const float LegendHeight = 30;
    private const float HeadingHeight = 44;
    private const float TickHeight = 34;
    private const float EpochLabelHeight = 34;

    private readonly LearningCurveData data;
    private readonly Panel[] panels;
    private readonly int? best;

    internal LearningCurveFigure(LearningCurveData data)
    {
        this.data = data;
        var trainingLoss = Series.Training(data.Points, point => point.TrainingLoss);
        var validationLoss = Series.Validation(data.Points, point => point.ValidationLoss);
        var trainingScore = Series.Training(data.Points, point => point.TrainingScore);
        var validationScore = Series.Validation(data.Points, point => point.ValidationScore);

        var panels = new List<Panel>();
        if (HasValues(trainingLoss, validationLoss))
            panels.Add(new Panel(data.LossName, [trainingLoss, validationLoss], allowLogarithm: true, percent: false));
        if (HasValues(trainingScore, validationScore))
            panels.Add(new Panel(data.ScoreName, [trainingScore, validationScore], allowLogarithm: false, data.ScoreIsFraction));
        this.panels = [.. panels];
        best = data.BestEpoch ?? EpochOfLowest(validationLoss) ?? EpochOfLowest(trainingLoss);
        Legend = FormatLegend([trainingLoss, trainingScore], [validationLoss, validationScore]);
    }

    private List<LegendItem> Legend { get; }

    internal void Draw(SKCanvas target, int width, int height)
    {
        // Everything is laid out in the pixels of a picture of 1200 x 900; larger pictures show the same, larger.
        var scale = Math.Max(SmallestScale, Math.Min(width / 1200f, height / 900f));
        target.Clear(SKColors.White);
        target.Scale(scale);
        var canvas = new FigureCanvas(target);
        var (right, bottom) = (width / scale, height / scale);

        DrawTitle(canvas, right);
        var top = LegendItem.DrawAll(canvas, Legend, Margin, right - Margin, Margin + TitleSize + 24, LegendHeight);
        // A line narrower than a pixel of the picture would come and go with its place.
        DrawPanels(canvas, right, top, bottom, hairline: Math.Max(1, 1 / scale));
    }

    private static bool HasValues(params Series[] curves) => curves.Any(curve => curve.Values.Length > 0);

    private static int? EpochOfLowest(Series losses)
    {
        var finite = losses.Values.Where(point => Series.IsFinite(point.Value)).ToArray();
        return finite.Length == 0 ? null : finite.MinBy(point => point.Value).Epoch;
    }

    private List<LegendItem> FormatLegend(Series[] training, Series[] validation)
    {
        var items = new List<LegendItem>();
        foreach (var curves in new[] { training, validation })
        {
            if (HasValues(curves)) items.Add(new(LegendSample.Curve, curves[0].Name, curves[0].Color, IsSquare: curves == validation));
        }

        if (best is not null) items.Add(new(LegendSample.Dashes, FormatBest(best.Value), FigureCanvas.Faint));
        if (panels.Any(panel => panel.HasGaps)) items.Add(new(LegendSample.Cross, "not finite (NaN or ∞)", FigureCanvas.Ink));
        return items;
    }

    private string FormatBest(int epoch)
    {
        var point = data.Points.First(point => point.Epoch == epoch);
        if (point.ValidationLoss is { } validation && Series.IsFinite(validation))
            return $"best epoch {epoch}: validation loss {NumberText.Value(validation, percent: false)}";
        if (point.TrainingLoss is { } training && Series.IsFinite(training))
            return $"best epoch {epoch}: training loss {NumberText.Value(training, percent: false)}";
        return $"best epoch {epoch}";
    }

    private void DrawTitle(FigureCanvas canvas, float width)
    {
        var title = data.Title.ReplaceLineEndings(" ").Trim();
        if (title.Length == 0) return;
        var room = width - (2 * Margin);
        var size = Math.Clamp(TitleSize * room / FigureCanvas.Measure(title, TitleSize, bold: true), SmallestTitleSize, TitleSize);
        if (FigureCanvas.Measure(title, size, bold: true) > room)
        {
            var kept = title.Length;
            while (kept > 0 && FigureCanvas.Measure(title[..kept] + "…", size, bold: true) > room) kept--;
            title = title[..kept] + "…";
        }

        canvas.Text(title, Margin, Margin + TitleSize - 4, size, FigureCanvas.Ink, bold: true);
    }

    private void DrawPanels(FigureCanvas canvas, float width, float top, float bottom, float hairline)
    {
        var panelHeight = ((bottom - top - EpochLabelHeight - (Margin / 2)) / panels.Length) - HeadingHeight - TickHeight;
        var left = Margin + 14 + panels.Max(panel => panel.TickWidth(panelHeight));
        var right = width - Margin - 10 - panels.Max(panel => panel.EndLabelWidth());
        var (first, last) = EpochLimits();
        for (var index = 0; index < panels.Length; index++)
        {
            var start = top + (index * (HeadingHeight + panelHeight + TickHeight)) + HeadingHeight;
            panels[index].Draw(canvas, new PixelRect(left, right, start + panelHeight, start), first, last, best, hairline);
        }

        canvas.Text("Epoch", (left + right) / 2, bottom - Margin, Panel.TextSize, FigureCanvas.Ink, SKTextAlign.Center);
    }

    private (double First, double Last) EpochLimits()
    {
        double first = data.Points[0].Epoch;
        double last = data.Points[^1].Epoch;
        var margin = first == last ? 0.5 : 0.025 * (last - first);
        return (first - margin, last + margin);
    }
}
