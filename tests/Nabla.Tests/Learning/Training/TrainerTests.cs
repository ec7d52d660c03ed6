using Nabla.Learning;
using Xunit;

// These calls end in milliseconds: not worth a cancellation token in each.
#pragma warning disable xUnit1051
namespace Nabla.Tests.Learning.Training;

public sealed class TrainerTests
{
    [Fact]
    public void Fit_Xor_IsLearnedByAPerceptronOnly()
    {
        var (training, test) = (SyntheticData.Xor(400, 0.15, new HostRandom(1)), SyntheticData.Xor(200, 0.15, new HostRandom(2)));

        Assert.True(Train(training, [2, 16, 2], 30).Evaluate(test).Score > 0.98);
        // A line gets at most three of the four corners right.
        Assert.InRange(Train(training, [2, 2], 30).Evaluate(test).Score, 0.2, 0.8);
    }

    [Fact]
    public void Fit_Moons_IsLearned()
    {
        var trainer = Train(SyntheticData.Moons(400, 0.1, new HostRandom(1)), [2, 24, 2], 40);

        Assert.True(trainer.Evaluate(SyntheticData.Moons(300, 0.1, new HostRandom(2))).Score > 0.98);
    }

    [Fact]
    public void Fit_Spirals_IsLearned()
    {
        var trainer = Train(SyntheticData.Spirals(600, 0.03, new HostRandom(1)), [2, 32, 3], 60);

        Assert.True(trainer.Evaluate(SyntheticData.Spirals(300, 0.03, new HostRandom(2))).Score > 0.93);
    }

    [Fact]
    public void Fit_Digits_PerceptronBeatsLinearModel()
    {
        var (training, test) = (DigitGenerator.Create(3000, 1), DigitGenerator.Create(1000, 2));

        var linear = Train(training, [784, 10], 5, 3e-3).Evaluate(test).Score;
        var perceptron = Train(training, [784, 64, 10], 5, 3e-3).Evaluate(test).Score;

        Assert.InRange(linear, 0.7, 0.95);
        Assert.True(perceptron > linear + 0.02, $"linear {linear}, perceptron {perceptron}");
    }

    [Fact]
    public void Fit_SameSeed_GivesTheSameWeightsBitForBit()
    {
        var data = SyntheticData.Moons(101, 0.1, new HostRandom(4));

        Assert.Equal(Weights(Trained(data, seed: 7)), Weights(Trained(data, seed: 7)));
        Assert.NotEqual(Weights(Trained(data, seed: 7)), Weights(Trained(data, seed: 8)));
    }

    [Fact]
    public void Fit_CancelledInAStep_StopsAfterItAndKeepsWhatWasLearned()
    {
        var data = SyntheticData.Moons(100, 0.1, new HostRandom(4));
        var network = Network();
        using var source = new CancellationTokenSource();
        var steps = 0;
        var optimizer = new Sgd(network.Parameters(), 0.1);

        var results = new Trainer(network, new(new CrossEntropyLoss()), optimizer).Fit(
            data, null, new() { Epochs = 50, BatchSize = 10 },
            [new TrainingCallback(_ => { if (++steps == 13) source.Cancel(); })],
            cancellation: source.Token);

        Assert.Equal(13, steps);
        Assert.Equal(1, Assert.Single(results).Epoch);
        Assert.NotEqual(Weights(Network()), Weights(network));
        Assert.Equal(0.1, optimizer.LearningRate);
        // The same 13 steps by hand: the weights include the last of them.
        var other = Network();
        using var stop = new CancellationTokenSource();
        var last = new List<float[]>();
        new Trainer(other, new(new CrossEntropyLoss()), new Sgd(other.Parameters(), 0.1)).Fit(
            data, null, new() { Epochs = 50, BatchSize = 10 },
            [
                new TrainingCallback(_ =>
                {
                    last.Add(Weights(other));
                    if (last.Count == 14) stop.Cancel();
                }),
            ],
            cancellation: stop.Token);
        Assert.Equal(last[12], Weights(network));
        Assert.NotEqual(last[11], last[12]);
    }

    [Fact]
    public void Fit_CancelledBefore_ChangesNothing()
    {
        var network = Network();

        var results = Fitted(network, SyntheticData.Xor(20, 0.1, new HostRandom(1)), new() { Epochs = 3 }, new CancellationToken(canceled: true));

        Assert.Empty(results);
        Assert.Equal(Weights(Network()), Weights(network));
    }

