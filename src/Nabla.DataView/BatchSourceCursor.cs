using Microsoft.ML;
using Microsoft.ML.Data;
using Nabla.Learning;

namespace Nabla.DataView;

/// <summary>Passes over the examples of a source once, a batch at a time.</summary>
internal sealed class BatchSourceCursor : DataViewRowCursor
{
    private const int BatchSize = 256;

    private readonly IBatchSource source;
    private readonly HashSet<int> active;
    private readonly IEnumerator<Batch> batches;
    private readonly int width;
    private float[] features = [], targets = [];
    private long[] labels = [];
    private int row, count;
    private long position = -1;

    internal BatchSourceCursor(IBatchSource source, DataViewSchema schema, IEnumerable<DataViewSchema.Column> columnsNeeded)
    {
        (this.source, Schema) = (source, schema);
        active = [.. columnsNeeded.Select(column => column.Index)];
        batches = source.Batches(BatchSize).GetEnumerator();
        width = source.ExampleShape.Aggregate(1, (product, size) => product * size);
    }

    public override DataViewSchema Schema { get; }

    public override long Position => position;

    public override long Batch => 0;

    public override bool IsColumnActive(DataViewSchema.Column column) => active.Contains(column.Index);

    public override bool MoveNext()
    {
        if (++row >= count && !NextBatch())
        {
            position = -1;
            return false;
        }
        position++;
        return true;
    }

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new((ulong)position, 0);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (!IsColumnActive(column)) throw new InvalidOperationException($"The column '{column.Name}' was not asked for.");
        Delegate getter = column.Name == DataViewSource.FeaturesName ? Vector(() => features.AsMemory(row * width, width))
            : source.IsClassification ? (ValueGetter<uint>)((ref uint key) => key = checked((uint)(labels[Current] + 1)))
            : source.OutputWidth == 1 ? (ValueGetter<float>)((ref float value) => value = targets[Current])
            : Vector(() => targets.AsMemory(Current * source.OutputWidth, source.OutputWidth));
        return getter as ValueGetter<TValue>
            ?? throw new InvalidOperationException($"The column '{column.Name}' holds values of the type {column.Type}, not {typeof(TValue).Name}.");
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) batches.Dispose();
        base.Dispose(disposing);
    }

    private int Current => position >= 0 ? row : throw new InvalidOperationException("The cursor is not at a row.");

    private ValueGetter<VBuffer<float>> Vector(Func<Memory<float>> values) => (ref VBuffer<float> destination) =>
    {
        _ = Current;
        var span = values().Span;
        var editor = VBufferEditor.Create(ref destination, span.Length);
        span.CopyTo(editor.Values);
        destination = editor.Commit();
    };

    private bool NextBatch()
    {
        (row, count) = (0, 0);
        if (!batches.MoveNext()) return false;
        var batch = batches.Current;
        count = batch.Count;
        features = batch.Inputs.To(ElementType.Float32).ToArray<float>();
        if (source.IsClassification) labels = batch.Targets.ToArray<long>();
        else targets = batch.Targets.To(ElementType.Float32).ToArray<float>();
        return count > 0;
    }
}
