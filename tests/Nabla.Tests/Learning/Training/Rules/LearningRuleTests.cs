using Nabla.Learning;
using Xunit;

namespace Nabla.Tests.Learning.Rules;

/// <summary>Perceptron learning, the delta rule and random changes.</summary>
public class LearningRuleTests
{
    [Fact]
    public void PerceptronRule_OnACloud_DoesWhatTheLectureSays_CaseByCase()
    {
        const int Width = 3, Classes = 4, Cases = 200;
        var random = new Random(1);
        var network = new Sequential { new Linear(Width, Classes, new Generator(1), type: ElementType.Float64) };
        var layer = (Linear)network.First();
        layer.Weight.Value = Tensor.Zeros([Classes, Width], ElementType.Float64);
        var rule = new PerceptronRule(network);
        var (weights, biases) = (new double[Classes, Width], new double[Classes]);
        for (var i = 0; i < Cases; i++)
        {
            var x = Enumerable.Range(0, Width).Select(_ => 2 * random.NextDouble() - 1).ToArray();
            var label = random.Next(Classes);
            rule.Learn(Tensor.From(x, [1, Width]), Tensor.From<long>([label]).OneHot(Classes, ElementType.Float64));
            for (var k = 0; k < Classes; k++)
            {
                var sum = biases[k] + Enumerable.Range(0, Width).Sum(j => weights[k, j] * x[j]);
                // If the output unit is correct, leave the weights alone; if it wrongly says zero, add the input vector; if one, subtract it.
                var change = (sum > 0, k == label) switch { (false, true) => 1, (true, false) => -1, _ => 0 };
                for (var j = 0; j < Width; j++) weights[k, j] += change * x[j];
                biases[k] += change;
            }
        }
        Assert.Equal(weights.Cast<double>(), layer.Weight.Value.ToArray<double>());
        Assert.Equal(biases, layer.Bias!.Value.ToArray<double>());
        Assert.Contains(biases, bias => bias != 0);
    }

    [Fact]
    public void PerceptronRule_SeparableClasses_MakesNoMistakeInTheEnd()
    {
        var random = new HostRandom(3);
        // Two bands with a gap between them.
        var features = Enumerable.Range(0, 200)
            .SelectMany(i => (float[])[(float)random.NextDouble(), (float)(random.NextDouble() * 0.4 + (i % 2 == 0 ? 0.55 : 0))])
            .ToArray();
        var data = Dataset.ForClassification("bands", features, [2], [.. Enumerable.Range(0, 200).Select(i => i % 2)], ["above", "below"]);
        var network = new Sequential { new Linear(2, 2, new Generator(1)) };
        var trainer = new Trainer(network, new MisclassificationLoss(), new PerceptronRule(network));
        trainer.Fit(data, null, new TrainingOptions { Epochs = 60, BatchSize = 1, Schedule = null }, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(1, trainer.Evaluate(data, TestContext.Current.CancellationToken).Score);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void DeltaRule_IsStochasticGradientDescentOnTheQuadraticError(int batch)
    {
        const double Rate = 0.1;
        Sequential Network() => new() { new PolynomialBasis(2, 2), new Linear(5, 3, new Generator(1), type: ElementType.Float64) };
        var (byRule, byGradient) = (Network(), Network());
        var delta = new DeltaRule(byRule, Rate);
        // E = ½ Σ (y − t)²; SquaredErrorLoss lacks the ½.
        var descent = new GradientRule(byGradient, new Objective(new SquaredErrorLoss()), new Sgd(byGradient.Parameters(), Rate / 2));
        var generator = new Generator(2);
        for (var step = 0; step < 50; step++)
        {
            var x = generator.Normal([batch, 2], type: ElementType.Float64).Evaluate();
            var t = generator.Normal([batch, 3], type: ElementType.Float64).Evaluate();
            var (left, _) = delta.Learn(x, t);
            var (right, _) = descent.Learn(x, t);
            Assert.Equal(right.ToDouble(), left.ToDouble(), 1e-12);
        }
        foreach (var (a, b) in byRule.Parameters().Zip(byGradient.Parameters()))
            Assert.True((a.Value - b.Value).Abs().Max().ToDouble() < 1e-13);
    }

    [Fact]
    public void DeltaRule_NetworkThatDoesNotFit_IsRefused()
    {
        var generator = new Generator(1);
        Assert.StartsWith(
            "delta-rule: the network must end in a linear layer, not in 'relu'.",
            Assert.Throws<ArgumentException>(() => new DeltaRule([new Linear(2, 2, generator), Activation.Relu()], 1)).Message);
        Assert.StartsWith(
            "delta-rule: the network must end in a linear layer, not in 'nothing'.",
            Assert.Throws<ArgumentException>(() => new DeltaRule(new Sequential(), 1)).Message);
        Assert.StartsWith(
            "delta-rule: only the last layer can learn",
            Assert.Throws<ArgumentException>(() => new DeltaRule([new Linear(2, 2, generator), new Linear(2, 2, generator)], 1)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new DeltaRule([new Linear(2, 2, generator)], -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DeltaRule([new Linear(2, 2, generator)], 1).LearningRate = double.NaN);
    }

    [Fact]
    public void RandomChangesRule_KeepsOnlyWhatImproves_AndLearnsXorInTheEnd()
    {
        var x = Tensor.From(new double[,] { { -1, -1 }, { -1, 1 }, { 1, -1 }, { 1, 1 } });
        var t = Tensor.From<double>([0, 1, 1, 0], [4, 1]);
        var network = Models.Perceptron([2, 4, 1], "tanh", new Generator(1), ElementType.Float64);
        var rule = new RandomChangesRule(network, new Objective(new BinaryCrossEntropyLoss()), 0.3, new Generator(2));
        var last = double.PositiveInfinity;
        for (var step = 0; step < 1500; step++)
        {
            var error = rule.Learn(x, t).Error.ToDouble();
            Assert.True(error <= last, $"step {step}: {error} after {last}");
            last = error;
        }
        Assert.InRange(rule.AcceptedChanges, 20, 1400);
        Assert.True(last < 0.1, $"error {last}");
    }
}
