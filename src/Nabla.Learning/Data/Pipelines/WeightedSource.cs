namespace Nabla.Learning;

/// <summary>A data set whose examples are drawn with replacement, each with a probability in proportion to its weight.</summary>
internal sealed class WeightedSource : IDeferredSource, INamedClasses
{
    private readonly Dataset data;

    // cumulative[i] is the sum of the weights of the rows up to i.
    private readonly double[] cumulative;

    public WeightedSource(Dataset data, IReadOnlyList<double> weights)
    {
        if (weights.Count != data.Count) throw new DataException($"{data.Name}: {data.Count} examples, but {weights.Count} weights.");
        this.data = data;
        cumulative = new double[weights.Count];
        var sum = 0.0;
        for (var row = 0; row < cumulative.Length; row++)
        {
            if (!(weights[row] >= 0 && double.IsFinite(weights[row])))
                throw new DataException($"{data.Name}: the weight of row {row} is {NumberText.Of(weights[row])}; weights are finite and at least 0.");
            cumulative[row] = sum += weights[row];
        }
        if (!(sum > 0 && double.IsFinite(sum))) throw new DataException($"{data.Name}: the sum of the weights is {NumberText.Of(sum)}; some must be above 0.");
    }

    public string Name => data.Name;

    public IReadOnlyList<string> ClassNames => data.ClassNames;

    public IReadOnlyList<int> ExampleShape => data.ExampleShape;

    public int OutputWidth => data.OutputWidth;

    public bool IsClassification => data.IsClassification;

    public int Count => data.Count;

    public IEnumerable<Batch> Batches(int batchSize, HostRandom? random = null) => Deferred(batchSize, random).Select(make => make());

    public IEnumerable<Func<Batch>> Deferred(int batchSize, HostRandom? random)
    {
        if (random is null) return data.Deferred(batchSize, null);
        var places = BatchSampler.InOrder(Count, batchSize).Select(batch => batch.Length).ToList();
        // Drawn by the call, as for other sources.
        var rows = places.ConvertAll(size => Enumerable.Range(0, size).Select(_ => Draw(random)).ToArray());
        return rows.Select(batch => (Func<Batch>)(() => data.BatchOf(batch)));
    }

    /// <summary>Returns the first row whose cumulative weight is above a random point, so never one of weight 0.</summary>
    private int Draw(HostRandom random)
    {
        var point = random.NextDouble() * cumulative[^1];
        // Rounding may put the point at the very end.
        if (point >= cumulative[^1]) point = 0;
        var (low, high) = (0, cumulative.Length - 1);
        while (low < high)
        {
            var middle = low + (high - low) / 2;
            if (cumulative[middle] > point) high = middle;
            else low = middle + 1;
        }
        return low;
    }
}
