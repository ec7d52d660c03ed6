namespace Nabla.Kernels;

/// <summary>Copies numbers from one arrangement in memory to another: transposes, slices, broadcasts, concatenations.</summary>
internal static unsafe class StridedCopy
{
    /// <summary>
    /// For every index: destination[Σ index · destinationStrides] = source[Σ index · sourceStrides]. Strides count elements and may be 0
    /// or negative; both pointers stand at index 0. Source and destination do not overlap.
    /// </summary>
    /// <param name="source">The number at index 0.</param>
    /// <param name="destination">Where the number at index 0 goes.</param>
    /// <param name="elementSize">1, 4 or 8 bytes.</param>
    /// <param name="sizes">The length of each axis; no axes for a single number.</param>
    /// <param name="sourceStrides">Elements from one index to the next in the source, for each axis.</param>
    /// <param name="destinationStrides">The same for the destination.</param>
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

        // The two innermost axes are one call of a plane kernel; the others count like an odometer.
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
