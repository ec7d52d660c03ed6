using System.Globalization;
using System.Numerics;
using Parquet.Data;

namespace Nabla.Parquet;

/// <summary>Takes notice of a number that float64 may round: its row, its digits and its value in float64.</summary>
internal delegate void InexactNumber(int row, string digits, double value);

/// <summary>The values of a column in a row group, as numbers or as text. The library leaves nulls out; here they are back in their rows.</summary>
/// <param name="raw">The values.</param>
/// <param name="rows">The number of rows.</param>
/// <param name="isNullable">True if the column may have nulls.</param>
internal sealed class ParquetColumn(RawColumnData raw, int rows, bool isNullable)
{
    // Up to here, float64 represents all integers.
    private const double LargestExact = 1L << 53;

    // Float64 tells decimal numbers of so many digits apart.
    private const int ExactDigits = 15;

    // A class has a name, not a document. This bounds the time of comparing as well.
    private const int LongestName = 1000;

    /// <summary>True if the values of a type are numbers, or true and false.</summary>
    internal static bool IsNumeric(Type type) =>
        type == typeof(Half) || Type.GetTypeCode(type) is >= TypeCode.Boolean and <= TypeCode.Decimal and not TypeCode.Char;

    /// <summary>True if the values of a type are text.</summary>
    internal static bool IsText(Type type) => type == typeof(string) || type == typeof(ReadOnlyMemory<char>);

    /// <summary>The values as numbers, true as 1 and false as 0; NaN for a null.</summary>
    /// <exception cref="InvalidDataException">The values have another type or number than declared.</exception>
    internal double[] Numbers(InexactNumber inexact)
    {
        switch (raw)
        {
            case RawColumnData<bool> column: return Spread(column, static (value, _) => value ? 1.0 : 0.0, double.NaN);
            case RawColumnData<double> column: return Spread(column, static (value, _) => value, double.NaN);
            case RawColumnData<float> column: return Numbers(column, null);
            case RawColumnData<Half> column: return Numbers(column, null);
            case RawColumnData<sbyte> column: return Numbers(column, null);
            case RawColumnData<byte> column: return Numbers(column, null);
            case RawColumnData<short> column: return Numbers(column, null);
            case RawColumnData<ushort> column: return Numbers(column, null);
            case RawColumnData<int> column: return Numbers(column, null);
            case RawColumnData<uint> column: return Numbers(column, null);
            case RawColumnData<long> column: return Numbers(column, inexact);
            case RawColumnData<ulong> column: return Numbers(column, inexact);
            case RawColumnData<decimal> column: return Numbers(column, inexact);
            default: throw OtherType();
        }
    }

    /// <summary>The values as text, numbers in the invariant form; null for a null or NaN.</summary>
    /// <param name="known">The texts met so far, so that equal ones are one object.</param>
    /// <exception cref="InvalidDataException">The values have another type or number than declared, or are no names.</exception>
    internal string?[] Texts(Dictionary<string, string> known)
    {
        var lookup = known.GetAlternateLookup<ReadOnlySpan<char>>();
        switch (raw)
        {
            case RawColumnData<ReadOnlyMemory<char>> column: return Spread<ReadOnlyMemory<char>, string?>(column, (value, _) => Pooled(value.Span), null);
            case RawColumnData<bool> column: return Spread<bool, string?>(column, static (value, _) => value ? "true" : "false", null);
            case RawColumnData<double> column: return Texts(column, Pooled);
            case RawColumnData<float> column: return Texts(column, Pooled);
            case RawColumnData<Half> column: return Texts(column, Pooled);
            case RawColumnData<sbyte> column: return Texts(column, Pooled);
            case RawColumnData<byte> column: return Texts(column, Pooled);
            case RawColumnData<short> column: return Texts(column, Pooled);
            case RawColumnData<ushort> column: return Texts(column, Pooled);
            case RawColumnData<int> column: return Texts(column, Pooled);
            case RawColumnData<uint> column: return Texts(column, Pooled);
            case RawColumnData<long> column: return Texts(column, Pooled);
            case RawColumnData<ulong> column: return Texts(column, Pooled);
            case RawColumnData<decimal> column: return Texts(column, Pooled);
            default: throw OtherType();
        }

        string Pooled(ReadOnlySpan<char> text)
        {
            if (text.Length > LongestName) throw new InvalidDataException($"a text of {text.Length} characters is too long for the name of a class");
            if (lookup.TryGetValue(text, out string? same)) return same;
            var added = text.ToString();
            return known[added] = added;
        }
    }

    private double[] Numbers<T>(RawColumnData<T> column, InexactNumber? inexact)
        where T : struct, INumber<T> => Spread(
        column,
        (value, row) =>
        {
            double number = double.CreateTruncating(value);
            if (inexact is null || (typeof(T) != typeof(decimal) && Math.Abs(number) < LargestExact)) return number;
            string digits = value.ToString(null, CultureInfo.InvariantCulture);
            if (digits.Length > ExactDigits) inexact(row, digits, number);
            return number;
        },
        double.NaN);

    private string?[] Texts<T>(RawColumnData<T> column, Func<ReadOnlySpan<char>, string> pooled)
        where T : struct, INumber<T> => Spread<T, string?>(
        column,
        (value, _) =>
        {
            if (T.IsNaN(value)) return null;
            Span<char> text = stackalloc char[64];
            return value.TryFormat(text, out int length, [], CultureInfo.InvariantCulture)
                ? pooled(text[..length])
                : value.ToString(null, CultureInfo.InvariantCulture);
        },
        null);

    private TResult[] Spread<T, TResult>(RawColumnData<T> column, Func<T, int, TResult> convert, TResult missing)
        where T : struct
    {
        // There is room for a value in each row; behind the last one it is empty.
        ReadOnlySpan<T> values = column.Values;
        ReadOnlySpan<int> levels = isNullable ? column.DefinitionLevels : [];
        if (values.Length > rows || (isNullable && levels.Length != rows)) throw OtherNumber();
        var spread = new TResult[rows];
        int next = 0;
        for (int row = 0; row < rows; row++)
        {
            if (isNullable && levels[row] == 0) spread[row] = missing;
            else spread[row] = next < values.Length ? convert(values[next++], row) : throw OtherNumber();
        }
        return spread;
    }

    private static InvalidDataException OtherType() => new("the values have another type than declared");

    private static InvalidDataException OtherNumber() => new("there are more or fewer values than declared");
}
