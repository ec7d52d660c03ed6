using Microsoft.ML;
using Microsoft.ML.Data;
using Nabla.Learning;

namespace Nabla.DataView;

/// <summary>A source of batches as a data view.</summary>
internal sealed class BatchSourceView : IDataView
{
    private readonly IBatchSource source;

    internal BatchSourceView(
        IBatchSource source, IReadOnlyList<string>? featureNames, IReadOnlyList<string> classNames, IReadOnlyList<string> targetNames)
    {
        this.source = source;
        int[] shape = [.. source.ExampleShape];
        var features = new VectorDataViewType(NumberDataViewType.Single, shape);
        DataViewType label = source.IsClassification ? new KeyDataViewType(typeof(uint), source.OutputWidth)
            : source.OutputWidth == 1 ? NumberDataViewType.Single
            : new VectorDataViewType(NumberDataViewType.Single, source.OutputWidth);
        var builder = new DataViewSchema.Builder();
        builder.AddColumn(DataViewSource.FeaturesName, features, Annotation("SlotNames", featureNames ?? []));
        builder.AddColumn(DataViewSource.LabelName, label, source.IsClassification
            ? Annotation("KeyValues", classNames)
            : Annotation("SlotNames", source.OutputWidth > 1 ? targetNames : []));
        Schema = builder.ToSchema();
    }

    public bool CanShuffle => false;

    public DataViewSchema Schema { get; }

    public long? GetRowCount() => source.Count;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new BatchSourceCursor(source, Schema, columnsNeeded);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private static DataViewSchema.Annotations? Annotation(string kind, IReadOnlyList<string> names)
    {
        if (names.Count == 0) return null;
        var values = names.Select(name => name.AsMemory()).ToArray();
        var builder = new DataViewSchema.Annotations.Builder();
        builder.Add(
            kind,
            new VectorDataViewType(TextDataViewType.Instance, values.Length),
            (ref VBuffer<ReadOnlyMemory<char>> destination) =>
            {
                var editor = VBufferEditor.Create(ref destination, values.Length);
                values.CopyTo(editor.Values);
                destination = editor.Commit();
            });
        return builder.ToAnnotations();
    }
}
