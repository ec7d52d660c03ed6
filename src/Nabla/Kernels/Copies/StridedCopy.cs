namespace Nabla.Kernels;

/// <summary>Copies elements between memory layouts: transposes, slices, broadcasts, concatenations.</summary>
internal static unsafe class StridedCopy
{
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
    public static void CopyStrided(
        byte* source,
        byte* destination,
        int elementSize,
        ReadOnlySpan<int> sizes,
        ReadOnlySpan<long> sourceStrides,
        ReadOnlySpan<long> destinationStrides)
    {
        if (elementSize == 1) Copy(source, destination, sizes, sourceStrides, destinationStrides);
        else if (elementSize == 4) Copy((uint*)source, (uint*)destination, sizes, sourceStrides, destinationStrides);
        else if (elementSize == 8) Copy((ulong*)source, (ulong*)destination, sizes, sourceStrides, destinationStrides);
        else throw new ArgumentOutOfRangeException(nameof(elementSize), elementSize, "An element has 1, 4 or 8 bytes.");
    }

    private static void Copy<T>(T* source, T* destination, ReadOnlySpan<int> sizes, ReadOnlySpan<long> from, ReadOnlySpan<long> to)
        where T : unmanaged
    {
        if (sizes.Contains(0)) return;
        Span<StridedAxis> axes = stackalloc StridedAxis[Math.Max(2, sizes.Length)];
        var rank = StridedAxis.Simplify(sizes, from, to, axes);

        // A plane kernel handles the two innermost axes; the others count like an odometer.
        var (rows, columns) = (axes[rank - 2], axes[rank - 1]);
        var outer = axes[..(rank - 2)];
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
}
