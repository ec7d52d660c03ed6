namespace Nabla.Learning;

public sealed partial class Dataset : IBatchSource
{
    private (Tensor Inputs, Tensor Targets)? tensors;

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">The batch size is below 1.</exception>
    public IEnumerable<Batch> Batches(int batchSize, HostRandom? random = null)
    {
        var order = random is null ? BatchSampler.InOrder(Count, batchSize) : BatchSampler.Shuffled(Count, batchSize, random);
        return order.Select(BatchOf);
    }

    /// <summary>Returns the examples of the given rows.</summary>
    private Batch BatchOf(int[] rows)
    {
        var (inputs, targets) = tensors ??= (
            Tensor.From(Features.Span, Shape.Create([Count, .. ExampleShape])),
            IsClassification
                ? Tensor.From(Labels.Span).To(ElementType.Int64).Evaluate()
                : Tensor.From(Targets.Span, [Count, OutputWidth]));
        var indices = Tensor.From(rows);
        return new(inputs.Gather(indices), targets.Gather(indices));
    }
}