    [Theory]
    [InlineData(0, 1, "The batch size must be at least 1.")]
    [InlineData(-5, 1, "The batch size must be at least 1.")]
    [InlineData(8, 0, "There must be at least 1 epoch.")]
    public void Fit_BatchSizeOrEpochsBelowOne_IsRefused(int batchSize, int epochs, string message)
    {
        var data = SyntheticData.Xor(20, 0.1, new HostRandom(1));

        var error = Assert.Throws<ArgumentOutOfRangeException>(() => Fitted(Network(), data, new() { BatchSize = batchSize, Epochs = epochs }));

        Assert.StartsWith(message, error.Message);
    }

    [Fact]
    public void Fit_BatchesThatDoNotDivideTheExamples_ReportsEveryStepAndExample()
    {
        var data = SyntheticData.Moons(25, 0.1, new HostRandom(1));
        var network = Network();
        var seen = new List<TrainingProgress>();
        var epochs = new List<EpochResult>();

        var results = new Trainer(network, new(new CrossEntropyLoss()), new Sgd(network.Parameters(), 0.1)).Fit(
            data, data, new() { Epochs = 2, BatchSize = 10 }, [new TrainingCallback(seen.Add, epochs.Add)]);

        Assert.Equal(
            [(1, 1, 10L), (1, 2, 20L), (1, 3, 25L), (2, 1, 35L), (2, 2, 45L), (2, 3, 50L)],
            seen.Select(progress => (progress.Epoch, progress.Batch, progress.Examples)));
        Assert.All(seen, progress => Assert.Equal((2, 3), (progress.Epochs, progress.Batches)));
        Assert.Equal(results, epochs);
        Assert.Equal([1, 2], results.Select(result => result.Epoch));
        Assert.Equal(seen[2].Loss, results[0].Training.Loss);
        Assert.Equal(seen[5].Score, results[1].Training.Score);
        Assert.Equal(Trainer.Evaluate(network, new CrossEntropyLoss(), data), results[1].Validation);
    }

    [Fact]
    public void Fit_ValidationOfAnotherKind_IsRefusedAtOnce()
    {
        var (data, network, steps) = (SyntheticData.Moons(20, 0.1, new HostRandom(1)), Network(), 0);
        var trainer = new Trainer(network, new(new CrossEntropyLoss()), new Sgd(network.Parameters(), 0.1));
        foreach (var other in (Dataset[])
            [
                SyntheticData.Spirals(20, 0.1, new HostRandom(1)),
                Dataset.ForClassification("wide", [1, 2, 3], [3], [0], [.. data.ClassNames]),
                Dataset.ForClassification("renamed", [1, 2], [2], [0], ["one", "two"]),
            ])
        {
            Assert.StartsWith(
                $"{other.Name}: ",
                Assert.Throws<DataException>(() => trainer.Fit(data, other, new(), [new TrainingCallback(_ => steps++)])).Message);
        }
        Assert.Equal(0, steps);
    }

    [Fact]
    public void Fit_StoppedByAnException_PutsTheLearningRateBack()
    {
        var (data, network) = (SyntheticData.Moons(20, 0.1, new HostRandom(1)), Network());
        var optimizer = new Sgd(network.Parameters(), 0.1);
        var trainer = new Trainer(network, new(new CrossEntropyLoss()), optimizer);
        Assert.Throws<TimeoutException>(() => trainer.Fit(data, null, new() { Epochs = 4 }, [new TrainingCallback(epoch: result =>
        {
            if (result.Epoch == 3) throw new TimeoutException();
        })]));
        Assert.Equal(0.1, optimizer.LearningRate);
    }

    [Fact]
    public void Fit_WithoutDecay_KeepsTheRateThatIsSetMeanwhile()
    {
        var (data, network) = (SyntheticData.Moons(20, 0.1, new HostRandom(1)), Network());
        var optimizer = new Sgd(network.Parameters(), 0.1);
        new Trainer(network, new(new CrossEntropyLoss()), optimizer).Fit(
            data, null, new() { Epochs = 2, Schedule = null }, [new TrainingCallback(epoch: _ => optimizer.LearningRate /= 2)]);
        Assert.Equal(0.025, optimizer.LearningRate);
    }

    [Fact]
    public void Trainer_WithTheOptimizerOfAnotherNetwork_IsRefused()
    {
        var error = Assert.Throws<ArgumentException>(() => new Trainer(Network(), new(new CrossEntropyLoss()), new Adam(Network().Parameters())));
        Assert.StartsWith("The optimizer's parameter 'weight' (float32[", error.Message);
    }

    [Fact]
    public void Fit_NetworkOfAnotherWidth_IsAShapeError() =>
        Assert.Throws<ShapeException>(() => Fitted(
            Models.Perceptron([3, 2], "relu", new Generator(1)), SyntheticData.Xor(20, 0.1, new HostRandom(1)), new()));

