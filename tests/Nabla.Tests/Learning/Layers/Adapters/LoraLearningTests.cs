using Nabla.Learning;
using Nabla.Tests.Learning.Files;
using Xunit;
using static Nabla.Tests.Learning.Layers.AdaptedNetworks;

namespace Nabla.Tests.Learning.Layers;

/// <summary>Fine-tuning by adapters.</summary>
public sealed class LoraLearningTests
{
    private const double Angle = 35 * Math.PI / 180;

    [Fact]
    public void FineTuning_OnARelatedTask_ReachesTheAccuracyOfTrainingAllWeights()
    {
        var (trainer, all, adapted) = (Network(), Network(), Network());
        var (first, second, test) = (Examples(1, 0), Examples(2, Angle), Examples(3, Angle));
        Learn(trainer, first, 0.01);
        foreach (var network in (Module[])[all, adapted])
            foreach (var (to, from) in network.Parameters().Zip(trainer.Parameters())) to.Value = from.Value;
        var frozen = State(adapted);
        var start = Accuracy(adapted, test);
        Assert.InRange(start, 0.5, 0.8);

        Learn(all, second, 0.01);
        Lora.Attach(adapted, new() { Rank = 2, Alpha = 4 }, new Generator(4));
        Assert.True(adapted.Parameters().Sum(parameter => parameter.Shape.ElementCount) * 4 < adapted.ParameterCount());
        Learn(adapted, second, 0.01);

        var (full, low) = (Accuracy(all, test), Accuracy(adapted, test));
        TestContext.Current.TestOutputHelper?.WriteLine($"before {start}, all weights {full}, adapters {low}");
        Assert.InRange(full, 0.95, 1);
        Assert.InRange(low, full - 0.02, 1);
        Lora.Merge(adapted);
        Assert.Equal(low, Accuracy(adapted, test), 0.003);
        Assert.NotEqual(frozen["2.weight"], State(adapted)["2.weight"]);
        Assert.Equal(frozen["2.bias"], State(adapted)["2.bias"]);
    }

    [Fact]
    public void Fit_OfAnAdaptedNetwork_KeepsTheRestAndResumesWithTheSameBits()
    {
        using var folder = new ScratchDirectory();
        var data = SyntheticData.Moons(100, 0.1, new HostRandom(1));
        var (whole, start) = (Adapted(), State(Adapted()));
        Fit(whole, 4, null);
        foreach (var (path, numbers) in State(whole)) Assert.Equal(!path.Contains("lora", StringComparison.Ordinal), start[path].SequenceEqual(numbers));

        var checkpoints = new CheckpointOptions(folder.File("run")) { EverySteps = 1 };
        Fit(Adapted(), 4, checkpoints, stopAfter: 3);
        var resumed = Adapted();
        Fit(resumed, 4, checkpoints with { Resumes = true });
        Assert.Equal(State(whole), State(resumed));

        void Fit(Module network, int epochs, CheckpointOptions? options, int stopAfter = int.MaxValue)
        {
            using var source = new CancellationTokenSource();
            var steps = 0;
            var stop = new TrainingCallback(_ =>
            {
                if (++steps == stopAfter) source.Cancel();
            });
            new Trainer(network, new Objective(new CrossEntropyLoss()), new Adam(network.Parameters(), 0.01)).Fit(
                data, null, new() { Epochs = epochs, BatchSize = 50, Checkpoints = options }, [stop], source.Token);
        }

        static Module Adapted()
        {
            var generator = new Generator(1);
            Sequential network =
            [
                new Linear(2, 8, generator), new BatchNorm(8), Activation.Relu(), new Dropout(0.2, new Generator(2)), new Linear(8, 2, generator),
            ];
            Lora.Attach(network, new() { Rank = 2, Dropout = 0.2 }, new Generator(3));
            return network;
        }
    }

    [Fact]
    public void Fit_AfterTheAdaptersAreGone_IsRefusedWithAWayOut()
    {
        Sequential network = [new Linear(2, 2, new Generator(1))];
        Lora.Attach(network, new() { Rank = 1 }, new Generator(3));
        var trainer = new Trainer(network, new Objective(new CrossEntropyLoss()), new Adam(network.Parameters()));
        Lora.Merge(network);
        var data = SyntheticData.Moons(10, 0.1, new HostRandom(1));
        Assert.Equal(
            "The optimizer's parameter 'lora_a' (float32[1, 2]) no longer belongs to the network, whose adapters were merged or removed; create another "
            + "optimizer from network.Parameters().",
            Assert.Throws<InvalidOperationException>(
                () => trainer.Fit(data, null, new() { Epochs = 1 }, null, TestContext.Current.CancellationToken)).Message);
    }

    private static Sequential Network() => Models.Perceptron([2, 48, 48, 2], "tanh", new Generator(1));

    /// <summary>Points in the plane, whose class is the sign of the product of their coordinates, turned by an angle.</summary>
    private static (Tensor X, Tensor T) Examples(long seed, double angle)
    {
        var points = new Generator(seed).Normal([500, 2], 0, 1).ToArray<float>();
        var classes = new int[500];
        for (var i = 0; i < classes.Length; i++)
        {
            var (x, y) = (points[2 * i], points[2 * i + 1]);
            classes[i] = (x * Math.Cos(angle) + y * Math.Sin(angle)) * (y * Math.Cos(angle) - x * Math.Sin(angle)) > 0 ? 1 : 0;
        }
        return (Tensor.From(points, [500, 2]), Tensor.From(classes));
    }

    private static void Learn(Module network, (Tensor X, Tensor T) examples, double rate)
    {
        var optimizer = new Adam(network.Parameters(), rate);
        var step = Compile.Step(
            () => optimizer.Step(Reverse.Gradients(new CrossEntropyLoss().Mean(network.Forward(examples.X), examples.T), optimizer.Parameters)));
        for (var i = 0; i < 400; i++) step();
    }

    private static double Accuracy(Module network, (Tensor X, Tensor T) examples)
    {
        var (y, t) = (network.Forward(examples.X).ToArray<float>(), examples.T.ToArray<int>());
        return t.Select((label, i) => y[2 * i + label] > y[2 * i + 1 - label] ? 1.0 : 0).Average();
    }
}
