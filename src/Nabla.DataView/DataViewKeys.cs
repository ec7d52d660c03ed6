using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Nabla.Learning;

namespace Nabla.DataView;

/// <summary>The classes of a column of keys, which count from 1; 0 is a missing value.</summary>
internal sealed class DataViewKeys
{
    private const string KeyValues = "KeyValues";
    private const int MostClasses = 1 << 20;

    private readonly Func<ulong> read;

    internal DataViewKeys(DataViewRow row, DataViewSchema.Column column, string name)
    {
        var type = (KeyDataViewType)column.Type;
        if (type.Count > MostClasses) throw new DataException($"{name}: column '{Printable.Escape(column.Name)}' has {type.Count} keys, too many for classes.");
        Names = NamesOf(row, column, (int)type.Count, name);
        read = type.RawType == typeof(byte) ? Reader<byte>(row, column, static value => value)
            : type.RawType == typeof(ushort) ? Reader<ushort>(row, column, static value => value)
            : type.RawType == typeof(uint) ? Reader<uint>(row, column, static value => value)
            : Reader<ulong>(row, column, static value => value);
    }

    /// <summary>The values of the keys; their numbers from 1 if they have none.</summary>
    internal string[] Names { get; }

    /// <summary>The class of the current row, from 0; −1 if it is missing.</summary>
    internal int Read() => read() is var key && key <= (ulong)Names.Length ? (int)key - 1 : -1;

    private static Func<ulong> Reader<T>(DataViewRow row, DataViewSchema.Column column, Func<T, ulong> convert)
    {
        var get = row.GetGetter<T>(column);
        return () =>
        {
            T value = default!;
            get(ref value);
            return convert(value);
        };
    }

    private static string[] NamesOf(DataViewRow row, DataViewSchema.Column column, int count, string name)
    {
        if (column.Annotations.Schema.GetColumnOrNull(KeyValues) is not { Type: VectorDataViewType vector } values || vector.Size != count)
            return Dataset.NumberedNames("", count);
        if (vector.ItemType is TextDataViewType)
        {
            VBuffer<ReadOnlyMemory<char>> texts = default;
            column.Annotations.GetValue(KeyValues, ref texts);
            return [.. texts.DenseValues().Select(text => text.ToString())];
        }
        var numbers = new double[count];
        DataViewNumbers.Reader(new AnnotationRow(column.Annotations), values, name)(numbers);
        return [.. numbers.Select(number => number.ToString("R", CultureInfo.InvariantCulture))];
    }

    /// <summary>The annotations of a column, read like a row.</summary>
    private sealed class AnnotationRow(DataViewSchema.Annotations annotations) : DataViewRow
    {
        public override long Position => 0;

        public override long Batch => 0;

        public override DataViewSchema Schema => annotations.Schema;

        public override ValueGetter<DataViewRowId> GetIdGetter() => static (ref DataViewRowId id) => id = default;

        public override bool IsColumnActive(DataViewSchema.Column column) => true;

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => annotations.GetGetter<TValue>(column);
    }
}
