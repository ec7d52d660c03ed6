using Nabla.Learning;
using Nabla.Tests.Learning.Data;
using Xunit;

// These calls end in milliseconds: not worth a cancellation token in each.
#pragma warning disable xUnit1051
namespace Nabla.Tests.Learning.Training;

/// <summary>What steers a run: validation within epochs, early stopping, the best state, time.</summary>
public sealed class TrainingControlTests : IDisposable
{
    private static readonly Dataset Training = SyntheticData.Moons(100, 0.1, new HostRandom(4));
    private static readonly Dataset Validation = SyntheticData.Moons(40, 0.1, new HostRandom(5));

    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Fit_ValidatingEverySteps_ValidatesThereAndAfterEachEpochOnce()
    {
        var seen = new List<(int Epoch, long Step)>();
        // Ten batches an epoch.
        var (trainer, _, results) = Run(
            new() { Epochs = 2, BatchSize = 10, ValidateEverySteps = 4 }, validation: result => seen.Add((result.Epoch, result.Step)));

        Assert.Equal([(1, 4), (1, 8), (1, 10), (2, 12), (2, 16), (2, 20)], seen);
        Assert.Equal(StopReason.Completed, trainer.StopReason);
        Assert.Equal(trainer.Evaluate(Validation), results[^1].Validation);
    }

    [Fact]
    public void Fit_ValidatingEverySteps_LearnsAsWithout() => Assert.Equal(
        Run(new() { Epochs = 2, BatchSize = 10 }).Weights, Run(new() { Epochs = 2, BatchSize = 10, ValidateEverySteps = 3 }).Weights);

    [Fact]
    public void Fit_WithPatience_StopsAfterAsManyValidationsWithoutASmallerLoss()
    {
        var seen = new List<ValidationResult>();
        // Far too large a rate: the loss soon stops falling.
        var (trainer, _, results) = Run(new() { Epochs = 200, BatchSize = 10, Patience = 3, Schedule = null }, 2, seen.Add);

        Assert.Equal(StopReason.EarlyStopping, trainer.StopReason);
        Assert.InRange(results.Count, 4, 199);
        Assert.Equal([true, false, false, false], seen.TakeLast(4).Select(result => result.IsBest));
        Assert.True(seen.SkipLast(4).All(result => result.Metrics.Loss > seen[^4].Metrics.Loss));
    }

    [Fact]
    public void Fit_KeepingTheBest_EndsWithTheStateOfTheLeastLoss()
    {
        foreach (var average in (bool[])[false, true])
        {
            var losses = new List<double>();
            var (trainer, _, _) = Run(
                new() { Epochs = 20, BatchSize = 10, KeepsBest = true, ValidateEverySteps = 3, Schedule = null },
                2,
                result => losses.Add(result.Metrics.Loss),
                average);

            Assert.NotEqual(losses.Min(), losses[^1]);
            Assert.Equal(losses.Min(), trainer.Evaluate(Validation).Loss);
        }
    }

    [Fact]
    public void Fit_StoppedAndResumed_KeepsTheBestAndItsPatience()
    {
        TrainingOptions Options(bool resumes) => new()
        {
            Epochs = 200,
            BatchSize = 10,
            Patience = 4,
            KeepsBest = true,
            ValidateEverySteps = 3,
            Schedule = null,
            Checkpoints = new(folder.In("run")) { EverySteps = 5, Resumes = resumes },
        };
        var whole = Run(Options(false) with { Checkpoints = null }, 2);
        Assert.Equal(StopReason.EarlyStopping, whole.Trainer.StopReason);
        for (var stop = 2; stop < 400; stop += 3)
        {
            using var source = new CancellationTokenSource();
            var steps = 0;
            Run(Options(stop > 2), 2, step: _ => { if (++steps == 3) source.Cancel(); }, cancellation: source.Token);
            if (steps < 3) break;
        }

        var resumed = Run(Options(true), 2);

        Assert.Equal(StopReason.EarlyStopping, resumed.Trainer.StopReason);
        Assert.Equal(whole.Results.Select(result => result.Training), resumed.Results.Select(result => result.Training));
        Assert.Equal(whole.Weights, resumed.Weights);
    }

