using System.Numerics;

namespace Nabla.Kernels;

/// <summary>
/// The three products of a convolution, sums of x · w · dy: over the window for y, over the output for dx, over the batch for dw. x is [batch, groups
/// · inputs, height, width], w [groups · outputs, inputs, rows, columns], y [batch, groups · outputs, height, width].
/// </summary>
internal static unsafe class ConvolutionProduct
{
    // Below this many multiplications per thread, waking threads costs more than it saves.
    private const double MinimumWork = 1 << 18;

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
        Run(
            new TapProduct<T>(
                image,
                w,
                sizes.OutputChannels,
                distance,
                x,
                (nint)sizes.InputChannels * sizes.InputPlane,
                y,
                sizes.Batch,
                sizes.Groups,
                null),
            sizes,
            threads);
    }

    public static void Input<T>(ConvolutionSizes sizes, T* w, T* dy, T* dx, int threads)
        where T : unmanaged, INumber<T>
    {
        var (rows, columns) = (sizes.Vertical, sizes.Horizontal);
        var isDense = rows.Stride == 1 && columns.Stride == 1;
        if (!isDense || sizes.Work == 0) new Span<T>(dx, sizes.Batch * sizes.Groups * sizes.InputChannels * sizes.InputPlane).Clear();
        if (sizes.Work == 0) return;
        for (var row = 0; row < Math.Min(rows.Stride, rows.Input); row++)
        {
            var down = AxisTaps.Transposed(rows, row, out var firstRow, out var rowStep);
            for (var column = 0; column < Math.Min(columns.Stride, columns.Input); column++)
            {
                var across = AxisTaps.Transposed(columns, column, out var firstColumn, out var columnStep);
                if (down.Count == 0 || across.Count == 0) continue;
                var image = new TapImage<T>(sizes.OutputChannels, down, across);
                var matrix = (T*)PackingBuffer.RentOther((nint)sizes.Groups * sizes.InputChannels * Distance<T>(image.Depth) * sizeof(T));
                Gather(sizes, w, matrix, down.Count, across.Count, firstRow, rowStep, firstColumn, columnStep);
                TapPhase? phase = isDense ? null : new TapPhase(rows, columns, row, column, across.Target);
                Run(
                    new TapProduct<T>(
                        image,
                        matrix,
                        sizes.InputChannels,
                        Distance<T>(image.Depth),
                        dy,
                        (nint)sizes.OutputChannels * sizes.OutputPlane,
                        dx,
                        sizes.Batch,
                        sizes.Groups,
                        phase),
                    sizes,
                    threads);
            }
        }
    }

    public static void Weights<T>(ConvolutionSizes sizes, T* x, T* dy, T* dw, int threads)
        where T : unmanaged, INumber<T>
    {
        if (sizes.Work == 0) new Span<T>(dw, sizes.Groups * sizes.OutputChannels * sizes.Depth).Clear();
        if (sizes.Work == 0) return;
        threads = Threads(sizes, threads);
        var product = new WindowProduct<T>(sizes, x, dy, threads);
        Workers.For(product.Count, threads, product);
        product.Finish(dw);
    }

    private static void Run<T>(TapProduct<T> product, ConvolutionSizes sizes, int threads)
        where T : unmanaged, INumber<T> => Workers.For(product.Count, Threads(sizes, threads), product);

    private static int Threads(ConvolutionSizes sizes, int threads) => (int)Math.Clamp(sizes.Work / MinimumWork, 1, Math.Max(threads, 1));

    private static nint Distance<T>(int depth)
        where T : unmanaged => depth * sizeof(T) % PageBytes == 0 ? depth + PaddingBytes / sizeof(T) : depth;

    /// <summary>Gathers the weights of each group as a matrix with a row per input channel and columns for the output channels and taps of a phase.</summary>
    private static void Gather<T>(ConvolutionSizes sizes, T* w, T* matrix, int downs, int acrosses, int firstRow, int rowStep, int firstColumn, int columnStep)
        where T : unmanaged
    {
        var depth = sizes.OutputChannels * downs * acrosses;
        for (var group = 0; group < sizes.Groups; group++)
        {
            for (var input = 0; input < sizes.InputChannels; input++, matrix += Distance<T>(depth))
            {
                var to = matrix;
                for (var output = 0; output < sizes.OutputChannels; output++)
                {
                    var window = w + (((nint)group * sizes.OutputChannels + output) * sizes.InputChannels + input) * sizes.Window;
                    for (var down = 0; down < downs; down++)
                        for (var across = 0; across < acrosses; across++, to++)
                            *to = window[(firstRow + down * rowStep) * sizes.Horizontal.Size + firstColumn + across * columnStep];
                }
            }
        }
    }
}
