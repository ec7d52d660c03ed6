namespace Nabla.Learning;

public sealed partial class Dataset : IDeferredSource, INamedClasses
{
    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">The batch size is below 1.</exception>
    public IEnumerable<Batch> Batches(int batchSize, HostRandom? random = null) => Deferred(batchSize, random).Select(make => make());

    IEnumerable<Func<Batch>> IDeferredSource.Deferred(int batchSize, HostRandom? random) => Deferred(batchSize, random);

    /// <summary>
    /// Returns a source that draws these examples with replacement when their order is random, each with a probability in proportion to its weight. In the
    /// original order, as for evaluation, it has each example once.
    /// </summary>
    /// <param name="weights">A weight of at least 0 for each row.</param>
    /// <exception cref="DataException">The number of weights is wrong, a weight is negative or not finite, or all are 0.</exception>
    public IBatchSource Weighted(IReadOnlyList<double> weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        return new WeightedSource(this, weights);
    }

    /// <summary>Returns a source that draws from all classes equally often, however many examples each has; see <see cref="Weighted"/>.</summary>
    /// <exception cref="DataException">The set has no classes.</exception>
    public IBatchSource Balanced()
    {
        if (!IsClassification) throw new DataException($"{Name}: has numbers to predict, not classes, which could be balanced.");
        var counts = CountPerClass();
        return new WeightedSource(this, [.. labels.Select(label => 1.0 / counts[label])]);
    }

    internal IEnumerable<Func<Batch>> Deferred(int batchSize, HostRandom? random)
    {
        var order = random is null ? BatchSampler.InOrder(Count, batchSize) : BatchSampler.Shuffled(Count, batchSize, random);
        return order.Select(rows => (Func<Batch>)(() => BatchOf(rows)));
    }

    /// <summary>Returns the examples of the given rows.</summary>
    internal Batch BatchOf(int[] rows)
    {
        var all = Features;
        var inputs = Tensor.Create<float>(Shape.Create([rows.Length, .. ExampleShape]), values => CopyRows(all.Span, Width, rows, values));
        return IsClassification
            ? new(inputs, Tensor.Create<long>(Shape.Create([rows.Length]), values => CopyLabels(rows, values)))
            : new(inputs, Tensor.Create<float>([rows.Length, OutputWidth], values => CopyRows(Targets.Span, OutputWidth, rows, values)));
    }

    private static void CopyRows(ReadOnlySpan<float> from, int width, int[] rows, Span<float> to)
    {
        for (var i = 0; i < rows.Length; i++) from.Slice(rows[i] * width, width).CopyTo(to[(i * width)..]);
    }

    private void CopyLabels(int[] rows, Span<long> to)
    {
        for (var i = 0; i < rows.Length; i++) to[i] = labels[rows[i]];
    }
}
