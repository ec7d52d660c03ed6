using Nabla.Learning;
using Xunit;

namespace Nabla.Tests.Learning.Data.Pipelines;

public sealed class PrefetchedSourceTests
{
    private static readonly Dataset Digits = DigitGenerator.Create(205, 1);

    [Fact]
    public void Batches_ForAnyNumberOfWorkers_AreThoseOfTheSource()
    {
        foreach (var chain in (IBatchSource[])[Digits, Digits.Augment(Noise), Digits.Map(Halved).Augment(Noise), new Plain(Digits), Digits.Balanced()])
        {
            foreach (var seed in (long?[])[null, 7])
            {
                var expected = Read(chain, seed);
                Assert.Equal(205, expected.Count);
                foreach (var workers in (int[])[0, 1, 4, 100]) Assert.Equal(expected, Read(chain.Prefetch(workers), seed));
                Assert.Equal(expected, Read(chain.Prefetch(2).Prefetch(2), seed));
            }
        }
    }

    [Fact]
    public void Batches_OfAFunction_AreMadeOnOtherThreadsAtOnce()
    {
        using var both = new Barrier(2);
        // Each call waits for another one: one worker alone would never end.
        var source = Digits.Map(
            batch => both.SignalAndWait(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken) ? batch : throw new TimeoutException());
        Assert.Equal(4, source.Prefetch(2).Batches(60).Count());
    }

    [Fact]
    public void Batches_OfAFunctionThatThrows_ThrowInItsTurn()
    {
        var calls = 0;
        var source = Digits.Map(batch => Interlocked.Increment(ref calls) == 3 ? throw new FormatException("third") : batch).Prefetch(1);
        var got = 0;
        var exception = Assert.Throws<FormatException>(() =>
        {
            foreach (var _ in source.Batches(10)) got++;
        });
        Assert.Equal(("third", 2), (exception.Message, got));
    }

    [Fact]
    public void Batches_OfASourceThatThrows_ThrowInTheirTurn()
    {
        var got = 0;
        Assert.Throws<DataException>(() =>
        {
            foreach (var _ in new Plain(Digits, failsAfter: 3).Prefetch(4).Batches(10)) got++;
        });
        Assert.Equal(3, got);
    }

    [Fact]
    public void Batches_LeftEarly_StopReading()
    {
        var source = new Plain(Digits);
        foreach (var _ in source.Prefetch(2).Batches(5)) break;
        var read = source.Made;
        // One was taken, and at most two waited or were being made.
        Assert.InRange(read, 1, 3);
        // The reader has ended, so nothing can be read from now on.
        Assert.True(source.IsDisposed);
    }

    [Fact]
    public void Prefetch_WrongNumber_IsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Digits.Prefetch(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Digits.Prefetch(1025));
    }

    [Fact]
    public void Fit_ForAnyNumberOfWorkers_LearnsTheSame()
    {
        float[] Weights(int? workers)
        {
            var network = Models.Perceptron([784, 10], "relu", new Generator(3));
            var source = Digits.Augment(Noise);
            IBatchSource flat = (workers is { } many ? source.Prefetch(many) : source).Map(
                batch => batch with { Inputs = batch.Inputs.Reshape(batch.Count, 784) }, [784]);
            new Trainer(network, new(new CrossEntropyLoss()), new Adam(network.Parameters(), 0.01)).Fit(
                flat, null, new() { Epochs = 2, BatchSize = 20 }, cancellation: TestContext.Current.CancellationToken);
            return [.. network.Parameters().SelectMany(parameter => parameter.Value.ToArray<float>())];
        }

        var expected = Weights(null);
        Assert.All((int[])[0, 1, 4], workers => Assert.Equal(expected, Weights(workers)));
    }

    private static Batch Noise(Batch batch, HostRandom random)
    {
        float[] noise = [.. Enumerable.Range(0, batch.Count).Select(_ => (float)random.NextNormal())];
        return batch with { Inputs = batch.Inputs + Tensor.From(noise).Reshape(-1, 1, 1) };
    }

    private static Batch Halved(Batch batch) => batch with { Inputs = batch.Inputs / 2 };

    /// <summary>Returns the first pixel, the sum and the class of each example.</summary>
    private static List<(float, double, long)> Read(IBatchSource source, long? seed)
    {
        var all = new List<(float, double, long)>();
        foreach (var batch in source.Batches(20, seed is { } given ? new HostRandom(given) : null))
        {
            var (pixels, labels) = (batch.Inputs.ToArray<float>(), batch.Targets.ToArray<long>());
            for (var i = 0; i < labels.Length; i++) all.Add((pixels[i * 784], pixels.AsSpan(i * 784, 784).ToArray().Sum(pixel => (double)pixel), labels[i]));
        }
        return all;
    }

    /// <summary>A source that only enumerates, like those of users.</summary>
    private sealed class Plain(IBatchSource source, int failsAfter = int.MaxValue) : IBatchSource
    {
        private int made;

        public string Name => source.Name;

        public IReadOnlyList<int> ExampleShape => source.ExampleShape;

        public int OutputWidth => source.OutputWidth;

        public bool IsClassification => source.IsClassification;

        public int Count => source.Count;

        public int Made => Volatile.Read(ref made);

        public bool IsDisposed { get; private set; }

        public IEnumerable<Batch> Batches(int batchSize, HostRandom? random = null)
        {
            try
            {
                foreach (var batch in source.Batches(batchSize, random))
                {
                    if (made == failsAfter) throw new DataException("no more");
                    Interlocked.Increment(ref made);
                    yield return batch;
                }
            }
            finally
            {
                IsDisposed = true;
            }
        }
    }
}
