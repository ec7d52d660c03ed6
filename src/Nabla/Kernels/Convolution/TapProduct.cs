using System.Numerics;

namespace Nabla.Kernels;

/// <summary>
/// A matrix times a <see cref="TapImage{T}"/> for each example and group: an implicit matrix product that unfolds one panel of columns at a time. The
/// result is bitwise independent of the number of threads.
/// </summary>
internal readonly unsafe struct TapProduct<T> : IPieces
    where T : unmanaged, INumber<T>
{
    // Examples are split until there are this many pieces in total.
    private const int Pieces = 16;

    private const int MaximumRows = 120;

    private readonly TapImage<T> image;
    private readonly T* matrix;
    private readonly T* source;
    private readonly T* target;
    private readonly nint sourceSize;
    private readonly nint distance;
    private readonly int rows;
    private readonly int groups;
    private readonly int partsOfExample;
    private readonly int columnsOfPart;
    private readonly int width;
    private readonly bool isDirect;

    /// <summary>Creates the products for all examples and groups.</summary>
    /// <param name="image">The layout of the right factor.</param>
    /// <param name="matrix">The left factor of the first group. Its rows are <paramref name="distance"/> apart, and groups are contiguous.</param>
    /// <param name="rows">The number of rows of the matrix: the channels of the target.</param>
    /// <param name="distance">The distance between rows of the matrix.</param>
    /// <param name="source">The examples, each with its groups.</param>
    /// <param name="sourceSize">The number of source elements per example and group.</param>
    /// <param name="target">The destination of the products, in the same order.</param>
    /// <param name="examples">The number of examples.</param>
    /// <param name="groups">The number of groups.</param>
    public TapProduct(TapImage<T> image, T* matrix, int rows, nint distance, T* source, nint sourceSize, T* target, int examples, int groups)
    {
        (this.image, this.rows, this.distance, this.sourceSize, this.groups) = (image, rows, distance, sourceSize, groups);
        this.matrix = matrix;
        this.source = source;
        this.target = target;
        width = VectorWidth.Current;
        // Parts are whole panels, or whole lines.
        isDirect = rows <= DirectConvolution.MostOutputs && image.Depth <= PackedGemm<T>.DepthBlock(image.Depth);
        var unit = isDirect ? Math.Max(1, image.LineLength) : Panel;
        var units = (image.Places + unit - 1) / unit;
        partsOfExample = Math.Clamp(Pieces / Math.Max(1, examples * groups), 1, Math.Max(1, units));
        columnsOfPart = (units + partsOfExample - 1) / partsOfExample * unit;
        Count = examples * groups * partsOfExample;
    }

    /// <summary>The number of pieces.</summary>
    public int Count { get; }

    private int Panel => 2 * Strip<T>.Lanes(width);

    public double Work(int piece)
    {
        var part = piece % partsOfExample;
        return Math.Max(0, Math.Min(image.Places, (part + 1) * columnsOfPart) - part * columnsOfPart);
    }

    public void Run(int piece)
    {
        var (example, part) = Math.DivRem(piece, partsOfExample);
        var (first, end) = (part * columnsOfPart, Math.Min(image.Places, (part + 1) * columnsOfPart));
        if (first >= end) return;
        if (isDirect)
        {
            RunDirect(example, first / image.LineLength, end / image.LineLength);
            return;
        }

        var depthBlock = PackedGemm<T>.DepthBlock(image.Depth);
        var (panel, rowBlock) = (Panel, Math.Min(rows, MaximumRows));
        var packedSize = (nint)depthBlock * panel * sizeof(T);
        var tileSize = (nint)rowBlock * panel * sizeof(T);
        var buffer = PackingBuffer.Rent(Aligned(packedSize) + Aligned(tileSize) + Aligned(image.Depth * sizeof(int)) + image.Bytes);
        var packed = (T*)buffer;
        var tile = (T*)(buffer += Aligned(packedSize));
        var offsets = (int*)(buffer += Aligned(tileSize));
        var padded = (T*)(buffer + Aligned(image.Depth * sizeof(int)));
        image.Offsets(offsets);
        image.Fill(source + example * sourceSize, padded);
        var group = matrix + (nint)(example % groups) * rows * distance;
        var to = target + (nint)example * rows * image.Places;
        for (var column = first; column < end; column += panel)
        {
            var columns = Math.Min(panel, end - column);
            for (var p = 0; p < image.Depth; p += depthBlock)
            {
                var depth = Math.Min(depthBlock, image.Depth - p);
                image.Copy(padded, offsets + p, depth, column, columns, packed, panel, width);
                for (var row = 0; row < rows; row += rowBlock)
                {
                    var strip = new Strip<T>
                    {
                        A = group + row * distance + p,
                        Down = distance,
                        Along = 1,
                        B = packed,
                        Next = panel,
                        Second = panel / 2,
                        C = to + (nint)row * image.Places + column,
                        Stride = image.Places,
                        Depth = depth,
                        Add = p > 0,
                    };
                    PackedGemm<T>.Rows(strip, tile, Math.Min(rowBlock, rows - row), columns, width);
                }
            }
        }
    }

    private void RunDirect(int example, int firstLine, int endLine)
    {
        var offsetsSize = Aligned(image.Depth * sizeof(int));
        var buffer = PackingBuffer.Rent(offsetsSize + (image.IsSource ? 0 : image.Bytes));
        var offsets = (int*)buffer;
        image.Offsets(offsets);
        var padded = source + example * sourceSize;
        if (!image.IsSource) image.Fill(padded, padded = (T*)(buffer + offsetsSize));
        var weights = matrix + (nint)(example % groups) * rows * distance;
        var to = target + (nint)example * rows * image.Places + firstLine * image.LineLength;
        for (var row = 0; row < rows; row++, weights += distance, to += image.Places)
        {
            DirectConvolution.Correlate(
                padded + (nint)firstLine * image.Pitch, offsets, weights, image.Depth, image.Pitch, to, endLine - firstLine, image.LineLength, width);
        }
    }

    private static nint Aligned(nint bytes) => (bytes + 63) & ~(nint)63;
}
