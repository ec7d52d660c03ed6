namespace Nabla.Kernels;

/// <summary>Copies elements between memory layouts: transposes, slices, broadcasts, concatenations.</summary>
internal static unsafe class StridedCopy
{
    // The elements in a piece of work for a thread: some ten microseconds of them.
    private const int PieceLength = 1 << 15;

    // Pieces start at multiples of this many rows or columns, so that cache lines and the blocks of a transpose stay whole.
    private const int Unit = 32;

    // Fewer rows are cut into columns.
    private const int FewRows = 64;

    /// <summary>
    /// For every index: destination[Σ index · destinationStrides] = source[Σ index · sourceStrides]. Strides count elements and may be zero or
    /// negative; both pointers refer to index 0. Source and destination do not overlap.
    /// </summary>
    /// <param name="source">The source element at index 0.</param>
    /// <param name="destination">The destination element at index 0.</param>
    /// <param name="elementSize">1, 4 or 8 bytes.</param>
    /// <param name="sizes">The length of each axis; empty for a scalar.</param>
    /// <param name="sourceStrides">The stride of each axis of the source, in elements.</param>
    /// <param name="destinationStrides">The stride of each axis of the destination, in elements.</param>
    /// <param name="threads">The number of threads to use at most.</param>
    public static void CopyStrided(
        byte* source,
        byte* destination,
        int elementSize,
        ReadOnlySpan<int> sizes,
        ReadOnlySpan<long> sourceStrides,
        ReadOnlySpan<long> destinationStrides,
        int threads = 1)
    {
        if (elementSize == 1) Copy(source, destination, sizes, sourceStrides, destinationStrides, threads);
        else if (elementSize == 4) Copy((uint*)source, (uint*)destination, sizes, sourceStrides, destinationStrides, threads);
        else if (elementSize == 8) Copy((ulong*)source, (ulong*)destination, sizes, sourceStrides, destinationStrides, threads);
        else throw new ArgumentOutOfRangeException(nameof(elementSize), elementSize, "An element has 1, 4 or 8 bytes.");
    }

    private static void Copy<T>(T* source, T* destination, ReadOnlySpan<int> sizes, ReadOnlySpan<long> from, ReadOnlySpan<long> to, int threads)
        where T : unmanaged
    {
        if (sizes.Contains(0)) return;
        var axes = stackalloc StridedAxis[Math.Max(2, sizes.Length)];
        var rank = StridedAxis.Simplify(sizes, from, to, new(axes, Math.Max(2, sizes.Length)));
        if (threads > 1)
        {
            var pieces = new CopyPieces<T>(source, destination, axes, rank);
            if (pieces.Count > 1)
            {
                Workers.For(pieces.Count, threads, pieces);
                return;
            }
        }

        Copy(source, destination, new(axes, rank));
    }

    /// <summary>Copies along simplified axes.</summary>
    private static void Copy<T>(T* source, T* destination, ReadOnlySpan<StridedAxis> axes)
        where T : unmanaged
    {
        // A plane kernel handles the two innermost axes; the others count like an odometer.
        var (rows, columns) = (axes[^2], axes[^1]);
        var outer = axes[..^2];
        Span<long> index = stackalloc long[outer.Length];
        index.Clear();
        while (true)
        {
            PlaneCopy.Copy(source, destination, rows, columns);
            var axis = outer.Length - 1;
            for (; axis >= 0; axis--)
            {
                source += outer[axis].From;
                destination += outer[axis].To;
                if (++index[axis] < outer[axis].Size) break;
                source -= outer[axis].Size * outer[axis].From;
                destination -= outer[axis].Size * outer[axis].To;
                index[axis] = 0;
            }

            if (axis < 0) return;
        }
    }

    /// <summary>A copy cut along its longest axis; along the innermost one only if the others are short.</summary>
    /// <remarks>The axes stay on the caller's stack until all pieces are done.</remarks>
    private readonly struct CopyPieces<T> : IPieces
        where T : unmanaged
    {
        private readonly T* source;
        private readonly T* destination;
        private readonly StridedAxis* axes;
        private readonly int rank;
        private readonly int cut;
        private readonly long length;

        public CopyPieces(T* source, T* destination, StridedAxis* axes, int rank)
        {
            this.source = source;
            this.destination = destination;
            this.axes = axes;
            this.rank = rank;
            var elements = 1L;
            for (var i = 0; i < rank; i++)
            {
                elements *= axes[i].Size;
                if (axes[i].Size > axes[cut].Size && (i < rank - 1 || axes[cut].Size < FewRows)) cut = i;
            }

            length = Math.Max(1, PieceLength / (elements / axes[cut].Size));
            if (cut >= rank - 2) length = (length + Unit - 1) / Unit * Unit;
        }

        public int Count => (int)((axes[cut].Size + length - 1) / length);

        public double Work(int piece) => Math.Min(length, axes[cut].Size - piece * length);

        public void Run(int piece)
        {
            var own = stackalloc StridedAxis[rank];
            new ReadOnlySpan<StridedAxis>(axes, rank).CopyTo(new(own, rank));
            var start = piece * length;
            own[cut] = axes[cut] with { Size = Math.Min(length, axes[cut].Size - start) };
            Copy(source + start * axes[cut].From, destination + start * axes[cut].To, new(own, rank));
        }
    }
}
