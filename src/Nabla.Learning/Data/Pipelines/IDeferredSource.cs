namespace Nabla.Learning;

/// <summary>A source that can say which batches there will be before it makes them, so that several threads can make them at once.</summary>
internal interface IDeferredSource : IBatchSource
{
    /// <summary>
    /// Returns the batches of one epoch as functions, in order. Enumerating is quick and done by one thread; each function is called once, on any thread, and
    /// what it returns does not depend on the others.
    /// </summary>
    IEnumerable<Func<Batch>> Deferred(int batchSize, HostRandom? random);
}

/// <summary>Batches as functions.</summary>
internal static class DeferredBatches
{
    /// <summary>Returns the batches of any source as functions; those of a source that is not deferred are made while enumerating.</summary>
    public static IEnumerable<Func<Batch>> Of(IBatchSource source, int batchSize, HostRandom? random) => source is IDeferredSource deferred
        ? deferred.Deferred(batchSize, random)
        : source.Batches(batchSize, random).Select(batch => (Func<Batch>)(() => batch));
}
