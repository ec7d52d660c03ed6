namespace Nabla.Learning;

/// <summary>A source whose batches are changed at random.</summary>
internal sealed class AugmentedSource(IBatchSource source, Func<Batch, HostRandom, Batch> change) : WrappedSource(source)
{
    private readonly IBatchSource source = source;

    public override IEnumerable<Func<Batch>> Deferred(int batchSize, HostRandom? random)
    {
        if (random is null) return DeferredBatches.Of(source, batchSize, null);
        // Each batch has its own stream, so that the changes do not depend on what those of other batches draw.
        var seed = random.NextUInt32();
        return DeferredBatches.Of(source, batchSize, random).Select((make, index) => (Func<Batch>)(() => Changed(make(), new HostRandom(seed, index))));
    }

    private Batch Changed(Batch batch, HostRandom random)
    {
        var changed = change(batch, random);
        if (changed.Inputs.Type.Equals(batch.Inputs.Type) && changed.Targets.Type.Equals(batch.Targets.Type)) return changed;
        throw new DataException(
            $"{Name}: augmentation must keep the types of inputs and targets, {batch.Inputs.Type} and {batch.Targets.Type}, "
            + $"but returns {changed.Inputs.Type} and {changed.Targets.Type}.");
    }
}
