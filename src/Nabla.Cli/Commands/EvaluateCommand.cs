using System.CommandLine;
using System.Globalization;
using Nabla.Learning;
using Nabla.Plots;
using Spectre.Console;

namespace Nabla.Cli;

/// <summary><c>nabla evaluate</c>: measures the accuracy of a saved model.</summary>
internal static class EvaluateCommand
{
    private const int MostClassesListed = 100;
    private const int Top = 5;

    public static Command Create()
    {
        var source = new DataSource();
        var file = new Argument<string>("model") { Description = "Model file" };
        var json = new Option<bool>("--json") { Description = "Print one JSON object" };
        var more = new Option<bool>("--metrics") { Description = "Also print precision, recall, F1, top-5 accuracy, ROC-AUC, calibration error, perplexity" };
        var report = new Option<string?>("--report") { Description = "Draw confusion matrix, mistakes, calibration, or predictions as a page in this file" };
        var command = new Command("evaluate", "Evaluate a saved model on the test set, or on all examples if there is none.")
        {
            file, json, more, report,
        };
        source.AddTo(command);
        command.SetAction(parsed =>
        {
            var model = ModelFile.Load(parsed.GetRequiredValue(file));
            var page = parsed.GetValue(report);
            if (page is not null) OutputPath.Check(page, source.Files(parsed).Append(parsed.GetRequiredValue(file)));
            var raw = source.LoadFor(parsed, model);
            var prepared = model.Prepare(raw);
            if (!parsed.GetValue(json)) Report.Notes(raw);
            using var interruption = new Interruption();
            var confusion = new ConfusionMatrix();
            Metric[] others = !raw.IsClassification || !parsed.GetValue(more) ? []
                : [.. raw.OutputWidth > Top ? [new TopKAccuracy(Top)] : (Metric[])[], new RocAuc(), new CalibrationError(), new Perplexity()];
            var all = others.Length == 0 ? others : [confusion, .. others];
            var metrics = Trainer.Evaluate(model.Network, Loss.FromName(model.LossName), prepared, all, interruption.Token);
            if (parsed.GetValue(json))
            {
                IEnumerable<(string, object?)> further = all.Length == 0 ? []
                    : [
                        ("precision", confusion.MeanPrecision), ("recall", confusion.MeanRecall), ("f1", confusion.Value),
                        .. others.Select(metric => (metric.Name.Replace(' ', '_').Replace('-', '_').ToLowerInvariant(), (object?)metric.Value)),
                    ];
                Console.Out.WriteLine(Json.Line([
                    ("data", source.ShortName(parsed)), ("examples", raw.Count), .. Report.Members(model, raw, metrics), .. further]));
            }
            else
            {
                if (all.Length > 0) Print(model, confusion, others);
                Console.Out.WriteLine(Report.Test(model, raw, metrics));
            }
            if (page is null) return 0;
            RunReport.Write(page, new()
            {
                Title = $"{source.ShortName(parsed)}: {Path.GetFileName(parsed.GetRequiredValue(file))}",
                State = Report.Test(model, raw, metrics),
                IsClassification = raw.IsClassification,
                Test = TestJudgment.Of(model, raw, interruption.Token),
            });
            if (!parsed.GetValue(json)) Console.Out.WriteLine($"drawn in {Printable.Escape(page)}");
            return 0;
        });
        return command;
    }

    private static void Print(TrainedModel model, ConfusionMatrix confusion, Metric[] others)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("class");
        foreach (var name in (string[])["precision", "recall", "F1"]) table.AddColumn(new TableColumn(name).RightAligned());
        var classes = Math.Min(confusion.Classes, MostClassesListed);
        for (var i = 0; i < classes; i++)
            table.AddRow(Report.Cell(model.ClassNames[i]), Share(confusion.Precision(i)), Share(confusion.Recall(i)), Share(confusion.F1(i)));
        table.AddRow("mean", Share(confusion.MeanPrecision), Share(confusion.MeanRecall), Share(confusion.Value));
        AnsiConsole.Write(table);
        foreach (var metric in others) Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{metric.Name} {metric.Value:G4}"));
    }

    private static string Share(double value) => double.IsNaN(value) ? "–" : value.ToString("P2", CultureInfo.InvariantCulture);
}
