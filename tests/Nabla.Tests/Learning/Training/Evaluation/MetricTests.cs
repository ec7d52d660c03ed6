using Nabla.Learning;
using Xunit;

namespace Nabla.Tests.Learning.Training.Evaluation;

public sealed class MetricTests
{
    // Five examples of three classes: the third and the fifth are wrong.
    private static readonly Tensor Probabilities = Tensor.From<double>(
        [0.7, 0.2, 0.1, 0.1, 0.8, 0.1, 0.5, 0.3, 0.2, 0.2, 0.2, 0.6, 0.1, 0.1, 0.8], [5, 3]);

    private static readonly Tensor Labels = Tensor.From<long>([0, 1, 1, 2, 0]);

    public static TheoryData<string> Kinds => [.. All().Select(metric => metric.Name)];

    private static Metric[] All() =>
        [
            new Accuracy(), new TopKAccuracy(2), new ConfusionMatrix(), new RocAuc(), new CalibrationError(), new Perplexity(), new MeanAbsoluteError(),
            new RSquared(),
        ];

    [Fact]
    public void Accuracy_OfThreeRightOfFive_IsThreeFifths() => Assert.Equal(0.6, Of(new Accuracy()), 1e-15);

    [Fact]
    public void TopK_OfTwo_CountsTheSecondAndBreaksTiesByOrder()
    {
        Assert.Equal(1, Of(new TopKAccuracy(2)), 1e-15);
        Assert.Equal(0, Of(new TopKAccuracy(2), Tensor.From<double>([0.5, 0.3, 0.2], [1, 3]), Tensor.From<long>([2])));
        Assert.Equal(Of(new Accuracy()), Of(new TopKAccuracy(1)));
        Assert.Equal(1, Of(new TopKAccuracy(3)));
        var tied = Tensor.From<float>([0.5f, 0.5f, 0.5f, 0.5f], [2, 2]);
        Assert.Equal(0.5, Of(new TopKAccuracy(1), tied, Tensor.From<long>([0, 1])));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TopKAccuracy(0));
    }

    [Fact]
    public void ConfusionMatrix_OfThreeClasses_GivesPrecisionRecallAndF1()
    {
        var matrix = new ConfusionMatrix();
        Of(matrix);
        Assert.Equal(3, matrix.Classes);
        Assert.Equal([1L, 0, 1, 1, 1, 0, 0, 0, 1], from i in Enumerable.Range(0, 3) from j in Enumerable.Range(0, 3) select matrix[i, j]);
        Assert.Equal([0.5, 1, 0.5], Enumerable.Range(0, 3).Select(matrix.Precision));
        Assert.Equal([0.5, 0.5, 1], Enumerable.Range(0, 3).Select(matrix.Recall));
        foreach (var (index, f1) in (double[])[0.5, 2.0 / 3, 2.0 / 3] is var expected ? expected.Select((value, i) => (i, value)) : [])
            Assert.Equal(f1, matrix.F1(index), 1e-15);
        Assert.Equal((0.5 + 2.0 / 3 + 2.0 / 3) / 3, matrix.Value, 1e-15);
        Assert.Equal(2.0 / 3, matrix.MeanPrecision, 1e-15);
        Assert.Equal(2.0 / 3, matrix.MeanRecall, 1e-15);
    }

    [Fact]
    public void ConfusionMatrix_ClassThatNeitherOccursNorIsPredicted_DoesNotCount()
    {
        var matrix = new ConfusionMatrix();
        matrix.Update(Tensor.From<float>([1, 0, 0], [1, 3]), Tensor.From<long>([0]));
        Assert.Equal(double.NaN, matrix.F1(2));
        Assert.Equal(1, matrix.Value);
    }

    [Fact]
    public void RocAuc_OfRandomScoresWithTies_IsTheShareOfOrderedPairs()
    {
        var random = new HostRandom(1);
        var scores = Enumerable.Range(0, 60).Select(_ => random.NextInt32(12) / 12.0).ToArray();
        var labels = Enumerable.Range(0, 60).Select(_ => (long)random.NextInt32(2)).ToArray();
        var pairs =
            from i in Enumerable.Range(0, 60)
            from j in Enumerable.Range(0, 60)
            where labels[i] == 1 && labels[j] == 0
            select (scores[i], scores[j]);
        var expected = pairs.Average(pair => pair.Item1 > pair.Item2 ? 1 : pair.Item1 == pair.Item2 ? 0.5 : 0);
        var outputs = Tensor.From<double>([.. scores.SelectMany(score => (double[])[1 - score, score])], [60, 2]);
        Assert.Equal(expected, Of(new RocAuc(), outputs, Tensor.From<long>(labels)), 1e-12);
        Assert.Equal(double.NaN, Of(new RocAuc(), outputs, Tensor.Zeros([60], ElementType.Int64)));
    }

    [Fact]
    public void Calibration_OfThreeExamples_IsTheMeanDistance()
    {
        var metric = new CalibrationError(2);
        var outputs = Tensor.From<double>([0.9, 0.1, 0.8, 0.2, 0.5, 0.5], [3, 2]);
        // Confidences of 0.9 and 0.8 with one right; 0.5, which is in the lower half, right.
        Assert.Equal((Math.Abs(1 - 1.7) + Math.Abs(1 - 0.5)) / 3, Of(metric, outputs, Tensor.From<long>([0, 1, 0])), 1e-15);
        Assert.Equal([1L, 2], metric.Bins.Select(bin => bin.Count));
        Assert.Equal(0.5, metric.Bins[0].Confidence, 1e-15);
        Assert.Equal(0.85, metric.Bins[1].Confidence, 1e-15);
        Assert.Equal([1, 0.5], metric.Bins.Select(bin => bin.Accuracy));
        Assert.False(metric.IsHigherBetter);
        Assert.Throws<ArgumentOutOfRangeException>(() => new CalibrationError(0));
    }

    [Fact]
    public void Perplexity_OfUniformOutputs_IsTheNumberOfClasses()
    {
        Assert.Equal(4, Of(new Perplexity(), Tensor.Zeros([3, 4]) + 0.25, Tensor.From<long>([0, 3, 2])), 1e-12);
        Assert.Equal(double.PositiveInfinity, Of(new Perplexity(), Tensor.From<float>([1, 0], [1, 2]), Tensor.From<long>([1])));
    }

    [Fact]
    public void RegressionMetrics_OfTwoColumns_EqualTheirFormulas()
    {
        var (y, t) = (Tensor.From<double>([1, 10, 2, 22, 3, 33], [3, 2]), Tensor.From<double>([1, 10, 3, 20, 5, 30], [3, 2]));
        Assert.Equal((0 + 0 + 1 + 2 + 2 + 3) / 6.0, Of(new MeanAbsoluteError(), y, t), 1e-15);
        Assert.Equal(1 - (1 + 4 + 4 + 9) / (8.0 + 200), Of(new RSquared(), y, t), 1e-14);
        Assert.Equal(double.NaN, Of(new RSquared(), y, Tensor.Ones([3, 2], ElementType.Float64)));
        Assert.Equal(1, Of(new RSquared(), Tensor.From<float>([1, 2]), Tensor.From<float>([1, 2])));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Value_OfBatches_IsThatOfAllExamples(string name)
    {
        var metric = All().Single(each => each.Name == name);
        Assert.Equal(double.NaN, metric.Value);
        var (outputs, targets) = (Probabilities, metric is RegressionMetric ? new Generator(1).Normal([5, 3], 0, 1, ElementType.Float64) : Labels);
        var whole = Of(metric, outputs, targets);
        metric.Reset();
        Assert.Equal(double.NaN, metric.Value);
        for (var i = 0; i < 5; i++) metric.Update(outputs[i..(i + 1)], targets[i..(i + 1)]);
        Assert.Equal(whole, metric.Value, 1e-14);
        Assert.StartsWith(metric.Name + " ", metric.ToString());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Update_WhatDoesNotFit_IsRefusedByName(string name)
    {
        var metric = All().Single(each => each.Name == name);
        var isRegression = metric is RegressionMetric;
        foreach (var action in (Action[])
        [
            () => metric.Update(Probabilities, Labels[..4]),
            () => metric.Update(Labels, Labels),
            () => metric.Update(Probabilities, isRegression ? Labels : Probabilities),
        ])
        {
            Assert.Contains(metric.Name, Assert.ThrowsAny<OperationException>(action).Message);
        }
        if (isRegression) return;
        var labels = Tensor.From<long>([0, 3, 0, 0, 0]);
        Assert.Contains("class 3 of example 2", Assert.Throws<DataException>(() => metric.Update(Probabilities, labels)).Message);
    }

    [Fact]
    public void Evaluate_WithMetrics_AgreesWithTheTrainersScore()
    {
        var data = SyntheticData.Moons(300, 0.1, new HostRandom(1));
        var network = new Sequential(new Linear(2, 8, new Generator(1)), Activation.FromName("tanh"), new Linear(8, 2, new Generator(2)));
        var (accuracy, perplexity) = (new Accuracy(), new Perplexity());
        var stop = TestContext.Current.CancellationToken;
        var metrics = Trainer.Evaluate(network, new CrossEntropyLoss(), data, [accuracy, perplexity], stop);
        Assert.Equal(metrics.Score, accuracy.Value, 1e-12);
        Assert.Equal(Math.Exp(metrics.Loss), perplexity.Value, 1e-4);
        // What was collected before does not count.
        Trainer.Evaluate(network, new CrossEntropyLoss(), data, [accuracy], stop);
        Assert.Equal(metrics.Score, accuracy.Value, 1e-12);
    }

    private static double Of(Metric metric) => Of(metric, Probabilities, Labels);

    private static double Of(Metric metric, Tensor outputs, Tensor targets)
    {
        metric.Update(outputs, targets);
        return metric.Value;
    }
}
