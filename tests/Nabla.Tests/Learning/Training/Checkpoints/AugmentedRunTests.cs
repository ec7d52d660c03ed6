using Nabla.Learning;
using Nabla.Tests.Learning.Data;
using Xunit;

// These calls end in milliseconds: not worth a cancellation token in each.
#pragma warning disable xUnit1051
namespace Nabla.Tests.Learning.Training.Checkpoints;

public sealed class AugmentedRunTests : IDisposable
{
    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(3)]
    [InlineData(8)]
    public void Fit_OnAugmentedImagesStoppedAndResumed_EndsWithTheSameBytes(int stop)
    {
        var whole = Fit(null, 0);
        Assert.NotEqual(whole, Fit(new(folder.In("checkpoints")) { EverySteps = 1 }, stop));
        Assert.Equal(whole, Fit(new(folder.In("checkpoints")) { EverySteps = 1, Resumes = true }, 0));
    }

    /// <summary>Returns the weights after a run, or after a number of steps.</summary>
    private static float[] Fit(CheckpointOptions? checkpoints, int stop)
    {
        var random = new Generator(1);
        var network = new Sequential(new Flatten(), new Linear(784, 10, random));
        var trainer = new Trainer(network, new(new CrossEntropyLoss()), new Adam(network.Parameters(), 0.01));
        var data = DigitGenerator.Create(80, 1)
            .Augment(new Compose(new RandomAffine(2, 10, 0.1), new ElasticDeformation(), new RandomHorizontalFlip(), new CutOut(8)));
        using var source = new CancellationTokenSource();
        var steps = 0;
        var count = new TrainingCallback(_ =>
        {
            if (++steps == stop) source.Cancel();
        });
        trainer.Fit(data, null, new() { Epochs = 3, BatchSize = 20, Seed = 5, Checkpoints = checkpoints }, [count], source.Token);
        return [.. network.StateVariables.SelectMany(entry => entry.Variable.Value.ToArray<float>())];
    }
}
