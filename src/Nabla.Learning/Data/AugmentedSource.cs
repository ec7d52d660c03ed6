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

/// <summary>Functions of batch sources.</summary>
public static class BatchSources
{
    /// <summary>
    /// Returns the source with batches changed at random: flipped images, added noise. Batches in random order, as in training, are changed; those in the
    /// original order, as in evaluation, are not. The same seed gives the same changes.
    /// </summary>
    /// <param name="source">The source.</param>
    /// <param name="change">Returns a batch of the same types from a batch and a random stream of its own.</param>
    /// <exception cref="DataException">When enumerated: a changed batch has another shape or element type.</exception>
    public static IBatchSource Augment(this IBatchSource source, Func<Batch, HostRandom, Batch> change)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(change);
        return new AugmentedSource(source, change);
    }
}
