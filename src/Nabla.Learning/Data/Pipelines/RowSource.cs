namespace Nabla.Learning;

/// <summary>
/// A source that reads its rows one after another, in every epoch anew, and holds few of them at a time. A random order is made by a buffer: each row read
/// replaces a random one of the buffer, which is the next in the order.
/// </summary>
public abstract class RowSource : IBatchSource
{
    private protected const int RowsInBlock = 256;

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public abstract IReadOnlyList<int> ExampleShape { get; }

    /// <inheritdoc/>
    public abstract int OutputWidth { get; }

    /// <inheritdoc/>
    public abstract bool IsClassification { get; }

    /// <inheritdoc/>
    public abstract int Count { get; }

    /// <summary>The number of rows in the buffer from which a random order draws; 1 keeps the order.</summary>
    public int ShuffleBuffer { get; init; } = 10_000;

    private int Width => ExampleShape.Aggregate(1, (product, size) => checked(product * size));

    /// <summary>Returns all rows in order, in blocks, each of which may be reused after the next one is asked for.</summary>
    internal abstract IEnumerable<RowBlock> Blocks();

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">The batch size or <see cref="ShuffleBuffer"/> is below 1.</exception>
    /// <exception cref="DataException">While enumerating: a row is invalid, or their number is no longer <see cref="Count"/>.</exception>
    public IEnumerable<Batch> Batches(int batchSize, HostRandom? random = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(ShuffleBuffer, 1);
        return Collected(random is null ? Rows() : Shuffled(random), batchSize);
    }

    /// <summary>Creates room for the rows of a block.</summary>
    private protected RowBlock NewBlock() => NewBlock(RowsInBlock);

    private RowBlock NewBlock(int rows) => RowBlock.Create(rows, Width, OutputWidth, IsClassification);

    private IEnumerable<(RowBlock Block, int Row)> Rows()
    {
        var count = 0L;
        foreach (var block in Blocks())
        {
            count += block.Count;
            if (count > Count) break;
            for (var row = 0; row < block.Count; row++) yield return (block, row);
        }
        if (count == Count) yield break;
        throw new DataException(
            $"{Name}: has {(count > Count ? "more than " : "")}{Math.Min(count, Count)} rows, but {Count} were announced or counted before.");
    }

    private IEnumerable<(RowBlock Block, int Row)> Shuffled(HostRandom random)
    {
        var (capacity, width) = (Math.Min(ShuffleBuffer, Count), Width);
        var buffer = NewBlock(capacity);
        foreach (var (block, row) in Rows())
        {
            if (buffer.Count < capacity)
            {
                buffer.CopyRow(block, row, buffer.Count++, width, OutputWidth);
                continue;
            }
            var place = (int)(random.NextDouble() * capacity);
            yield return (buffer, place);
            buffer.CopyRow(block, row, place, width, OutputWidth);
        }
        while (buffer.Count > 0)
        {
            var place = (int)(random.NextDouble() * buffer.Count);
            yield return (buffer, place);
            buffer.CopyRow(buffer, --buffer.Count, place, width, OutputWidth);
        }
    }

    private IEnumerable<Batch> Collected(IEnumerable<(RowBlock Block, int Row)> rows, int batchSize)
    {
        var (batch, width) = (NewBlock(Math.Min(batchSize, Count)), Width);
        foreach (var (block, row) in rows)
        {
            batch.CopyRow(block, row, batch.Count++, width, OutputWidth);
            if (batch.Count < batchSize) continue;
            yield return ToBatch(batch);
            batch.Count = 0;
        }
        if (batch.Count > 0) yield return ToBatch(batch);
    }

    private Batch ToBatch(RowBlock rows) => new(
        Tensor.From<float>(rows.Features.AsSpan(0, rows.Count * Width), Shape.Create([rows.Count, .. ExampleShape])),
        IsClassification
            ? Tensor.From<long>(rows.Labels.AsSpan(0, rows.Count))
            : Tensor.From<float>(rows.Targets.AsSpan(0, rows.Count * OutputWidth), [rows.Count, OutputWidth]));
}
