using System.Globalization;
using System.Runtime.CompilerServices;

namespace Nabla.Learning;

/// <summary>
/// Rows of finite numbers, and NaN where one is missing if <see cref="MayLack"/> says so: in float32, in which networks compute, or in float64, in which text
/// files are read. Values that float32 cannot distinguish, such as times in seconds since 1970, have to be standardized in float64 first.
/// </summary>
internal sealed class NumberTable
{
    private readonly double[]? wide;
    private float[]? narrow;

    internal NumberTable(float[] numbers, int width) => (narrow, Width) = (numbers, width);

    internal NumberTable(double[] numbers, int width) => (wide, Width) = (numbers, width);

    /// <summary>The number of values in a row.</summary>
    internal int Width { get; }

    /// <summary>True if numbers may be missing, which are NaN.</summary>
    internal bool MayLack { get; init; }

    internal int Length => wide?.Length ?? narrow!.Length;

    /// <summary>True if the numbers were given in float32.</summary>
    internal bool IsNarrow => wide is null;

    internal double this[int index] => wide is null ? narrow![index] : wide[index];

    /// <summary>The numbers in float32.</summary>
    /// <param name="set">The name of the data set, for the message.</param>
    /// <param name="names">The names of the columns.</param>
    /// <exception cref="DataException">A number is beyond the range of float32, or distinct numbers of a column become equal.</exception>
    internal float[] Narrow(string set, IReadOnlyList<string> names)
    {
        if (narrow is not null) return narrow;
        var narrowed = Array.ConvertAll(wide!, static number => (float)number);
        var lost = LostBy(narrowed, names).FirstOrDefault();
        return narrow = lost is null
            ? narrowed
            : throw new DataException($"{set}: {lost}; standardize in float64 first, with Standardizer.FitColumns(data).Transform(data) or FitTargets.");
    }

    /// <summary>Describes each column in which distinct values are no longer distinct in other numbers derived from them.</summary>
    internal IEnumerable<string> LostBy(float[] others, IReadOnlyList<string> names)
    {
        if (wide is null) yield break;
        var (before, after) = (new double[Length / Width], new double[Length / Width]);
        for (int column = 0; column < Width; column++)
        {
            bool isExact = true, isFinite = true;
            for (int row = 0; row < before.Length; row++)
            {
                (before[row], after[row]) = (wide[row * Width + column], others[row * Width + column]);
                if (MayLack && double.IsNaN(before[row])) continue;
                isExact &= before[row] == after[row];
                isFinite &= double.IsFinite(after[row]);
            }
            if (!isFinite) yield return $"column '{Printable.Escape(names[column])}' has numbers beyond the range of float32";
            if (isExact || !isFinite) continue;
            // A missing number is none of them.
            bool[] isThere = [.. before.Select(number => !double.IsNaN(number))];
            int different = CountDifferent([.. before.Where((_, row) => isThere[row])]), left = CountDifferent([.. after.Where((_, row) => isThere[row])]);
            // Among very many numbers, a few neighbors coincide by chance.
            if (left < 0.9 * different) yield return $"column '{Printable.Escape(names[column])}': of {different} different numbers, float32 leaves {left}";
        }
    }

    /// <summary>Mean, deviation and range of every <paramref name="step"/>th number from the given one on.</summary>
    internal ColumnStatistics StatisticsOf(int start, int step) => wide is not null
        ? ColumnStatistics.Of<double>(wide, start, step, MayLack)
        : ColumnStatistics.Of<float>(narrow, start, step, MayLack);

    /// <summary>The given rows, in that order.</summary>
    internal NumberTable Rows(ReadOnlySpan<int> rows) => wide is not null
        ? new(Rows(wide, rows), Width) { MayLack = MayLack }
        : new(Rows(narrow!, rows), Width) { MayLack = MayLack };

    /// <summary>The index of the first number that is not finite, and not missing where it may be; −1 if there is none.</summary>
    internal int FirstNotFinite() => wide is not null
        ? Array.FindIndex(wide, number => !double.IsFinite(number) && !(MayLack && double.IsNaN(number)))
        : Array.FindIndex(narrow!, number => !float.IsFinite(number) && !(MayLack && float.IsNaN(number)));

    private T[] Rows<T>(T[] numbers, ReadOnlySpan<int> rows)
        where T : unmanaged
    {
        var chosen = HostMemory.Allocate<T>(
            (long)rows.Length * Width, string.Create(CultureInfo.InvariantCulture, $"{rows.Length} examples of {Width} numbers"));
        int[] places = rows.ToArray();
        Chunks.For(places.Length, Width * Unsafe.SizeOf<T>(), (first, end) =>
        {
            for (int i = first; i < end; i++) numbers.AsSpan(places[i] * Width, Width).CopyTo(chosen.AsSpan(i * Width));
        });
        return chosen;
    }

    private static int CountDifferent(double[] numbers)
    {
        Array.Sort(numbers);
        int count = 1;
        for (int i = 1; i < numbers.Length; i++)
            if (numbers[i] != numbers[i - 1]) count++;
        return count;
    }
}
