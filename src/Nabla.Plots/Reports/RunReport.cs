using System.Net;
using System.Text;
using Nabla.Learning;

namespace Nabla.Plots;

/// <summary>
/// A training run as one page: learning curves, norms of the layers, weights and activations, confusion matrix with mistakes, calibration. The page needs no
/// other file and no network, follows the light or dark setting of its reader, and fits phones.
/// </summary>
public static class RunReport
{
    private const string Head = "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">"
        + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><link rel=\"icon\" href=\"data:,\">";

    /// <summary>Writes the page.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="data">What to show.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, RunReportData data) => AtomicFile.Write(path, Page(data));

    /// <summary>Returns the page as HTML.</summary>
    /// <param name="data">What to show.</param>
    public static string Page(RunReportData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return $"{Head}<title>{Text(data.Title)}</title><style>{ReportStyle.Sheet}{ReportStyle.ColorClasses}</style></head>"
            + $"<body><main>{Content(data)}</main></body></html>\n";
    }

    /// <summary>Returns a page that asks its server for <see cref="Content"/> at the address <c>content</c> every second.</summary>
    /// <param name="title">The title.</param>
    public static string LivePage(string title) =>
        $"{Head}<title>{Text(title)}</title><style>{ReportStyle.Sheet}{ReportStyle.ColorClasses}</style></head><body><main></main>"
        + $"<footer><p id=\"live\" role=\"status\" style=\"text-align:center\"></p></footer><script>{ReportStyle.Script}</script></body></html>\n";

    /// <summary>Returns what is inside the page, as HTML.</summary>
    /// <param name="data">What to show.</param>
    public static string Content(RunReportData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        var html = new StringBuilder($"<h1>{Text(data.Title)}</h1>");
        if (data.State.Length > 0) html.Append($"<p class=\"state\">{Text(data.State)}</p>");
        if (data.Hints.Count > 0)
        {
            html.Append($"<section><h2>Hints</h2><div class=\"card\"><ul class=\"hints\">");
            foreach (var hint in data.Hints) html.Append($"<li>{Text(hint)}</li>");
            html.Append("</ul></div></section>");
        }
        Curves(html, data);
        if (data.Test is { } test) ReportTest.Append(html, test);
        Layers(html, data);
        if (data.LearningRates.Count > 0)
        {
            var points = data.LearningRates.Select(point => (point.Rate, point.Loss)).ToList();
            var chart = ReportChart.Lines("Loss by learning rate", "learning rate", [new("", points, 0)], xLogarithmic: true);
            Section(
                html, "Learning rate", "The loss while the learning rate grows from step to step: a good rate is where it falls fast, well before it rises.", [
                    ("Loss by learning rate", chart),
                ]);
        }
        if (data.Facts.Count == 0) return html.ToString();
        html.Append("<section><h2>Settings</h2><div class=\"card\"><dl>");
        foreach (var (name, value) in data.Facts) html.Append($"<div><dt>{Text(name)}</dt><dd>{Text(value)}</dd></div>");
        return html.Append("</dl></div></section>").ToString();
    }

    internal static string Text(string text) => WebUtility.HtmlEncode(Printable.Escape(text));

    internal static void Section(StringBuilder html, string title, string note, IEnumerable<(string Title, string Content)> cards)
    {
        var all = cards.Where(card => card.Content.Length > 0).ToList();
        if (all.Count == 0) return;
        html.Append($"<section><h2>{title}</h2><p class=\"note\">{note}</p><div class=\"cards\">");
        foreach (var (heading, content) in all) html.Append($"<div class=\"card\"><h3>{Text(heading)}</h3>{content}</div>");
        html.Append("</div></section>");
    }

    private static void Curves(StringBuilder html, RunReportData data)
    {
        const double SpanOfLogarithm = 20;
        var epochs = data.Epochs;
        if (epochs.Count == 0) return;
        var losses = Pair(epochs, result => result.Training.Loss, result => result.Validation?.Loss);
        var positive = losses.SelectMany(series => series.Points).Select(point => point.Y).Where(value => value > 0).DefaultIfEmpty(1).ToList();
        var scores = Pair(epochs, result => result.Training.Score, result => result.Validation?.Score);
        var score = data.IsClassification ? "Accuracy" : "R²";
        Section(html, "Learning curves", "The loss should fall on both. Where training goes on falling while validation rises, the network overfits.", [
            ($"Loss ({data.LossName})", ReportChart.Lines("Loss by epoch", "epoch", losses, yLogarithmic: positive.Max() / positive.Min() > SpanOfLogarithm)),
            (score, ReportChart.Lines($"{score} by epoch", "epoch", scores, isPercent: data.IsClassification)),
        ]);
    }

    private static ReportSeries[] Pair(IReadOnlyList<EpochResult> epochs, Func<EpochResult, double> training, Func<EpochResult, double?> validation)
    {
        ReportSeries[] both =
        [
            new("training", [.. epochs.Select(result => ((double)result.Epoch, training(result)))], 0),
            new("validation", [.. epochs.Select(result => ((double)result.Epoch, validation(result) ?? double.NaN))], 1),
        ];
        return [.. both.Where(series => series.Points.Any(point => double.IsFinite(point.Y)))];
    }

    private static void Layers(StringBuilder html, RunReportData data)
    {
        var paths = data.Norms.SelectMany(norms => norms.Layers).Select(layer => layer.Path).Distinct().ToList();
        string Course(Func<(string Path, double Gradient, double Weight), double> of, string what) => ReportChart.Lines(
            what,
            "epoch",
            [.. paths.Select((path, i) => new ReportSeries(
                path.Length == 0 ? "network" : path,
                [.. data.Norms.Select(norms => (norms.Epoch, norms.Layers.Where(layer => layer.Path == path).Select(of).FirstOrDefault(double.NaN)))],
                i % 8) { IsDashed = i >= 8 })],
            yLogarithmic: true);
        if (data.Norms.Count > 1)
        {
            Section(html, "Layers over training", "Norms of gradients and weights by layer, for one batch of training examples. Gradients that "
                + "shrink from the last layer to the first by orders of magnitude vanish on their way back.", [
                ("Norm of the gradient", Course(layer => layer.Gradient, "Norm of the gradient by epoch")),
                ("Norm of the weights", Course(layer => layer.Weight, "Norm of the weights by epoch")),
            ]);
        }
        Section(html, "Weights", "The distribution of the weights at the end, without biases.", data.Layers.SelectMany(layer => layer.Parameters)
            .Where(parameter => parameter.Value.Rank > 1)
            .Select((parameter, i) => (parameter.Path, ReportChart.Histogram($"Histogram of {parameter.Path}", Numbers(parameter.Value), i % 8))));
        Section(html, "Activations", "The outputs of each layer for a batch of training examples. A ReLU that gives zeros only is dead; a sigmoid or tanh that "
            + "gives its extremes only is saturated.", data.Layers.Select((layer, i) => (
                layer.Path.Length == 0 ? layer.Layer : $"{layer.Path} · {layer.Layer}",
                ReportChart.Histogram($"Histogram of the outputs of {layer.Path}", Numbers(layer.Output), i % 8))));
    }

    private static double[] Numbers(Tensor tensor)
    {
        const int Most = 100_000;
        var all = tensor.To(ElementType.Float64).ToArray<double>();
        var every = (all.Length - 1) / Most + 1;
        return every == 1 ? all : [.. all.Where((_, i) => i % every == 0)];
    }
}
