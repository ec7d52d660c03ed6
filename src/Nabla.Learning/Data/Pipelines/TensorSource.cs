namespace Nabla.Learning;

/// <summary>Examples in tensors.</summary>
internal sealed class TensorSource : IDeferredSource
{
    private readonly Tensor inputs;
    private readonly Tensor targets;

    public TensorSource(string name, Tensor inputs, Tensor targets, int? classes)
    {
        (Name, this.inputs, this.targets, IsClassification) = (name, inputs, targets, classes is not null);
        if (inputs.Rank < 2 || targets.Rank < 1 || inputs.Shape[0] != targets.Shape[0] || inputs.Shape[0] == 0)
        {
            throw new DataException(
                $"{name}: needs inputs [count, …example shape] and targets [count, …] of one count of at least 1, got {inputs.Type} and {targets.Type}.");
        }
        if (classes is not null && targets.ElementType != ElementType.Int64) throw new DataException($"{name}: needs classes as int64, got {targets.Type}.");
        if (classes is null && (targets.Rank != 2 || targets.ElementType != inputs.ElementType))
            throw new DataException($"{name}: needs values to predict [count, outputs] of the type of the inputs, {inputs.Type}, got {targets.Type}.");
        OutputWidth = classes ?? targets.Shape[1];
        Tensor.Evaluate(inputs, targets);
    }

    public string Name { get; }

    public IReadOnlyList<int> ExampleShape => [.. inputs.Shape.AsSpan()[1..]];

    public int OutputWidth { get; }

    public bool IsClassification { get; }

    public int Count => inputs.Shape[0];

    public IEnumerable<Batch> Batches(int batchSize, HostRandom? random = null) => Deferred(batchSize, random).Select(make => make());

    public IEnumerable<Func<Batch>> Deferred(int batchSize, HostRandom? random)
    {
        var order = random is null ? BatchSampler.InOrder(Count, batchSize) : BatchSampler.Shuffled(Count, batchSize, random);
        return order.Select(rows => (Func<Batch>)(() =>
        {
            var indices = Tensor.From(rows);
            return new(inputs.Gather(indices), targets.Gather(indices));
        }));
    }
}
