using System.Numerics;
using System.Runtime.InteropServices;

namespace Nabla.Kernels;

/// <summary>The inner loops of factorizations: arithmetic along rows, with the vectors of this machine.</summary>
internal static class RowArithmetic
{
    /// <summary>Σ xᵢ yᵢ.</summary>
    public static T Dot<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var a = MemoryMarshal.Cast<T, Vector<T>>(x);
        var b = MemoryMarshal.Cast<T, Vector<T>>(y);
        // Two sums hide the latency of the additions.
        Vector<T> even = default, odd = default;
        var i = 0;
        for (; i < a.Length - 1; i += 2)
        {
            even += a[i] * b[i];
            odd += a[i + 1] * b[i + 1];
        }
        if (i < a.Length) even += a[i] * b[i];
        var sum = Vector.Sum(even + odd);
        for (i = a.Length * Vector<T>.Count; i < x.Length; i++) sum += x[i] * y[i];
        return sum;
    }

    /// <summary>target += factor · row.</summary>
    public static void AddTo<T>(Span<T> target, T factor, ReadOnlySpan<T> row)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var a = MemoryMarshal.Cast<T, Vector<T>>(target);
        var b = MemoryMarshal.Cast<T, Vector<T>>(row);
        for (var i = 0; i < a.Length; i++) a[i] += b[i] * factor;
        for (var i = a.Length * Vector<T>.Count; i < target.Length; i++) target[i] += row[i] * factor;
    }

    /// <summary>x /= divisor.</summary>
    public static void Divide<T>(Span<T> x, T divisor)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var a = MemoryMarshal.Cast<T, Vector<T>>(x);
        for (var i = 0; i < a.Length; i++) a[i] /= new Vector<T>(divisor);
        for (var i = a.Length * Vector<T>.Count; i < x.Length; i++) x[i] /= divisor;
    }

    /// <summary>The Euclidean norm, without care for overflow.</summary>
    public static T Norm<T>(ReadOnlySpan<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> => T.Sqrt(Dot(x, x));

    /// <summary>The index of the first element of the largest magnitude, or of the first NaN; −1 if there is none.</summary>
    public static int IndexOfLargest<T>(ReadOnlySpan<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var a = MemoryMarshal.Cast<T, Vector<T>>(x);
        Vector<T> lanes = default;
        foreach (var vector in a) lanes = Vector.Max(lanes, Vector.Abs(vector));
        var largest = T.Zero;
        for (var lane = 0; lane < Vector<T>.Count; lane++) largest = T.Max(largest, lanes[lane]);
        for (var i = a.Length * Vector<T>.Count; i < x.Length; i++) largest = T.Max(largest, T.Abs(x[i]));
        for (var i = 0; i < x.Length; i++)
            if (T.Abs(x[i]) == largest || T.IsNaN(x[i])) return i;
        return -1;
    }
}
