using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Nabla.Learning;

/// <summary>Convolves a field with a Gaussian, first down the columns and then along the rows. Numbers outside the field count as 0.</summary>
internal static class GaussianSmoothing
{
    // The rest of the Gaussian weighs less than 0.3 percent.
    private const double Reach = 3;

    /// <summary>Half of the symmetric weights, from the middle outward: [0] is that of the number itself. All of them, both halves, sum to 1.</summary>
    public static float[] Kernel(double sigma)
    {
        var weights = new double[1 + (int)Math.Ceiling(Reach * sigma)];
        for (var i = 0; i < weights.Length; i++) weights[i] = Math.Exp(-0.5 * (i / sigma) * (i / sigma));
        var sum = 2 * weights.Sum() - weights[0];
        return Array.ConvertAll(weights, weight => (float)(weight / sum));
    }

    /// <summary>Smooths a field in place.</summary>
    /// <param name="field">[height, width].</param>
    /// <param name="height">The number of rows.</param>
    /// <param name="width">The number of columns.</param>
    /// <param name="kernel">Half of the weights.</param>
    public static void Apply(Span<float> field, int height, int width, ReadOnlySpan<float> kernel)
    {
        var rented = ArrayPool<float>.Shared.Rent(field.Length);
        var other = rented.AsSpan(0, field.Length);
        // Whole rows are added, which vectors are good at; transposed, the columns are rows.
        Down(field, other, height, width, kernel);
        Transpose(other, field, height, width);
        Down(field, other, width, height, kernel);
        Transpose(other, field, width, height);
        ArrayPool<float>.Shared.Return(rented);
    }

    private static void Down(ReadOnlySpan<float> source, Span<float> destination, int height, int width, ReadOnlySpan<float> kernel)
    {
        var reach = kernel.Length - 1;
        destination.Clear();
        for (var y = 0; y < height; y++)
        {
            var sum = destination.Slice(y * width, width);
            for (var other = Math.Max(0, y - reach); other <= Math.Min(height - 1, y + reach); other++)
                Add(sum, source.Slice(other * width, width), kernel[Math.Abs(other - y)]);
        }
    }

    // Product and sum are rounded one after the other, and each element on its own: vectors of every width give the same.
    private static void Add(Span<float> sum, ReadOnlySpan<float> row, float weight)
    {
        var sums = MemoryMarshal.Cast<float, Vector<float>>(sum);
        var rows = MemoryMarshal.Cast<float, Vector<float>>(row);
        for (var i = 0; i < sums.Length; i++) sums[i] += rows[i] * weight;
        for (var i = sums.Length * Vector<float>.Count; i < sum.Length; i++) sum[i] += row[i] * weight;
    }

    private static void Transpose(ReadOnlySpan<float> source, Span<float> destination, int height, int width)
    {
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
                destination[x * height + y] = source[y * width + x];
    }
}
