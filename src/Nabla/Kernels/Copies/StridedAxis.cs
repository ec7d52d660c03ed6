namespace Nabla.Kernels;

/// <summary>One axis of a strided copy: its length and its stride in elements on both sides.</summary>
internal readonly record struct StridedAxis(long Size, long From, long To)
{
    /// <summary>
    /// Writes an equivalent copy with the fewest axes, at least two, and returns their number. The innermost axis has the smallest destination
    /// stride. If the source has its smallest stride along another axis, that axis comes next: the two form a transpose.
    /// </summary>
    public static int Simplify(ReadOnlySpan<int> sizes, ReadOnlySpan<long> from, ReadOnlySpan<long> to, Span<StridedAxis> axes)
    {
        var rank = 0;
        for (var i = 0; i < sizes.Length; i++)
        {
            if (sizes[i] != 1) axes[rank++] = new StridedAxis(sizes[i], from[i], to[i]);
        }

        // Insertion sort by destination stride, outermost first: ranks are small, and it is stable.
        for (var i = 1; i < rank; i++)
        {
            for (var j = i; j > 0 && Math.Abs(axes[j].To) > Math.Abs(axes[j - 1].To); j--) (axes[j], axes[j - 1]) = (axes[j - 1], axes[j]);
        }

        rank = Merge(axes[..rank]);
        for (; rank < 2; rank++)
        {
            axes[..rank].CopyTo(axes[1..]);
            axes[0] = new StridedAxis(1, 0, 0);
        }

        var closest = rank - 1;
        for (var i = rank - 1; i >= 0; i--)
        {
            if (axes[i].From != 0 && axes[i].Size > 1 && (axes[closest].From == 0 || Math.Abs(axes[i].From) < Math.Abs(axes[closest].From)))
                closest = i;
        }

        if (closest < rank - 1) (axes[closest], axes[rank - 2]) = (axes[rank - 2], axes[closest]);
        return rank;
    }

    /// <summary>Merges neighbors if the outer stride equals the extent of the inner axis on both sides.</summary>
    private static int Merge(Span<StridedAxis> axes)
    {
        var last = 0;
        for (var i = 1; i < axes.Length; i++)
        {
            var (outer, inner) = (axes[last], axes[i]);
            if (outer.From == inner.Size * inner.From && outer.To == inner.Size * inner.To)
                axes[last] = new StridedAxis(outer.Size * inner.Size, inner.From, inner.To);
            else axes[++last] = inner;
        }

        return Math.Min(axes.Length, last + 1);
    }
}
