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
        // A place for each batch that is being made or waits for its use.
        using var places = new SemaphoreSlim(workers);
        using var pending = new BlockingCollection<Task<Batch>>();
        var reader = Task.Factory.StartNew(
            () => Read(batchSize, random, places, pending, stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            foreach (var made in pending.GetConsumingEnumerable())
            {
                var batch = made.GetAwaiter().GetResult();
                places.Release();
                yield return batch;
            }
            // An error of the source itself.
            reader.GetAwaiter().GetResult();
        }
        finally
        {
            // Nothing of the user's runs on after this.
            stop.Cancel();
            Task.WhenAny(reader).GetAwaiter().GetResult();
            foreach (var left in pending) Task.WhenAny(left).GetAwaiter().GetResult();
        }
    }

    private void Read(int batchSize, HostRandom? random, SemaphoreSlim places, BlockingCollection<Task<Batch>> pending, CancellationToken stop)
    {
        using var scope = NablaOptions.UseThisThreadOnly();
        try
        {
            using var batches = DeferredBatches.Of(source, batchSize, random).GetEnumerator();
            while (true)
            {
                places.Wait(stop);
                if (!batches.MoveNext()) return;
                var make = batches.Current;
                pending.Add(Task.Run(() => Made(make), CancellationToken.None), CancellationToken.None);
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
