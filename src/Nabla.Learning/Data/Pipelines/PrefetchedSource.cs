using System.Collections.Concurrent;

namespace Nabla.Learning;

/// <summary>A source whose batches are made ahead of their use, on other threads, in the same order.</summary>
internal sealed class PrefetchedSource(IBatchSource source, int workers) : WrappedSource(source)
{
    private readonly IBatchSource source = source;

    // Whoever prefetches this source again makes its batches itself.
    public override IEnumerable<Func<Batch>> Deferred(int batchSize, HostRandom? random) =>
        workers == 0 ? DeferredBatches.Of(source, batchSize, random) : Ahead(batchSize, random).Select(batch => (Func<Batch>)(() => batch));

    private IEnumerable<Batch> Ahead(int batchSize, HostRandom? random)
    {
        using var stop = new CancellationTokenSource();
        // The consumer waits for the oldest of them while the others are made.
        using var pending = new BlockingCollection<Task<Batch>>(workers);
        var reader = Task.Factory.StartNew(
            () => Read(batchSize, random, pending, stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            foreach (var made in pending.GetConsumingEnumerable()) yield return made.GetAwaiter().GetResult();
            // An error of the source itself.
            reader.GetAwaiter().GetResult();
        }
        finally
        {
            stop.Cancel();
            Task.WhenAny(reader).GetAwaiter().GetResult();
            foreach (var left in pending) Task.WhenAny(left).GetAwaiter().GetResult();
        }
    }

    private void Read(int batchSize, HostRandom? random, BlockingCollection<Task<Batch>> pending, CancellationToken stop)
    {
        using var scope = NablaOptions.UseThisThreadOnly();
        try
        {
            foreach (var make in DeferredBatches.Of(source, batchSize, random))
            {
                if (stop.IsCancellationRequested) return;
                pending.Add(Task.Run(() => Made(make), CancellationToken.None), stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Nobody wants the rest.
        }
        finally
        {
            pending.CompleteAdding();
        }
    }

    private static Batch Made(Func<Batch> make)
    {
        using var scope = NablaOptions.UseThisThreadOnly();
        var batch = make();
        // Otherwise the consumer would do the work.
        Tensor.Evaluate(batch.Inputs, batch.Targets);
        return batch;
    }
}
