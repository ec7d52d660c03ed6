using System.Numerics;

namespace Nabla.Kernels;

/// <summary>What the other kernels are compared with: each as its formula stands, in float64, one number at a time.</summary>
internal static unsafe class PlainKernels
{
    /// <summary>c = op(a) · op(b), as <see cref="MatrixProduct.Multiply"/>.</summary>
    public static void Multiply<T>(T* a, T* b, T* c, int rows, int columns, int inner, bool transposeA, bool transposeB)
        where T : unmanaged, INumber<T>
    {
        for (long row = 0; row < rows; row++)
        {
            for (long column = 0; column < columns; column++)
            {
                var sum = 0.0;
                for (long p = 0; p < inner; p++)
                    sum += Number(a[transposeA ? p * rows + row : row * inner + p]) * Number(b[transposeB ? column * inner + p : p * columns + column]);
                c[row * columns + column] = T.CreateTruncating(sum);
            }
        }
    }

    /// <summary>log Σ exp(x) over the middle of [outer, count, inner].</summary>
    public static void LogSumExp<T>(T* x, T* y, int outer, int count, int inner)
        where T : unmanaged, INumber<T>
    {
        for (long o = 0; o < outer; o++)
            for (long i = 0; i < inner; i++) y[o * inner + i] = T.CreateTruncating(LogSumExp(x + o * count * inner + i, count, inner));
    }

    /// <summary>x − log Σ exp(x) over rows.</summary>
    public static void LogSoftmax<T>(T* x, T* y, int rows, int count)
        where T : unmanaged, INumber<T>
    {
        for (long row = 0; row < rows; row++, x += count, y += count)
        {
            var (largest, total) = (Largest(x, count, 1), 0.0);
            for (long i = 0; i < count; i++) total += Math.Exp(Number(x[i]) - largest);
            for (long i = 0; i < count; i++) y[i] = T.CreateTruncating(Number(x[i]) - largest - Math.Log(total));
        }
    }

    /// <summary>The first index of the largest number over the middle of [outer, count, inner]; NaN is largest.</summary>
    public static void ArgMaximum<T>(T* x, long* y, int outer, int count, int inner)
        where T : unmanaged, INumber<T>
    {
        for (long o = 0; o < outer; o++)
        {
            for (long i = 0; i < inner; i++)
            {
                var items = x + o * count * inner + i;
                long best = 0;
                for (long n = 1; n < count && !T.IsNaN(items[best * inner]); n++)
                    if (T.IsNaN(items[n * inner]) || items[n * inner] > items[best * inner]) best = n;
                y[o * inner + i] = best;
            }
        }
    }

    private static double LogSumExp<T>(T* x, int count, int stride)
        where T : unmanaged, INumber<T>
    {
        var (largest, total) = (Largest(x, count, stride), 0.0);
        // Nothing, or an infinity that speaks for all.
        if (double.IsInfinity(largest)) return largest;
        for (long i = 0; i < count; i++) total += Math.Exp(Number(x[i * stride]) - largest);
        return largest + Math.Log(total);
    }

    private static double Largest<T>(T* x, int count, int stride)
        where T : unmanaged, INumber<T>
    {
        var largest = double.NegativeInfinity;
        for (long i = 0; i < count; i++) largest = Math.Max(largest, Number(x[i * stride]));
        return largest;
    }

    private static double Number<T>(T x)
        where T : INumber<T> => double.CreateTruncating(x);
}
