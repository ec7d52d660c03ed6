using Nabla.Learning;
using Nabla.Plots;

namespace Nabla.Cli;

/// <summary>The losses of several runs over the epochs.</summary>
internal static class ComparisonFigure
{
    // The palette without yellow, which is too light for a line, in three line styles.
    private const int Colors = 7;
    private const int MostRuns = 3 * Colors;

    // A linear axis presses the low end flat where the values span more than this.
    private const double SpanOfLogarithm = 20;

    /// <summary>Throws if the figure cannot show that many runs, or none of them has an epoch.</summary>
    public static void ThrowIfCannotShow(IReadOnlyList<ComparedRun> runs)
    {
        if (runs.Count > MostRuns) throw new DataException($"--out: the figure shows at most {MostRuns} runs, but there are {runs.Count}; name fewer.");
        if (runs.All(run => run.Epochs.Count == 0)) throw new DataException("--out: no run has completed an epoch; there is no curve to draw.");
    }

    /// <summary>One panel for each loss: the validation loss if all of its runs have one, otherwise the training loss.</summary>
    public static LineFigureData Data(IReadOnlyList<ComparedRun> runs)
    {
        var drawn = runs.Select((run, index) => (Run: run, Index: index)).Where(item => item.Run.Epochs.Count > 0);
        LinePanel[] panels = [.. drawn.GroupBy(item => item.Run.Results.Loss).Select(group => Panel(group.Key, [.. group]))];
        return panels is [var only]
            ? new() { Title = only.Heading, Panels = [only with { Heading = "" }] }
            : new() { Title = "Losses of the runs", Panels = panels };
    }

    private static LinePanel Panel(string loss, (ComparedRun Run, int Index)[] runs)
    {
        var isValidation = runs.All(item => item.Run.HasValidation);
        LineCurve[] curves =
        [
            .. runs.Select(item => new LineCurve
            {
                Name = item.Run.Name,
                X = [.. item.Run.Epochs.Select(epoch => (double)epoch.Epoch)],
                Y = [.. item.Run.Epochs.Select(epoch => isValidation ? epoch.ValidationLoss!.Value : epoch.TrainLoss)],
                Color = item.Index % Colors,
                Style = (CurveStyle)(item.Index / Colors),
            }),
        ];
        double[] values = [.. curves.SelectMany(curve => curve.Y).Where(double.IsFinite)];
        var isLogarithmic = values.Length > 0 && values.Min() > 0 && values.Max() / values.Min() >= SpanOfLogarithm;
        return new()
        {
            Heading = $"{(isValidation ? "Validation" : "Training")} loss ({loss}{(isLogarithmic ? ", logarithmic axis" : "")})",
            XName = "Epoch",
            Curves = curves,
            YLogarithmic = isLogarithmic,
        };
    }
}
