namespace Nabla.Learning;

/// <summary>A source with a function applied to each batch.</summary>
internal sealed class MappedSource(IBatchSource source, Func<Batch, Batch> change, IReadOnlyList<int> exampleShape, int outputWidth) : WrappedSource(source)
{
    private readonly IBatchSource source = source;

    public override IReadOnlyList<int> ExampleShape => exampleShape;

    public override int OutputWidth => outputWidth;

    public override IEnumerable<Func<Batch>> Deferred(int batchSize, HostRandom? random) =>
        DeferredBatches.Of(source, batchSize, random).Select(make => (Func<Batch>)(() => Changed(make())));

    private Batch Changed(Batch batch)
    {
        var changed = change(batch);
        var (inputs, targets) = (changed.Inputs.Shape, changed.Targets.Shape);
        if (inputs.Rank == 0 || inputs[0] != batch.Count || targets.Rank == 0 || targets[0] != batch.Count)
            throw new DataException($"{Name}: a mapped batch must keep its {batch.Count} examples, but has inputs {inputs} and targets {targets}.");
        if (inputs.AsSpan()[1..].SequenceEqual([.. exampleShape])) return changed;
        throw new DataException(
            $"{Name}: mapped inputs are {inputs}, but examples of [{string.Join(", ", exampleShape)}] were announced; "
            + "give Map the shape that its function makes.");
    }
}
