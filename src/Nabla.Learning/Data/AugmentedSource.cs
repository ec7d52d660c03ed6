namespace Nabla.Learning;

/// <summary>A source whose batches are changed at random.</summary>
internal sealed class AugmentedSource(IBatchSource source, Func<Batch, HostRandom, Batch> change) : IBatchSource
{
    public string Name => source.Name;

    public IReadOnlyList<int> ExampleShape => source.ExampleShape;

    public int OutputWidth => source.OutputWidth;

    public bool IsClassification => source.IsClassification;

    public int Count => source.Count;

    public IEnumerable<Batch> Batches(int batchSize, HostRandom? random = null)
    {
        if (random is null) return source.Batches(batchSize);
        // Each batch has its own stream, so that the changes do not depend on what those of other batches draw.
        var seed = random.NextUInt32();
        return source.Batches(batchSize, random).Select((batch, index) => Changed(batch, new HostRandom(seed, index)));
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
