using System.Xml.Linq;
using Nabla.Learning;
using Nabla.Plots;
using Xunit;

namespace Nabla.Tests.Plots;

/// <summary>The page of a run: complete, well formed, self-contained, whatever the names and numbers are.</summary>
public sealed class RunReportTests
{
    private static readonly EpochResult[] Epochs =
        [.. Enumerable.Range(1, 5).Select(epoch => new EpochResult(epoch, new(1.0 / epoch, 0.1 * epoch), new Metrics(1.2 / epoch, 0.1 * epoch), 1))];

    [Fact]
    public void Page_OfATrainedNetwork_HasEverySectionAndFetchesNothing()
    {
        var (training, test) = (DigitGenerator.Create(400, 1), DigitGenerator.Create(300, 2));
        var network = new Sequential { new Flatten(), new Linear(784, 10, new Generator(1)) };
        var model = TrainedModel.Create(network, training, new CrossEntropyLoss());
        var prepared = model.Prepare(training);
        var layers = LayerState.Of(network, new CrossEntropyLoss(), prepared, prepared.Batches(50).First());

        var page = RunReport.Page(new()
        {
            Title = "digits",
            State = "done",
            LossName = "cross-entropy",
            IsClassification = true,
            Epochs = Epochs,
            Hints = ["a hint"],
            Norms = [LayerNorms.Of(0, layers), LayerNorms.Of(1, layers)],
            Layers = layers,
            LearningRates = [(0.1, 2), (1, 1)],
            Test = TestJudgment.Of(model, test, TestContext.Current.CancellationToken),
            Facts = [("--epochs", "5")],
        });

        string[] titles =
        [
            "Hints", "Learning curves", "Confusion matrix", "Mistakes", "Calibration", "Layers over training", "Weights", "Activations",
            "Learning rate", "Settings",
        ];
        Assert.Equal(titles, Headings(page));
        Assert.Equal(24, page.Split("<figure>").Length - 1);
        Assert.DoesNotContain("http:", page);
        Assert.DoesNotContain("https:", page);
        Assert.DoesNotContain("<script", page);
    }

    [Fact]
    public void Confusion_OfATest_CountsEveryExample()
    {
        var test = DigitGenerator.Create(300, 2);
        var model = TrainedModel.Create(new Sequential { new Flatten(), new Linear(784, 10, new Generator(1)) }, test, new CrossEntropyLoss());
        var judgment = TestJudgment.Of(model, test, TestContext.Current.CancellationToken);
        var counts = Enumerable.Range(0, 10).Sum(label => Enumerable.Range(0, 10).Sum(predicted => judgment.Confusion![label, predicted]));
        Assert.Equal(300, counts);
        Assert.Equal(judgment.Mistakes.Select(mistake => mistake.Probability).OrderDescending(), judgment.Mistakes.Select(mistake => mistake.Probability));
        Assert.All(judgment.Mistakes, mistake => Assert.Equal(test.Labels.Span[mistake.Row], mistake.Label));
        Assert.All(judgment.Mistakes, mistake => Assert.NotEqual(mistake.Label, mistake.Predicted));
    }

    [Fact]
    public void Page_OfARegression_ShowsPredictionsInTheirUnits()
    {
        var data = Dataset.ForRegression("line", [0, 1, 2, 3], [1], [100, 200, 300, 400], ["price"]);
        var network = new Sequential { new Linear(1, 1, new Generator(1)) };
        var model = TrainedModel.Create(network, data, new SquaredErrorLoss());
        // Standardized, the line is the identity.
        network.NamedParameters()[0].Variable.Value = Tensor.Full([1, 1], 1);
        network.NamedParameters()[1].Variable.Value = Tensor.Zeros([1]);
        var judgment = TestJudgment.Of(model, data, TestContext.Current.CancellationToken);
        Assert.All(judgment.Predictions, point => Assert.Equal(point.Target, point.Prediction, 1e-3));
        var page = RunReport.Page(new() { Title = "line", Test = judgment });
        Assert.Equal(["Predictions"], Headings(page));
        Assert.Contains("Prediction by true value of price", page);
    }

    [Fact]
    public void Page_OfHostileNames_EscapesThem()
    {
        const string Evil = "<script>alert('&\"')</script>";
        var data = Dataset.ForClassification(Evil, [1, 2, 3, 4], [1], [0, 1, 0, 1], [Evil, "b"]);
        var model = TrainedModel.Create(new Sequential { new Linear(1, 2, new Generator(1)) }, data, new CrossEntropyLoss());
        var page = RunReport.Page(new()
        {
            Title = Evil,
            State = Evil,
            LossName = Evil,
            Hints = [Evil],
            Facts = [(Evil, Evil)],
            Epochs = Epochs,
            Norms = [new(0, [(Evil, 1, 1)]), new(1, [(Evil, 2, 1)])],
            Test = TestJudgment.Of(model, data, TestContext.Current.CancellationToken),
        });
        Assert.DoesNotContain("<script", page);
        Assert.Contains("&lt;script&gt;", page);
        _ = Headings(page);
    }

    [Fact]
    public void Page_OfNumbersThatAreNotFinite_LeavesThemOut()
    {
        EpochResult[] epochs = [new(1, new(double.NaN, double.NaN), new(double.PositiveInfinity, 1), 1), new(2, new(0, 0), null, 1)];
        var page = RunReport.Page(new() { Title = "t", LossName = "l", Epochs = epochs, Norms = [new(0, [("0", double.NaN, 0)]), new(1, [("0", 1, 0)])] });
        Assert.DoesNotContain("NaN", page);
        Assert.DoesNotContain("∞", page);
        _ = Headings(page);
        Assert.Empty(Headings(RunReport.Page(new() { Title = "nothing" })));
    }

    /// <summary>Parses the page, which is well-formed XML but for its head, and returns its headings.</summary>
    private static List<string> Headings(string page)
    {
        var main = page[page.IndexOf("<main>", StringComparison.Ordinal)..(page.IndexOf("</main>", StringComparison.Ordinal) + 7)];
        var xml = XElement.Parse(main.Replace("<br>", "<br/>").Replace("\">\n", "\">").Replace("&nbsp;", " ", StringComparison.Ordinal)
            .Replace("<img ", "<img-open ", StringComparison.Ordinal).Replace("\"><figcaption>", "\"/><figcaption>", StringComparison.Ordinal)
            .Replace("<img-open ", "<img ", StringComparison.Ordinal));
        return [.. xml.Descendants("h2").Select(heading => heading.Value)];
    }
}
