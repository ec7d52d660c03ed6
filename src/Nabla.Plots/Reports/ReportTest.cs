using System.Globalization;
using System.Text;

namespace Nabla.Plots;

/// <summary>The part of a report on test examples.</summary>
internal static class ReportTest
{
    private const int MostClasses = 20;
    private const int ColumnsShown = 6;

    public static void Append(StringBuilder html, TestJudgment test)
    {
        if (test.Confusion is { Classes: > 0 and <= MostClasses }) Matrix(html, test);
        else if (test.Confusion is not null) Confused(html, test);
        if (test.Mistakes.Count > 0) Mistakes(html, test);
        if (test.Calibration is { } calibration)
        {
            var bins = calibration.Bins.Where(bin => bin.Count > 0).ToList();
            var auc = double.IsNaN(test.RocAuc) ? "" : string.Create(CultureInfo.InvariantCulture, $" The area under the ROC curve is {test.RocAuc:F4}.");
            var note = "Predictions grouped by the probability that they claim, and how often they are right: on the broken line, they are right as often as "
                + string.Create(CultureInfo.InvariantCulture, $"they claim. The mean distance from it is {calibration.Value:P1}.{auc}");
            ReportSeries[] curves =
            [
                new("as claimed", [(0, 0), (1, 1)], 6) { IsDashed = true },
                new("as measured", [.. bins.Select(bin => (bin.Confidence, bin.Accuracy))], 0),
            ];
            RunReport.Section(html, "Calibration", note, [
                ("Accuracy by probability", ReportChart.Lines("Accuracy by stated probability", "probability", curves, isPercent: true)),
                ("Number of predictions by probability", Counts(bins)),
            ]);
        }
        if (test.Predictions.Count == 0) return;
        var (low, high) = (test.Predictions.Min(point => point.Target), test.Predictions.Max(point => point.Target));
        RunReport.Section(html, "Predictions", "Test examples: the closer to the broken line, the better. Errors should not depend on the value.", [
            ($"Prediction by true value of {test.TargetName}", ReportChart.Lines("Prediction by true value", "true value", [
                new("exact", [(low, low), (high, high)], 6) { IsDashed = true },
                new("prediction", test.Predictions, 0) { IsScatter = true },
            ])),
            ("Prediction − true value", ReportChart.Histogram(
                "Histogram of errors", [.. test.Predictions.Select(point => point.Prediction - point.Target)], 0)),
        ]);
    }

    private static string Counts(List<(long Count, double Confidence, double Accuracy)> bins)
    {
        var points = bins.Select(bin => (bin.Confidence, (double)bin.Count)).ToList();
        return ReportChart.Lines("Number of predictions by stated probability", "probability", [new("", points, 0)], yLogarithmic: true);
    }

    private static void Matrix(StringBuilder html, TestJudgment test)
    {
        var matrix = test.Confusion!;
        var classes = matrix.Classes;
        html.Append("<section><h2>Confusion matrix</h2><p class=\"note\">Test examples by true class (rows) and predicted class (columns). "
            + "Precision: how many of the predictions of a class are right. Recall: how many of its examples are found.</p>"
            + "<div class=\"card wide\"><table class=\"matrix\"><tr><td></td>");
        for (var i = 0; i < classes; i++) html.Append($"<th scope=\"col\">{Name(test, i)}</th>");
        html.Append("<th scope=\"col\">precision</th><th scope=\"col\">recall</th><th scope=\"col\">F1</th></tr>");
        for (var label = 0; label < classes; label++)
        {
            var sum = (double)Math.Max(1, Enumerable.Range(0, classes).Sum(predicted => matrix[label, predicted]));
            html.Append($"<tr><th scope=\"row\">{Name(test, label)}</th>");
            for (var predicted = 0; predicted < classes; predicted++)
            {
                var count = matrix[label, predicted];
                // Mistakes are rare, and must be seen nevertheless.
                var share = predicted == label ? 60 * count / sum : count == 0 ? 0 : 15 + 85 * Math.Sqrt(count / sum);
                var color = predicted == label ? "good" : "bad";
                html.Append(CultureInfo.InvariantCulture, $"<td style=\"background:color-mix(in srgb,var(--{color}) {share:F0}%,transparent)\">");
                html.Append(CultureInfo.InvariantCulture, $"{(count == 0 ? "" : count)}</td>");
            }
            html.Append($"<td>{Share(matrix.Precision(label))}</td><td>{Share(matrix.Recall(label))}</td><td>{Share(matrix.F1(label))}</td></tr>");
        }
        html.Append("</table></div></section>");
    }

    /// <summary>The pairs that are confused most, where a matrix would be too large.</summary>
    private static void Confused(StringBuilder html, TestJudgment test)
    {
        var matrix = test.Confusion!;
        var pairs =
            from label in Enumerable.Range(0, matrix.Classes)
            from predicted in Enumerable.Range(0, matrix.Classes)
            where predicted != label && matrix[label, predicted] > 0
            orderby matrix[label, predicted] descending
            select (label, predicted, matrix[label, predicted]);
        html.Append("<section><h2>Classes confused most</h2><div class=\"card wide\"><table><tr><th>true</th><th>predicted</th><th>examples</th></tr>");
        foreach (var (label, predicted, count) in pairs.Take(MostClasses))
            html.Append(CultureInfo.InvariantCulture, $"<tr><td>{Name(test, label)}</td><td>{Name(test, predicted)}</td><td>{count}</td></tr>");
        html.Append("</table></div></section>");
    }

    private static void Mistakes(StringBuilder html, TestJudgment test)
    {
        html.Append("<section><h2>Mistakes</h2><p class=\"note\">Misclassified test examples, the most confident ones first: "
            + "true class → predicted class, and its probability.</p><div class=\"card wide\">");
        if (ReportImage.Address(test.Mistakes[0].Shape, test.Mistakes[0].Values) is not null)
        {
            html.Append("<div class=\"mistakes\">");
            foreach (var mistake in test.Mistakes)
            {
                var caption = $"{Name(test, mistake.Label)} → {Name(test, mistake.Predicted)}";
                html.Append(
                    CultureInfo.InvariantCulture,
                    $"<figure><img alt=\"test example {mistake.Row + 1}: {caption}\" src=\"{ReportImage.Address(mistake.Shape, mistake.Values)}\">"
                    + $"<figcaption>{caption}<br>{mistake.Probability:P1}</figcaption></figure>");
            }
            html.Append("</div></div></section>");
            return;
        }
        html.Append("<table><tr><th>example</th><th>true</th><th>predicted</th><th>probability</th><th scope=\"row\">values</th></tr>");
        foreach (var mistake in test.Mistakes)
        {
            var values = string.Join(", ", mistake.Values.Take(ColumnsShown).Select(value => NumberText.Value(value, false)))
                + (mistake.Values.Count > ColumnsShown ? ", …" : "");
            html.Append(
                CultureInfo.InvariantCulture,
                $"<tr><td>{mistake.Row + 1}</td><td>{Name(test, mistake.Label)}</td><td>{Name(test, mistake.Predicted)}</td><td>{mistake.Probability:P1}</td>"
                + $"<th scope=\"row\">{values}</th></tr>");
        }
        html.Append("</table></div></section>");
    }

    private static string Name(TestJudgment test, int index) => RunReport.Text(test.ClassNames[index]);

    private static string Share(double value) => double.IsNaN(value) ? "–" : value.ToString("P1", CultureInfo.InvariantCulture);
}
