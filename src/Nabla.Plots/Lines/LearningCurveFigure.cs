using ScottPlot;
using SkiaSharp;

namespace Nabla.Plots;

/// <summary>Lays the figure out: heading, legend, panels one under the other, label of the epochs.</summary>
internal sealed class LearningCurveFigure
{
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
        var page = new FigurePage(target, width, height, FigurePage.ScaleBySides(width, height));
        var top = LegendItem.DrawAll(page.Canvas, Legend, FigurePage.Margin, page.Right - FigurePage.Margin, page.DrawTitle(data.Title), LegendHeight);
        DrawPanels(page, top);
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

    private void DrawPanels(FigurePage page, float top)
    {
        var panelHeight = ((page.Bottom - top - EpochLabelHeight - (FigurePage.Margin / 2)) / panels.Length) - HeadingHeight - TickHeight;
        var left = FigurePage.Margin + 14 + panels.Max(panel => panel.TickWidth(panelHeight));
        var right = page.Right - FigurePage.Margin - 10 - panels.Max(panel => panel.EndLabelWidth());
        var (first, last) = EpochLimits();
        for (var index = 0; index < panels.Length; index++)
        {
            var start = top + (index * (HeadingHeight + panelHeight + TickHeight)) + HeadingHeight;
            panels[index].Draw(page.Canvas, new PixelRect(left, right, start + panelHeight, start), first, last, best, page.Hairline);
        }

        page.Canvas.Text("Epoch", (left + right) / 2, page.Bottom - FigurePage.Margin, Panel.TextSize, FigureCanvas.Ink, SKTextAlign.Center);
    }

    private (double First, double Last) EpochLimits()
    {
        double first = data.Points[0].Epoch;
        double last = data.Points[^1].Epoch;
        var margin = first == last ? 0.5 : 0.025 * (last - first);
        return (first - margin, last + margin);
    }
}