    [Fact]
    public void Fit_KeepingTheBestWithoutAValidation_KeepsWhatWasLearned()
    {
        var outcome = Run(new() { Epochs = 50, BatchSize = 10, KeepsBest = true, TimeLimit = TimeSpan.FromTicks(1) });
        Assert.Null(outcome.Trainer.BestValidation);
        Assert.NotEqual((outcome with { Network = Network() }).Weights, outcome.Weights);
    }

    [Fact]
    public void Fit_DivergingAfterAValidation_KeepsTheBest()
    {
        var outcome = Run(new() { Epochs = 6, BatchSize = 10, KeepsBest = true, Schedule = new Explosion(35) });
        Assert.NotNull(outcome.Trainer.Divergence);
        Assert.Equal(outcome.Trainer.BestValidation!.Value.Loss, outcome.Trainer.Evaluate(Validation).Loss);
        Assert.InRange(outcome.Trainer.BestValidation.Value.Epoch, 1, 3);
    }

    [Fact]
    public void Fit_OverItsTimeLimit_StopsAfterAStep()
    {
        var steps = 0;
        var (trainer, _, results) = Run(new() { Epochs = 50, BatchSize = 10, TimeLimit = TimeSpan.FromTicks(1) }, step: _ => steps++);

        Assert.Equal(StopReason.TimeLimit, trainer.StopReason);
        Assert.Equal(1, steps);
        Assert.Empty(results);
        Assert.Null(trainer.Divergence);
    }

    [Fact]
    public void Fit_WithMetrics_ComputesThemInEveryValidation()
    {
        var (accuracy, top) = (new Accuracy(), new TopKAccuracy(2));
        var seen = new List<double>();
        var (trainer, _, _) = Run(
            new() { Epochs = 2, BatchSize = 10, Metrics = [accuracy, top] },
            validation: result =>
            {
                Assert.Equal(result.Metrics.Score, accuracy.Value);
                seen.Add(top.Value);
            });

        Assert.Equal([1, 1], seen);
        Assert.Equal(trainer.Evaluate(Validation).Score, accuracy.Value);
    }

    [Fact]
    public void Fit_WithoutValidation_RefusesWhatNeedsIt()
    {
        TrainingOptions[] all = [new() { Patience = 3 }, new() { KeepsBest = true }, new() { ValidateEverySteps = 3 }, new() { Metrics = [new Accuracy()] }];
        foreach (var (options, name) in all.Zip((string[])["Patience", "KeepsBest", "ValidateEverySteps", "Metrics"]))
        {
            var exception = Assert.Throws<ArgumentException>(() => Trainer(Network(), 0.1).Fit(Training, null, options));
            Assert.StartsWith($"{name} needs validation examples, but there are none.", exception.Message);
        }
        TrainingOptions[] wrong = [new() { Patience = 0 }, new() { ValidateEverySteps = 0 }, new() { TimeLimit = TimeSpan.Zero }];
        Assert.All(wrong, options => Assert.Throws<ArgumentOutOfRangeException>(() => Trainer(Network(), 0.1).Fit(Training, Validation, options)));
    }

    private static Outcome Run(
        TrainingOptions options,
        double rate = 0.1,
        Action<ValidationResult>? validation = null,
        bool average = false,
        Action<TrainingProgress>? step = null,
        CancellationToken cancellation = default)
    {
        var network = Network();
        options = options with { Average = average ? new(network.Parameters(), 0.9) : null };
        var trainer = Trainer(network, rate);
        return new(trainer, network, trainer.Fit(Training, Validation, options, [new TrainingCallback(step, null, validation)], cancellation));
    }

    private static Sequential Network() => Models.Perceptron([2, 8, 2], "tanh", new Generator(3));

    private static Trainer Trainer(Module network, double rate) =>
        new(network, new(new CrossEntropyLoss()), new Sgd(network.Parameters(), rate, momentum: 0.9));

    /// <summary>A rate that becomes far too large.</summary>
    private sealed class Explosion(int at) : ILearningRateSchedule
    {
        public double Factor(long step, long steps) => step < at ? 1 : 1e30;
    }

    private sealed record Outcome(Trainer Trainer, Module Network, IReadOnlyList<EpochResult> Results)
    {
        public float[] Weights => [.. Network.Parameters().SelectMany(parameter => parameter.Value.ToArray<float>())];
    }
}
