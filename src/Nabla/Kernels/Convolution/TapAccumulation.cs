using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.Wasm;

namespace Nabla.Kernels;

/// <summary>
/// The derivative of a convolution by its input. For each example and group, and each tap, the weights of the tap times dy are added to the image where the
/// tap reads it (<see cref="TapImage{T}"/>): the matrix product writes there itself, so nothing is unfolded, and no product with padding is computed.
/// </summary>
/// <remarks>
/// The lines of dy get the distance that lines of the image have, with zeros between them, so that a tap is one shift of the whole plane. The taps of an
/// element are added in order, so the result is bitwise independent of the number of threads.
/// </remarks>
internal readonly unsafe struct TapAccumulation<T> : IPieces
    where T : unmanaged, INumber<T>
{
    // Channels are split until there are this many pieces in total.
    private const int Pieces = 16;

    // A product of so few outputs, as in depthwise convolutions, is mostly loading and storing the result.
    private const int FewOutputs = 4;

    // A block of a tap's weights stays in the L2 cache.
    private const int MaximumRows = 120;

    private readonly ConvolutionSizes sizes;
    private readonly T* weights;
    private readonly T* dy;
    private readonly T* dx;
    private readonly nint distance;
    private readonly int parts;
    private readonly int width;

    /// <summary>Creates the job.</summary>
    /// <param name="sizes">The sizes.</param>
    /// <param name="weights">For each group and tap a matrix with a row per input channel and a column per output channel.</param>
    /// <param name="distance">The distance between its rows.</param>
    /// <param name="dy">The derivative by the output.</param>
    /// <param name="dx">The result.</param>
    public TapAccumulation(ConvolutionSizes sizes, T* weights, nint distance, T* dy, T* dx)
    {
        (this.sizes, this.distance) = (sizes, distance);
        this.weights = weights;
        this.dy = dy;
        this.dx = dx;
        width = VectorWidth.Current;
        parts = Math.Clamp(Pieces / (sizes.Batch * sizes.Groups), 1, sizes.InputChannels);
    }

    /// <summary>The number of pieces.</summary>
    public int Count => sizes.Batch * sizes.Groups * parts;

    public double Work(int piece) => Start(piece % parts + 1) - Start(piece % parts);

    public void Run(int piece)
    {
        var (example, part) = Math.DivRem(piece, parts);
        var (first, channels) = (Start(part), Start(part + 1) - Start(part));
        var image = new TapImage<T>(channels, AxisTaps.Of(sizes.Vertical), AxisTaps.Of(sizes.Horizontal));
        var length = (sizes.Vertical.Output - 1) * image.Pitch + sizes.Horizontal.Output;
        var (panel, depthBlock) = (2 * Strip<T>.Lanes(width), PackedGemm<T>.DepthBlock(sizes.OutputChannels));
        var packedSize = (nint)((length + panel - 1) / panel) * panel * depthBlock * sizeof(T);
        var linesSize = (nint)sizes.OutputChannels * length * sizeof(T);
        var tileSize = (nint)Math.Min(channels, MaximumRows) * panel * sizeof(T);
        var imageSize = image.IsSource ? 0 : image.Bytes;
        var buffer = PackingBuffer.Rent(Aligned(packedSize) + Aligned(linesSize) + Aligned(tileSize) + Aligned(imageSize) + image.Depth * sizeof(int));
        var packed = (T*)buffer;
        var lines = (T*)(buffer += Aligned(packedSize));
        var tile = (T*)(buffer += Aligned(linesSize));
        var padded = (T*)(buffer += Aligned(tileSize));
        var offsets = (int*)(buffer + Aligned(imageSize));
        var target = dx + ((nint)example * sizes.InputChannels + first) * sizes.InputPlane;
        if (image.IsSource) padded = target;
        new Span<T>(padded, channels * image.ChannelSize).Clear();
        image.Offsets(offsets);
        lines = Spaced(dy + (nint)example * sizes.OutputChannels * sizes.OutputPlane, lines, image.Pitch, length);
        if (sizes.OutputChannels <= FewOutputs) AddLines(lines, padded, offsets, image.ChannelSize, example % sizes.Groups, first, channels, length);
        else for (var p = 0; p < sizes.OutputChannels; p += depthBlock)
        {
            var depth = Math.Min(depthBlock, sizes.OutputChannels - p);
            Packing.Panels(lines + (nint)p * length, 1, length, packed, panel, length, depth);
            for (var tap = 0; tap < sizes.Window; tap++)
            {
                var matrix = weights + (((nint)(example % sizes.Groups) * sizes.Window + tap) * sizes.InputChannels + first) * distance + p;
                for (var row = 0; row < channels; row += MaximumRows)
                {
                    for (var column = 0; column < length; column += panel)
                    {
                        var strip = new Strip<T>
                        {
                            A = matrix + row * distance,
                            Down = distance,
                            Along = 1,
                            B = packed + (nint)column * depth,
                            Next = panel,
                            Second = panel / 2,
                            C = (T*)((byte*)padded + offsets[tap]) + (nint)row * image.ChannelSize + column,
                            Stride = image.ChannelSize,
                            Depth = depth,
                            Add = true,
                        };
                        PackedGemm<T>.Rows(strip, tile, Math.Min(MaximumRows, channels - row), Math.Min(panel, length - column), width);
                    }
                }
            }
        }

        if (!image.IsSource) image.Drain(padded, target);
    }

    /// <summary>Adds each plane of dy times a weight to where its tap reads. Uses the widest vectors: each element is one chain at every width.</summary>
    private void AddLines(T* lines, T* image, int* offsets, int channelSize, int group, int first, int channels, int length)
    {
        for (var channel = 0; channel < channels; channel++, image += channelSize)
        {
            for (var tap = 0; tap < sizes.Window; tap++)
            {
                var row = weights + (((nint)group * sizes.Window + tap) * sizes.InputChannels + first + channel) * distance;
                var target = (T*)((byte*)image + offsets[tap]);
                for (var output = 0; output < sizes.OutputChannels; output++) AddScaled(lines + (nint)output * length, row[output], target, length);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddScaled(T* source, T scale, T* target, int length)
    {
        var i = 0;
        if (PackedSimd.IsSupported && (typeof(T) == typeof(float) || typeof(T) == typeof(double)))
        {
            var repeated = RegisterPacked<T>.Repeat(&scale);
            for (; i <= length - RegisterPacked<T>.Count; i += RegisterPacked<T>.Count)
            {
                var sum = RegisterPacked<T>.MultiplyAdd(repeated, RegisterPacked<T>.Load(source + i), RegisterPacked<T>.Load(target + i));
                RegisterPacked<T>.Store(sum, target + i);
            }
        }

        var factor = Vector.Create(scale);
        for (; i <= length - Vector<T>.Count; i += Vector<T>.Count)
            SmallGemm.MultiplyAdd(factor, Vector.Load(source + i), Vector.Load(target + i)).Store(target + i);
        for (; i < length; i++) target[i] = T.MultiplyAddEstimate(scale, source[i], target[i]);
    }

    /// <summary>The planes of dy with their lines at the given distance and zeros between them; dy itself if that is its layout.</summary>
    private T* Spaced(T* planes, T* target, int pitch, int length)
    {
        var count = sizes.Horizontal.Output;
        if (pitch == count) return planes;
        var to = target;
        for (var channel = 0; channel < sizes.OutputChannels; channel++)
        {
            for (var line = 0; line < sizes.Vertical.Output; line++, planes += count)
            {
                new ReadOnlySpan<T>(planes, count).CopyTo(new Span<T>(to, count));
                to += count;
                if (line == sizes.Vertical.Output - 1) continue;
                new Span<T>(to, pitch - count).Clear();
                to += pitch - count;
            }
        }

        return target;
    }

    private int Start(int part) => (int)((long)sizes.InputChannels * part / parts);

    private static nint Aligned(nint bytes) => (bytes + 63) & ~(nint)63;
}
