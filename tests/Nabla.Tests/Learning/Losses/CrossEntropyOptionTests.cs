using Nabla.Learning;
using Xunit;

namespace Nabla.Tests.Learning.Losses;

public class CrossEntropyOptionTests
{
    private static readonly double[,] Logits = { { 1, -0.5, 0.25 }, { 0.1, 2, -1 }, { -0.3, 0.4, 0.9 } };

    [Fact]
    public void Mean_WithSmoothingWeightsAndAnIgnoredClass_IsTheFormula()
    {
        double[] weights = [0.5, 2, 1];
        const double Smoothing = 0.1;
        int[] labels = [1, 0, 2];
        var loss = new CrossEntropyLoss(Smoothing, weights, ignoredClass: 0);
        var (sum, count) = (0.0, 0.0);
        for (var i = 0; i < 3; i++)
        {
            if (labels[i] == 0) continue;
            var total = Enumerable.Range(0, 3).Sum(k => Math.Exp(Logits[i, k]));
            for (var k = 0; k < 3; k++)
            {
                var target = (k == labels[i] ? 1 - Smoothing : 0) + Smoothing / 3;
                sum -= target * weights[k] * Math.Log(Math.Exp(Logits[i, k]) / total);
            }
            count += weights[labels[i]];
        }
        var y = Tensor.From(Logits);
        Assert.Equal(sum / count, loss.Mean(y, Tensor.From<long>([1, 0, 2])).ToDouble(), 12);
        var t = loss.Encode(Tensor.From<long>([1, 0, 2]), 3, ElementType.Float64);
        var gradient = Derivative.Gradient(x => loss.PerExample(x, t).Sum())(y).ToArray<double>();
        Assert.Equal(gradient, loss.Derivative(y, t).ToArray<double>());
        Assert.Equal([0.0, 0, 0], gradient[3..6]);
    }

    [Fact]
    public void Mean_WithAMarkForIgnoredExamples_CountsTheOthers()
    {
        var loss = new CrossEntropyLoss(ignoredClass: -100);
        var (y, plain) = (Tensor.From(Logits), new CrossEntropyLoss());
        Assert.Equal(
            plain.Mean(y.Slice(0, ..2), Tensor.From<long>([2, 1])).ToDouble(), loss.Mean(y, Tensor.From<long>([2, 1, -100])).ToDouble(), 14);
        Assert.Equal(0, loss.Mean(y, Tensor.From<long>([-100, -100, -100])).ToDouble());
    }

    [Fact]
    public void Create_NumbersThatCannotBe_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new CrossEntropyLoss(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CrossEntropyLoss(classWeights: [1, -1]));
        Assert.Contains("there are 2 class weights for 3 classes", Assert.Throws<ShapeException>(
            () => new CrossEntropyLoss(classWeights: [1, 1]).Mean(Tensor.From(Logits), Tensor.From<long>([0, 1, 2]))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new FocalLoss(-1));
    }
}
