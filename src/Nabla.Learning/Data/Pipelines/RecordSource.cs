namespace Nabla.Learning;

/// <summary>A source of records of one's own: rows of a database, messages, anything that can be enumerated anew in every epoch.</summary>
/// <remarks>
/// Create it by <see cref="RecordSource"/>. A sequence that arrives asynchronously is given by its <c>ToBlockingEnumerable()</c>; put <c>Prefetch()</c>
/// behind the source, so that training does not wait for it.
/// </remarks>
public sealed class RecordSource<T> : RowSource
{
    private readonly Func<IEnumerable<T>> records;
    private readonly Action<T, Span<float>> features;
    private readonly Action<T, Span<float>>? targets;
    private readonly Func<T, int>? label;
    private readonly Lazy<int> count;

    internal RecordSource(
        string name,
        Func<IEnumerable<T>> records,
        IReadOnlyList<int> exampleShape,
        Action<T, Span<float>> features,
        int outputs,
        Action<T, Span<float>>? targets,
        Func<T, int>? label,
        int? count)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(records);
        ArgumentNullException.ThrowIfNull(exampleShape);
        ArgumentNullException.ThrowIfNull(features);
        if (exampleShape.Count == 0 || exampleShape.Any(size => size < 1))
            throw new ArgumentException($"{name}: [{string.Join(", ", exampleShape)}] is not a valid example shape.", nameof(exampleShape));
        ArgumentOutOfRangeException.ThrowIfLessThan(outputs, label is null ? 1 : 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(count ?? 1, 1, nameof(count));
        (Name, this.records, ExampleShape, this.features) = (name, records, [.. exampleShape], features);
        (OutputWidth, this.targets, this.label) = (outputs, targets, label);
        this.count = new(() => count ?? Counted());
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<int> ExampleShape { get; }

    /// <inheritdoc/>
    public override int OutputWidth { get; }

    /// <inheritdoc/>
    public override bool IsClassification => label is not null;

    /// <summary>The number of records; if it was not given, they are enumerated once to count them.</summary>
    /// <exception cref="DataException">There are no records.</exception>
    public override int Count => count.Value;

    internal override IEnumerable<RowBlock> Blocks()
    {
        var block = NewBlock();
        var (width, number) = (block.Features.Length / RowsInBlock, 0L);
        foreach (var record in records())
        {
            Convert(record, block, width, number++);
            if (++block.Count < RowsInBlock) continue;
            yield return block;
            block.Count = 0;
        }
        if (block.Count > 0) yield return block;
    }

    private void Convert(T record, RowBlock block, int width, long number)
    {
        var row = block.Features.AsSpan(block.Count * width, width);
        // A function that leaves some out must not pass on those of the record before.
        row.Clear();
        features(record, row);
        RequireFinite(row, "feature", number);
        if (label is not null)
        {
            var found = label(record);
            if (found < 0 || found >= OutputWidth) throw new DataException($"{Name}: record {number}: class {found} is outside 0 to {OutputWidth - 1}.");
            block.Labels[block.Count] = found;
            return;
        }
        var values = block.Targets.AsSpan(block.Count * OutputWidth, OutputWidth);
        values.Clear();
        targets!(record, values);
        RequireFinite(values, "target", number);
    }

    private void RequireFinite(ReadOnlySpan<float> values, string kind, long number)
    {
        for (var i = 0; i < values.Length; i++)
            if (!float.IsFinite(values[i])) throw new DataException($"{Name}: record {number}: {kind} {i} is {NumberText.Of(values[i])}, not a finite number.");
    }

    private int Counted()
    {
        var counted = records().Count();
        return counted > 0 ? counted : throw new DataException($"{Name}: there are no records.");
    }
}

/// <summary>Creates sources of records.</summary>
public static class RecordSource
{
    /// <summary>Creates a source of records with classes.</summary>
    /// <typeparam name="T">The type of a record.</typeparam>
    /// <param name="name">The name in messages.</param>
    /// <param name="records">Starts a new enumeration of all records, in the same order each time.</param>
    /// <param name="exampleShape">The shape of one example.</param>
    /// <param name="features">Writes the features of a record, row-major; what it does not write is 0.</param>
    /// <param name="classes">The number of classes, at least 2.</param>
    /// <param name="label">Returns the class of a record, from 0.</param>
    /// <param name="count">The number of records; null to count them first.</param>
    /// <param name="shuffleBuffer">The number of records from which a random order draws.</param>
    /// <exception cref="ArgumentException">An argument is missing or out of range.</exception>
    public static RecordSource<T> OfClasses<T>(
        string name,
        Func<IEnumerable<T>> records,
        IReadOnlyList<int> exampleShape,
        Action<T, Span<float>> features,
        int classes,
        Func<T, int> label,
        int? count = null,
        int shuffleBuffer = 10_000)
    {
        ArgumentNullException.ThrowIfNull(label);
        return new(name, records, exampleShape, features, classes, null, label, count) { ShuffleBuffer = shuffleBuffer };
    }

    /// <summary>Creates a source of records with values to predict.</summary>
    /// <typeparam name="T">The type of a record.</typeparam>
    /// <param name="name">The name in messages.</param>
    /// <param name="records">Starts a new enumeration of all records, in the same order each time.</param>
    /// <param name="exampleShape">The shape of one example.</param>
    /// <param name="features">Writes the features of a record, row-major; what it does not write is 0.</param>
    /// <param name="outputs">The number of values to predict, at least 1.</param>
    /// <param name="targets">Writes the values to predict of a record; what it does not write is 0.</param>
    /// <param name="count">The number of records; null to count them first.</param>
    /// <param name="shuffleBuffer">The number of records from which a random order draws.</param>
    /// <exception cref="ArgumentException">An argument is missing or out of range.</exception>
    public static RecordSource<T> OfValues<T>(
        string name,
        Func<IEnumerable<T>> records,
        IReadOnlyList<int> exampleShape,
        Action<T, Span<float>> features,
        int outputs,
        Action<T, Span<float>> targets,
        int? count = null,
        int shuffleBuffer = 10_000)
    {
        ArgumentNullException.ThrowIfNull(targets);
        return new(name, records, exampleShape, features, outputs, targets, null, count) { ShuffleBuffer = shuffleBuffer };
    }
}
