using System.Numerics;

namespace Nabla.Kernels;

/// <summary>
/// The three products of a convolution, sums of x · w · dy: over the window for y, over the output for dx, over the batch for dw. x is [batch, groups
/// · inputs, height, width], w [groups · outputs, inputs, rows, columns], y [batch, groups · outputs, height, width].
/// </summary>
internal static unsafe class ConvolutionProduct
{
    // The time of a multiplication of vectors with the copies that go with it, about.
    private const double VectorNanoseconds = 0.3;

    // Rows a multiple of this distance apart evict each other from the L1 cache.
    private const int PageBytes = 4096;
    private const int PaddingBytes = 64;

    public static void Output<T>(ConvolutionSizes sizes, T* x, T* w, T* y, int threads)
        where T : unmanaged, INumber<T>
    {
        if (sizes.Depth == 0) new Span<T>(y, sizes.Batch * sizes.Groups * sizes.OutputChannels * sizes.OutputPlane).Clear();
        if (sizes.Work == 0) return;
        var image = new TapImage<T>(sizes.InputChannels, AxisTaps.Of(sizes.Vertical), AxisTaps.Of(sizes.Horizontal));
        nint distance = sizes.Depth;
        if (distance * sizeof(T) % PageBytes == 0)
        {
            var rows = sizes.Groups * sizes.OutputChannels;
            distance += PaddingBytes / sizeof(T);
            var copy = (T*)PackingBuffer.RentOther(rows * distance * sizeof(T));
            for (nint row = 0; row < rows; row++) new Span<T>(w + row * sizes.Depth, sizes.Depth).CopyTo(new Span<T>(copy + row * distance, sizes.Depth));
            w = copy;
        }
        var product = new TapProduct<T>(
            image, w, sizes.OutputChannels, distance, x, (nint)sizes.InputChannels * sizes.InputPlane, y, sizes.Batch, sizes.Groups);
        Workers.For(product.Count, Threads<T>(sizes, threads), product);
    }

    public static void Input<T>(ConvolutionSizes sizes, T* w, T* dy, T* dx, int threads)
        where T : unmanaged, INumber<T>
    {
        if (sizes.Work == 0) new Span<T>(dx, sizes.Batch * sizes.Groups * sizes.InputChannels * sizes.InputPlane).Clear();
        if (sizes.Work == 0) return;
        if (Accumulates(sizes)) ByAccumulation(sizes, w, dy, dx, threads);
        else ByUnfolding(sizes, w, dy, dx, threads);
    }

    /// <summary>
    /// True if adding up the taps takes less time than unfolding dy. That computes no product with padding and no phase apart, but has gaps between lines, and
    /// each tap reads and writes the result.
    /// </summary>
    private static bool Accumulates(ConvolutionSizes sizes)
    {
        const double ResultCost = 12; // per tap, in multiplications
        const double UnfoldingCost = 1.1;
        if (sizes.Vertical.Stride > 1 || sizes.Horizontal.Stride > 1) return true;
        var length = (double)sizes.Vertical.Output * (sizes.Horizontal.Output + sizes.Horizontal.Reach - 1);
        return length * (sizes.OutputChannels + ResultCost) < UnfoldingCost * sizes.InputPlane * sizes.OutputChannels;
    }

    private static void ByUnfolding<T>(ConvolutionSizes sizes, T* w, T* dy, T* dx, int threads)
        where T : unmanaged, INumber<T>
    {
        var image = new TapImage<T>(sizes.OutputChannels, AxisTaps.Transposed(sizes.Vertical), AxisTaps.Transposed(sizes.Horizontal));
        var distance = Distance<T>(image.Depth);
        var matrix = (T*)PackingBuffer.RentOther(checked(sizes.Groups * sizes.InputChannels * distance * sizeof(T)));
        for (var group = 0; group < sizes.Groups; group++)
        {
            for (var input = 0; input < sizes.InputChannels; input++)
            {
                var to = matrix + ((nint)group * sizes.InputChannels + input) * distance;
                for (var output = 0; output < sizes.OutputChannels; output++, to += sizes.Window)
                {
                    var window = w + (((nint)group * sizes.OutputChannels + output) * sizes.InputChannels + input) * sizes.Window;
                    new ReadOnlySpan<T>(window, sizes.Window).CopyTo(new Span<T>(to, sizes.Window));
                }
            }
        }

        var product = new TapProduct<T>(
            image, matrix, sizes.InputChannels, distance, dy, (nint)sizes.OutputChannels * sizes.OutputPlane, dx, sizes.Batch, sizes.Groups);
        Workers.For(product.Count, Threads<T>(sizes, threads), product);
    }

    private static void ByAccumulation<T>(ConvolutionSizes sizes, T* w, T* dy, T* dx, int threads)
        where T : unmanaged, INumber<T>
    {
        var distance = Distance<T>(sizes.OutputChannels);
        var matrices = (T*)PackingBuffer.RentOther(checked(sizes.Groups * sizes.Window * sizes.InputChannels * distance * sizeof(T)));
        for (var group = 0; group < sizes.Groups; group++)
        {
            var skip = (nint)group * sizes.InputChannels * sizes.Window;
            ByTaps(sizes, w + skip * sizes.OutputChannels, matrices + skip * distance, distance);
        }

        var product = new TapAccumulation<T>(sizes, matrices, distance, dy, dx);
        Workers.For(product.Count, Threads<T>(sizes, threads), product);
    }

    public static void Weights<T>(ConvolutionSizes sizes, T* x, T* dy, T* dw, int threads)
        where T : unmanaged, INumber<T>
    {
        if (sizes.Work == 0) new Span<T>(dw, sizes.Groups * sizes.OutputChannels * sizes.Depth).Clear();
        if (sizes.Work == 0) return;
        threads = Threads<T>(sizes, threads);
        var product = new WindowProduct<T>(sizes, x, dy, threads);
        Workers.For(product.Count, threads, product);
        product.Finish(dw);
    }

    private static int Threads<T>(ConvolutionSizes sizes, int threads)
        where T : unmanaged, INumber<T> => HandOver.Threads(sizes.Work * VectorNanoseconds / Strip<T>.Lanes(VectorWidth.Current), threads);

    private static nint Distance<T>(int depth)
        where T : unmanaged => depth * sizeof(T) % PageBytes == 0 ? depth + PaddingBytes / sizeof(T) : depth;

    /// <summary>Gathers the weights of a group as a matrix per tap, with a row per input channel and a column per output channel.</summary>
    private static void ByTaps<T>(ConvolutionSizes sizes, T* w, T* matrices, nint distance)
        where T : unmanaged
    {
        for (var tap = 0; tap < sizes.Window; tap++)
        {
            for (var input = 0; input < sizes.InputChannels; input++, matrices += distance)
            {
                var from = w + (nint)input * sizes.Window + tap;
                for (var output = 0; output < sizes.OutputChannels; output++, from += sizes.Depth) matrices[output] = *from;
            }
        }
    }
}
