using System.Globalization;
using Nabla.Plots;

namespace Nabla.Cli;

/// <summary>The trials of a search: for every range a panel with the validation loss against the value.</summary>
internal static class TrialFigure
{
    // A linear axis presses the low end flat where the values span more than this.
    private const double SpanOfLogarithm = 20;
    private const int Black = 6;

    /// <summary>The height of the figure of a search if it is 1200 pixels wide.</summary>
    public static int Height(SearchPlan plan) => 150 + 310 * ((plan.Ranges.Count + Columns(plan) - 1) / Columns(plan));

    /// <summary>The figure of a search with at least one finished trial.</summary>
    public static LineFigureData Data(SearchReport report)
    {
        TrialResult[] finished = [.. report.Results.Where(result => result.Loss is not null)];
        var (low, high) = (finished.Min(result => result.Loss!.Value), finished.Max(result => result.Loss!.Value));
        var isLogarithmic = low > 0 && high / low >= SpanOfLogarithm;
        var failed = report.Results.Count(result => result.Loss is null);
        return new()
        {
            Title = $"{report.Name}: trials of the search" + (failed > 0 ? $" ({failed} failed, not shown)" : ""),
            Panels = [.. report.Plan.Ranges.Select((range, index) => Panel(report, finished, range, index, isLogarithmic))],
            Columns = Columns(report.Plan),
        };
    }

    /// <summary>As many columns, up to three, as leave room for the names of the values.</summary>
    private static int Columns(SearchPlan plan)
    {
        // The letters that fit below all panels of a row.
        const int letters = 110;
        var widest = plan.Ranges.OfType<ChoiceRange>()
            .Select(range => range.Values.Count * (range.Values.Max(value => value.Length) + 1)).DefaultIfEmpty(1).Max();
        return Math.Clamp(letters / widest, 1, Math.Min(3, plan.Ranges.Count));
    }

    private static LinePanel Panel(SearchReport report, TrialResult[] finished, SearchRange range, int index, bool isLogarithmic)
    {
        var names = range is ChoiceRange choice ? choice.Values : [];
        var rungs = finished.GroupBy(result => result.Rung).OrderBy(rung => rung.Key).Select(rung => Points(
            report.Rungs.Count > 1 ? $"after {SearchReport.Count(rung.First().Epochs, "epoch")}" : "trial", rung, (rung.Key - 1) % Black));
        return new()
        {
            XName = range.Option.TrimStart('-'),
            YName = isLogarithmic ? "Best validation loss (logarithmic axis)" : "Best validation loss",
            Curves = [.. rungs, Points(string.Create(CultureInfo.InvariantCulture, $"the best, trial {report.Best!.Trial}"), [report.Best], Black)],
            XLogarithmic = range is NumberRange { IsLogarithmic: true },
            XCategories = names,
            Marks = [new(At(report.Best))],
            YLogarithmic = isLogarithmic,
        };

        LineCurve Points(string name, IEnumerable<TrialResult> results, int color) => new()
        {
            Name = name,
            X = [.. results.Select(At)],
            Y = [.. results.Select(result => result.Loss!.Value)],
            Color = color,
            Style = CurveStyle.Points,
        };

        double At(TrialResult result) => names.Count > 0
            ? Enumerable.Range(0, names.Count).First(place => names[place] == result.Values[index])
            : double.Parse(result.Values[index], CultureInfo.InvariantCulture);
    }
}
