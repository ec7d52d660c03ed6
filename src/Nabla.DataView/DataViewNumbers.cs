using System.Globalization;
using System.Numerics;
using Microsoft.ML;
using Microsoft.ML.Data;
using Nabla.Learning;

namespace Nabla.DataView;

/// <summary>Reads the current value of one feature column, one number or a vector of them.</summary>
internal delegate void ReadNumbers(Span<double> destination);

/// <summary>Reads values of a data view whose type is known only at run time.</summary>
internal static class DataViewNumbers
{
    /// <summary>Returns a reader of a column of numbers, NaN where one is missing.</summary>
    /// <exception cref="DataException">The column holds something else.</exception>
    internal static ReadNumbers Reader(DataViewRow row, DataViewSchema.Column column, string name)
    {
        var type = column.Type is VectorDataViewType vector ? vector.ItemType : column.Type;
        bool isVector = column.Type is VectorDataViewType;
        if (type is BooleanDataViewType) return isVector ? Vector<bool>(row, column, OfBoolean) : Scalar<bool>(row, column, OfBoolean);
        if (type is NumberDataViewType)
        {
            if (type.RawType == typeof(float)) return Of<float>();
            if (type.RawType == typeof(double)) return Of<double>();
            if (type.RawType == typeof(sbyte)) return Of<sbyte>();
            if (type.RawType == typeof(byte)) return Of<byte>();
            if (type.RawType == typeof(short)) return Of<short>();
            if (type.RawType == typeof(ushort)) return Of<ushort>();
            if (type.RawType == typeof(int)) return Of<int>();
            if (type.RawType == typeof(uint)) return Of<uint>();
            if (type.RawType == typeof(long)) return Of<long>();
            if (type.RawType == typeof(ulong)) return Of<ulong>();
        }
        throw new DataException($"{name}: column '{Printable.Escape(column.Name)}' of the type {column.Type} holds no numbers; convert it first.");

        ReadNumbers Of<T>()
            where T : struct, INumber<T> => isVector ? Vector<T>(row, column, double.CreateTruncating) : Scalar<T>(row, column, double.CreateTruncating);
    }

    /// <summary>Returns a reader of the text of a label: text itself, true or false, or a number in the invariant form.</summary>
    /// <exception cref="DataException">The column holds something else.</exception>
    internal static Func<string> TextReader(DataViewRow row, DataViewSchema.Column column, string name)
    {
        var type = column.Type.RawType;
        if (column.Type is TextDataViewType) return Of<ReadOnlyMemory<char>>(static value => value.ToString());
        if (column.Type is BooleanDataViewType) return Of<bool>(static value => value ? "true" : "false");
        if (column.Type is NumberDataViewType)
        {
            if (type == typeof(float)) return Number<float>();
            if (type == typeof(double)) return Number<double>();
            if (type == typeof(sbyte)) return Number<sbyte>();
            if (type == typeof(byte)) return Number<byte>();
            if (type == typeof(short)) return Number<short>();
            if (type == typeof(ushort)) return Number<ushort>();
            if (type == typeof(int)) return Number<int>();
            if (type == typeof(uint)) return Number<uint>();
            if (type == typeof(long)) return Number<long>();
            if (type == typeof(ulong)) return Number<ulong>();
        }
        throw new DataException($"{name}: column '{Printable.Escape(column.Name)}' of the type {column.Type} is not a label; use a key, text or a number.");

        Func<string> Number<T>()
            where T : struct, INumber<T> => Of<T>(static value => value.ToString(null, CultureInfo.InvariantCulture));

        Func<string> Of<T>(Func<T, string> write)
        {
            var get = row.GetGetter<T>(column);
            return () =>
            {
                T value = default!;
                get(ref value);
                return write(value);
            };
        }
    }

    private static double OfBoolean(bool value) => value ? 1 : 0;

    private static ReadNumbers Scalar<T>(DataViewRow row, DataViewSchema.Column column, Func<T, double> convert)
    {
        var get = row.GetGetter<T>(column);
        T value = default!;
        return destination =>
        {
            get(ref value);
            destination[0] = convert(value);
        };
    }

    private static ReadNumbers Vector<T>(DataViewRow row, DataViewSchema.Column column, Func<T, double> convert)
    {
        var get = row.GetGetter<VBuffer<T>>(column);
        VBuffer<T> values = default;
        return destination =>
        {
            get(ref values);
            if (values.Length != destination.Length)
                throw new DataException($"column '{Printable.Escape(column.Name)}': a vector has {values.Length} values instead of {destination.Length}.");
            // Sparse vectors list what is not 0.
            destination.Clear();
            foreach (var (place, value) in values.Items()) destination[place] = convert(value);
        };
    }
}
