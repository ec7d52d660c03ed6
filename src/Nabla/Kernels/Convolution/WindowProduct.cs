using System.Numerics;

namespace Nabla.Kernels;

/// <summary>
/// The derivative of a convolution by its weights: the sum of <see cref="TapImage{T}"/> · dyᵀ over all examples. Examples are summed in blocks, and
/// blocks in order, so the result is bitwise independent of the number of threads.
/// </summary>
internal readonly unsafe struct WindowProduct<T> : IPieces
    where T : unmanaged, INumber<T>
{
    // The blocks of examples, and as many pieces, unless there are more threads. Blocks decide the order of additions; pieces do not.
    private const int Pieces = 8;

    // The limit on the elements in the sums of all blocks, unless a single block exceeds it.
    private const int MostNumbers = 1 << 20;

    // A block of the image (rows × depth) stays in the L2 cache.
    private const int MaximumRows = 60;
    private const int PaddingBytes = 64;

    private readonly ConvolutionSizes sizes;
    private readonly T* x;
    private readonly T* dy;
    private readonly T* sums;
    private readonly int parts;
    private readonly int width;

    public WindowProduct(ConvolutionSizes sizes, T* x, T* dy, int threads)
    {
        this.sizes = sizes;
        this.x = x;
        this.dy = dy;
        width = VectorWidth.Current;
        Blocks = Math.Clamp((int)(MostNumbers / Math.Max(1, Numbers)), 1, Math.Clamp(sizes.Batch, 1, Pieces));
        parts = Math.Clamp(Math.Max(Pieces, threads) / (Blocks * sizes.Groups), 1, sizes.InputChannels);
        sums = (T*)PackingBuffer.RentOther(checked((nint)(Blocks * Numbers)) * sizeof(T));
        Count = Blocks * sizes.Groups * parts;
    }

    /// <summary>The number of pieces.</summary>
    public int Count { get; }

    private int Blocks { get; }

    /// <summary>The number of weights.</summary>
    private long Numbers => (long)sizes.Groups * sizes.OutputChannels * sizes.Depth;

    public double Work(int piece)
    {
        var (rest, part) = Math.DivRem(piece, parts);
        var block = rest / sizes.Groups;
        double channels = Start(sizes.InputChannels, parts, part + 1) - Start(sizes.InputChannels, parts, part);
        return channels * (Start(sizes.Batch, Blocks, block + 1) - Start(sizes.Batch, Blocks, block));
    }

    public void Run(int piece)
    {
        var (rest, part) = Math.DivRem(piece, parts);
        var (block, group) = Math.DivRem(rest, sizes.Groups);
        var (channel, endChannel) = (Start(sizes.InputChannels, parts, part), Start(sizes.InputChannels, parts, part + 1));
        var (example, endExample) = (Start(sizes.Batch, Blocks, block), Start(sizes.Batch, Blocks, block + 1));
        var image = new TapImage<T>(endChannel - channel, AxisTaps.Of(sizes.Vertical), AxisTaps.Of(sizes.Horizontal));
        var sum = sums + block * (nint)Numbers + ((nint)group * sizes.Depth + channel * sizes.Window) * sizes.OutputChannels;
        new Span<T>(sum, image.Depth * sizes.OutputChannels).Clear();
        for (; example < endExample; example++)
        {
            var sample = (nint)example * sizes.Groups + group;
            Add(image, x + (sample * sizes.InputChannels + channel) * sizes.InputPlane, dy + sample * sizes.OutputChannels * sizes.OutputPlane, sum);
        }
    }

    private void Add(TapImage<T> image, T* source, T* gradient, T* sum)
    {
        var (places, outputs, panel) = (sizes.OutputPlane, sizes.OutputChannels, 2 * Strip<T>.Lanes(width));
        var depthBlock = PackedGemm<T>.DepthBlock(places);
        var distance = depthBlock + PaddingBytes / sizeof(T);
        var packedSize = (nint)((outputs + panel - 1) / panel) * panel * depthBlock * sizeof(T);
        var copySize = (nint)MaximumRows * distance * sizeof(T);
        var tileSize = (nint)MaximumRows * panel * sizeof(T);
        var packed = (T*)PackingBuffer.Rent(packedSize + copySize + tileSize + image.Bytes + image.Depth * sizeof(int));
        var tile = (T*)((byte*)packed + packedSize);
        var copy = (T*)((byte*)tile + tileSize);
        var offsets = (int*)((byte*)copy + copySize);
        var padded = (T*)(offsets + image.Depth);
        image.Offsets(offsets);
        image.Fill(source, padded);
        for (var q = 0; q < places; q += depthBlock)
        {
            var depth = Math.Min(depthBlock, places - q);
            var isDirect = outputs <= DirectConvolution.MostOutputs;
            if (!isDirect) Packing.Panels(gradient + q, places, 1, packed, panel, outputs, depth);
            for (var row = 0; row < image.Depth; row += MaximumRows)
            {
                var rows = Math.Min(MaximumRows, image.Depth - row);
                image.Copy(padded, offsets + row, rows, q, depth, copy, distance, width);
                if (isDirect) AddInnerProducts(copy, distance, rows, gradient + q, places, depth, sum + (nint)row * outputs);
                else for (var column = 0; column < outputs; column += panel)
                {
                    var strip = new Strip<T>
                    {
                        A = copy,
                        Down = distance,
                        Along = 1,
                        B = packed + (nint)column * depth,
                        Next = panel,
                        Second = panel / 2,
                        C = sum + (nint)row * outputs + column,
                        Stride = outputs,
                        Depth = depth,
                        Add = true,
                    };
                    PackedGemm<T>.Rows(strip, tile, rows, Math.Min(panel, outputs - column), width);
                }
            }
        }
    }

    private void AddInnerProducts(T* copy, nint distance, int rows, T* gradient, int places, int depth, T* sum)
    {
        for (var row = 0; row < rows; row++, copy += distance)
            for (var output = 0; output < sizes.OutputChannels; output++, sum++)
                *sum += DirectConvolution.Dot(copy, gradient + (nint)output * places, depth, width);
    }

    /// <summary>Adds up the blocks and puts the axes into the order of the weights.</summary>
    public void Finish(T* dw)
    {
        for (var group = 0; group < sizes.Groups; group++)
        {
            var sum = sums + (nint)group * sizes.Depth * sizes.OutputChannels;
            for (var block = 1; block < Blocks; block++)
            {
                var other = sum + block * (nint)Numbers;
                for (nint i = 0; i < (nint)sizes.Depth * sizes.OutputChannels; i++) sum[i] += other[i];
            }
            var target = dw + (nint)group * sizes.Depth * sizes.OutputChannels;
            PlaneCopy.Copy(sum, target, new StridedAxis(sizes.OutputChannels, 1, sizes.Depth), new StridedAxis(sizes.Depth, sizes.OutputChannels, 1));
        }
    }

    private static int Start(int size, int blocks, int block) => (int)((long)size * block / blocks);
}