    [Fact]
    public void Fit_NetworkWithTooFewOutputs_NamesTheLoss()
    {
        var error = Assert.Throws<ShapeException>(
            () => Fitted(Models.Perceptron([2, 2], "relu", new Generator(1)), SyntheticData.Spirals(20, 0.1, new HostRandom(1)), new()));

        Assert.Equal(
            "cross-entropy: targets and outputs must both be of one type [batch, outputs], or targets class indices [batch]: "
                + "targets are float32[20, 3], outputs float32[20, 2].",
            error.Message);
    }

    [Fact]
    public void Evaluate_Regression_IsMeanSquareAndShareOfVarianceExplained()
    {
        var layer = new Linear(1, 1, new Generator(1));
        (layer.Weight.Value, layer.Bias!.Value) = (Tensor.From<float>([2], [1, 1]), Tensor.From<float>([1]));
        var data = Dataset.ForRegression("line", [0, 1, 2, 3], [1], [1, 4, 4, 7], ["y"]);

        var metrics = Trainer.Evaluate(layer, new SquaredErrorLoss(), data);

        // Outputs 1 3 5 7, targets 1 4 4 7 with mean 4.
        Assert.Equal(2.0 / 4, metrics.Loss, 1e-6);
        Assert.Equal(1 - 2.0 / 18, metrics.Score, 1e-6);
    }

    [Fact]
    public void Evaluate_MoreExamplesThanItTakesAtATime_WeighsThemEqually()
    {
        var layer = new Linear(1, 2, new Generator(1));
        (layer.Weight.Value, layer.Bias!.Value) = (Tensor.From<float>([-1, 1], [2, 1]), Tensor.Zeros([2]));
        // Class 1 where x > 0; the last 30 of 1,030 are wrong.
        var features = Enumerable.Range(0, 1030).Select(row => row % 2 == 0 ? 1f : -1f).ToArray();
        var labels = Enumerable.Range(0, 1030).Select(row => row < 1000 == (row % 2 == 0) ? 1 : 0).ToArray();

        var metrics = Trainer.Evaluate(layer, new HingeLoss(), Dataset.ForClassification("signs", features, [1], labels, ["no", "yes"]));

        Assert.Equal(1000.0 / 1030, metrics.Score, 1e-12);
        // No loss if right; both outputs are off by 2 if wrong.
        Assert.Equal(30 * 4.0 / 1030, metrics.Loss, 1e-6);
    }

    [Fact]
    public void Fit_Line_FindsSlopeAndIntercept()
    {
        var x = Enumerable.Range(0, 64).Select(i => i / 32f - 1).ToArray();
        var layer = new Linear(1, 1, new Generator(1));
        var data = Dataset.ForRegression("line", x, [1], Array.ConvertAll(x, value => 3 * value - 0.5f), ["y"]);

        var results = new Trainer(layer, new(new SquaredErrorLoss()), new Sgd(layer.Parameters(), 0.1, 0.9))
            .Fit(data, null, new() { Epochs = 60, BatchSize = 16 });

        Assert.Equal(3, layer.Weight.Value.ToDouble(), 1e-3);
        Assert.Equal(-0.5, layer.Bias!.Value.ToDouble(), 1e-3);
        Assert.True(double.IsNaN(results[0].Training.Score));
        Assert.Null(results[0].Validation);
    }

    private static Trainer Train(Dataset data, int[] widths, int epochs, double rate = 0.02)
    {
        var network = new Sequential(Models.Perceptron(widths, "relu", new Generator(1)).Prepend<Module>(new Flatten()));
        var trainer = new Trainer(network, new(new CrossEntropyLoss()), new Adam(network.Parameters(), rate));
        trainer.Fit(data, null, new() { Epochs = epochs, BatchSize = 32 });
        return trainer;
    }

    private static Sequential Network(long seed = 3) => Models.Perceptron([2, 6, 2], "tanh", new Generator(seed));

    private static Sequential Trained(Dataset data, long seed)
    {
        var network = Network(seed);
        Fitted(network, data, new() { Epochs = 3, BatchSize = 16, Seed = seed });
        return network;
    }

    private static IReadOnlyList<EpochResult> Fitted(Sequential network, Dataset data, TrainingOptions options, CancellationToken cancellation = default) =>
        new Trainer(network, new(new CrossEntropyLoss()), new Adam(network.Parameters(), 0.01)).Fit(data, null, options, cancellation: cancellation);

    private static float[] Weights(Sequential network) => [.. network.Parameters().SelectMany(parameter => parameter.Value.ToArray<float>())];
}
