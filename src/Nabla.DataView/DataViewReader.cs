using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Nabla.Learning;

namespace Nabla.DataView;

/// <summary>Reads the rows of a data view into a data set.</summary>
internal sealed class DataViewReader
{
    private const string SlotNames = "SlotNames";

    private readonly string name;
    private readonly IDataView view;
    private readonly DataViewSchema.Column[] columns;
    private readonly DataViewSchema.Column label;
    private readonly CsvTable table;

    internal DataViewReader(string name, IDataView view, IReadOnlyList<string> featureColumns, string labelColumn)
    {
        (this.name, this.view) = (name, view);
        columns = [.. featureColumns.Select(Find)];
        label = Find(labelColumn);
        string[] features = NamesOf(columns);
        table = new(name, '.')
        {
            LineWord = "row",
            Organization = "a data view",
            Header = [.. features, labelColumn],
            Columns = features.Length + 1,
            TextColumn = features.Length,
        };
    }

    /// <summary>Reads all rows.</summary>
    internal Dataset Read(LearningTask task)
    {
        using var cursor = view.GetRowCursor([.. columns, label]);
        var features = columns.Select(column => (Width: WidthOf(column), Read: DataViewNumbers.Reader(cursor, column, name))).ToArray();
        var classes = label.Type is KeyDataViewType ? new DataViewKeys(cursor, label, name) : null;
        var text = classes is null ? DataViewNumbers.TextReader(cursor, label, name) : null;
        List<int> labels = [];
        var row = new double[table.NumberColumns];
        for (int line = 1; cursor.MoveNext(); line++)
        {
            int start = 0;
            foreach (var (width, read) in features)
            {
                read(row.AsSpan(start, width));
                start += width;
            }
            int wrong = Array.FindIndex(row, number => !double.IsFinite(number));
            if (wrong >= 0)
            {
                throw new DataException(
                    $"{table.Place(line, wrong)}: {(double.IsNaN(row[wrong]) ? "the value is missing" : "the value is not finite")}; "
                    + "fill it in, or filter such rows out.");
            }
            foreach (double number in row) table.Add(number);
            table.Lines.Add(line);
            if (classes is not null)
            {
                int index = classes.Read();
                labels.Add(index >= 0 ? index : throw MissingLabel(line));
            }
            else
            {
                string written = text!().Trim();
                table.Texts.Add(written.Length > 0 && written != "NaN" ? written : throw MissingLabel(line));
            }
        }
        if (table.Lines.Count == 0) throw new DataException($"{name}: has no rows.");
        var target = classes is null ? CsvTargets.Read(table, task, null) : new TargetColumn([.. labels], classes.Names, null, "its values are keys");
        if (classes is not null && task == LearningTask.Regression)
            throw new DataException($"{name}: column '{Printable.Escape(label.Name)}' holds keys, which are classes and not numbers to predict.");
        return Assemble(target);
    }

    private Dataset Assemble(TargetColumn target)
    {
        NumberTable numbers = new([.. table.Numbers], table.NumberColumns);
        int[] shape = columns is [{ Type: VectorDataViewType vector }] ? [.. vector.Dimensions] : [table.NumberColumns];
        var data = target.Labels is not null
            ? Dataset.Adopt(name, numbers, shape, target.Labels, target.ClassNames!, table.NumberNames)
            : Dataset.Adopt(name, numbers, shape, new NumberTable(target.Values!, 1), [label.Name], table.NumberNames);
        return data.With(null, CsvNotes.Of(table, table, target, [label.Name]));
    }

    private DataException MissingLabel(int line) =>
        new($"{table.Place(line, table.TextColumn)}: the value is missing; fill it in, or filter such rows out.");

    private DataViewSchema.Column Find(string column) => view.Schema.GetColumnOrNull(column)
        ?? throw new DataException(
            $"{name}: has no column '{Printable.Escape(column)}'; its columns are {Listing.Of([.. view.Schema.Select(each => each.Name)])}.");

    private int WidthOf(DataViewSchema.Column column) => column.Type switch
    {
        VectorDataViewType { Size: > 0 } vector => vector.Size,
        VectorDataViewType => throw new DataException($"{name}: column '{Printable.Escape(column.Name)}' holds vectors of no fixed size."),
        _ => 1,
    };

    /// <summary>The name of each feature: that of its column, or of its place in a vector.</summary>
    private string[] NamesOf(DataViewSchema.Column[] from)
    {
        string[] plain = [.. from.SelectMany(column => Names(column, true))];
        return plain.Distinct().Count() == plain.Length && !plain.Any(string.IsNullOrWhiteSpace) ? plain : [.. from.SelectMany(column => Names(column, false))];
    }

    private IEnumerable<string> Names(DataViewSchema.Column column, bool useSlots)
    {
        int width = WidthOf(column);
        if (column.Type is not VectorDataViewType) return [column.Name];
        bool hasSlots = useSlots && column.Annotations.Schema.GetColumnOrNull(SlotNames)?.Type is VectorDataViewType { ItemType: TextDataViewType } slots
            && slots.Size == width;
        if (hasSlots)
        {
            VBuffer<ReadOnlyMemory<char>> names = default;
            column.Annotations.GetValue(SlotNames, ref names);
            return [.. names.DenseValues().Select(each => each.ToString())];
        }
        return Enumerable.Range(1, width).Select(place => string.Create(CultureInfo.InvariantCulture, $"{column.Name}{place}"));
    }
}
