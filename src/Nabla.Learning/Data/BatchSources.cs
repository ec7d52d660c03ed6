namespace Nabla.Learning;

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
