using System.Numerics;

namespace Nabla.Kernels;

/// <summary>Reference kernels that other kernels are compared with: textbook formulas in float64, one element at a time.</summary>
internal static unsafe class PlainKernels
{
    /// <summary>c = op(a) · op(b), like <see cref="Gemm.Multiply"/>.</summary>
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

    /// <summary>Sums x · w · y over all windows, channels and examples of a convolution by one of the factors, which the sums overwrite.</summary>
    public static void Convolve<T>(ConvolutionSizes sizes, T* x, T* w, T* y, T* result)
        where T : unmanaged, INumber<T>
    {
        var (rows, columns, channels, outputs) =
            (sizes.Vertical, sizes.Horizontal, (long)sizes.Groups * sizes.InputChannels, (long)sizes.Groups * sizes.OutputChannels);
        var count = result == x ? sizes.Batch * channels * sizes.InputPlane : result == w ? outputs * sizes.Depth : sizes.Batch * outputs * sizes.OutputPlane;
        var sums = new double[count];
        for (long n = 0; n < sizes.Batch; n++)
            for (long o = 0; o < outputs; o++)
                for (long i = 0; i < sizes.InputChannels; i++)
                    for (var row = 0; row < rows.Output; row++)
                        for (var column = 0; column < columns.Output; column++)
                            for (var tap = 0; tap < sizes.Window; tap++)
                            {
                                var (r, c) = (
                                    row * rows.Stride - rows.Padding + tap / columns.Size * rows.Dilation,
                                    column * columns.Stride - columns.Padding + tap % columns.Size * columns.Dilation);
                                var isOutside = r < 0 || r >= rows.Input || c < 0 || c >= columns.Input;
                                if (isOutside && result == x) continue;
                                var channel = o / sizes.OutputChannels * sizes.InputChannels + i;
                                var placeX = ((n * channels + channel) * rows.Input + r) * columns.Input + c;
                                var placeW = (o * sizes.InputChannels + i) * sizes.Window + tap;
                                var placeY = ((n * outputs + o) * rows.Output + row) * columns.Output + column;
                                if (result == x) sums[placeX] += Number(w[placeW]) * Number(y[placeY]);
                                // Padding zeros are ordinary values: 0 · ∞ is NaN there as well.
                                else if (result == w) sums[placeW] += (isOutside ? 0 : Number(x[placeX])) * Number(y[placeY]);
                                else sums[placeY] += (isOutside ? 0 : Number(x[placeX])) * Number(w[placeW]);
                            }
        for (long i = 0; i < count; i++) result[i] = T.CreateTruncating(sums[i]);
    }

    /// <summary>log Σ exp(x) over the middle of [outer, count, inner].</summary>
    public static void LogSumExp<T>(T* x, T* y, int outer, int count, int inner)
        where T : unmanaged, INumber<T>
    {
        for (long o = 0; o < outer; o++)
            for (long i = 0; i < inner; i++) y[o * inner + i] = T.CreateTruncating(LogSumExp(x + o * count * inner + i, count, inner));
    }

    /// <summary>x − log Σ exp(x) along rows.</summary>
    public static void LogSoftmax<T>(T* x, T* y, int rows, int count)
        where T : unmanaged, INumber<T>
    {
        for (long row = 0; row < rows; row++, x += count, y += count)
        {
            var largest = Largest(x, count, 1);
            var logarithm = LogarithmOfSum(x, count, 1, largest);
            for (long i = 0; i < count; i++) y[i] = T.CreateTruncating(Number(x[i]) - largest - logarithm);
        }
    }

    /// <summary>The first index of the maximum over the middle of [outer, count, inner]; NaN is largest.</summary>
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
        var largest = Largest(x, count, stride);
        // An empty axis, or an infinity that decides the result.
        if (double.IsInfinity(largest)) return largest;
        return largest + LogarithmOfSum(x, count, stride, largest);
    }

    /// <summary>log Σ exp(x − m) with the maximum m, one occurrence of which is left out of the sum and restored by log(1 + rest).</summary>
    private static double LogarithmOfSum<T>(T* x, int count, int stride, double largest)
        where T : unmanaged, INumber<T>
    {
        var (rest, isLeftOut) = (0.0, false);
        for (long i = 0; i < count; i++)
        {
            var number = Number(x[i * stride]);
            if (!isLeftOut && number == largest && double.IsFinite(largest)) isLeftOut = true;
            else rest += Math.Exp(number - largest);
        }
        return isLeftOut ? Vectors.VectorLogP1.Run<Vectors.DoubleScalar, double>(rest) : Math.Log(rest);
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
