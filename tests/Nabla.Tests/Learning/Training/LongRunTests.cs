using System.Globalization;
using Nabla.Learning;
using Nabla.Tests.Learning.Data;
using Xunit;

// The runs are short enough.
#pragma warning disable xUnit1051
namespace Nabla.Tests.Learning.Training;

/// <summary>Long runs and large files take constant memory. The environment variable NABLA_STEPS sets the number of steps and rows.</summary>
[Collection("Process-wide counts")]
public sealed class LongRunTests : IDisposable
{
    private const long Slack = 4 << 20;
    private static readonly int Many = int.TryParse(
        Environment.GetEnvironmentVariable("NABLA_STEPS"), NumberStyles.None, CultureInfo.InvariantCulture, out var steps) ? steps : 40_000;

    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Fit_ManySteps_TakesNoMoreMemoryAtTheEnd()
    {
        var data = SyntheticData.Moons(400, 0.1, new HostRandom(4));
        var network = Models.Perceptron([2, 4, 2], "tanh", new Generator(3));
        var (step, early, late) = (0, 0L, 0L);
        var callback = new TrainingCallback(_ =>
        {
            step++;
            if (step == Many / 10) early = GC.GetTotalMemory(forceFullCollection: true);
            if (step == Many) late = GC.GetTotalMemory(forceFullCollection: true);
        });
        new Trainer(network, new(new CrossEntropyLoss()), new Adam(network.Parameters(), 1e-3)).Fit(
            data, data, new() { Epochs = Many / 100, BatchSize = 4, Checkpoints = new(folder.In("run")) { EverySteps = Many / 7 } }, [callback]);
        Assert.Equal(Many, step);
        // The results of the epochs are kept: some hundred bytes each.
        Assert.InRange(late - early, long.MinValue, Slack + Many / 100 * 200L);
    }

    [Fact]
    public void Batches_OfManyRows_AreStreamedInConstantMemory()
    {
        var path = folder.In("rows.csv");
        using (var writer = new StreamWriter(path))
        {
            var random = new HostRandom(1);
            writer.Write("a,b,c,d,e,f,g,y\n");
            for (var row = 0; row < Many; row++)
            {
                for (var column = 0; column < 7; column++) writer.Write(string.Create(CultureInfo.InvariantCulture, $"{random.NextNormal():F4},"));
                writer.Write(row % 3 == 0 ? "x\n" : "z\n");
            }
        }
        var stream = CsvStream.Open(path, shuffleBuffer: 1000);
        Assert.Equal(Many, stream.Count);
        var (rows, most, before) = (0, 0L, GC.GetTotalMemory(forceFullCollection: true));
        foreach (var batch in stream.Batches(256, new HostRandom(1)))
        {
            rows += batch.Count;
            if (rows % (256 * (Many / 2560)) == 0) most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
        }
        Assert.Equal(Many, rows);
        // Far less than the numbers of the file in memory.
        Assert.InRange(most, long.MinValue, Slack);
    }
}
