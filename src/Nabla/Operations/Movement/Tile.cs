namespace Nabla;

public sealed partial class Tensor
{
    /// <summary>Repeats the tensor the given number of times along each axis. Missing axes are added in front.</summary>
    /// <exception cref="ShapeException">A count is negative, or there are fewer counts than axes.</exception>
    public Tensor Tile(params ReadOnlySpan<int> repeats)
    {
        if (repeats.Length < Rank) throw new ShapeException("tile", $"{Shape} has {Rank} axes, but {repeats.Length} repeat counts were given.", [Type]);
        foreach (var number in repeats)
            if (number < 0) throw new ShapeException("tile", $"an axis cannot be repeated {number} times.", [Type]);
        int[] sizes = [.. Enumerable.Repeat(1, repeats.Length - Rank), .. Shape];
        // [a, b] becomes [1, a, 1, b], is repeated to [m, a, n, b], and read as [m·a, n·b].
        var (apart, wide, whole) = (new int[2 * sizes.Length], new int[2 * sizes.Length], new int[sizes.Length]);
        for (var axis = 0; axis < sizes.Length; axis++)
        {
            (apart[2 * axis], apart[2 * axis + 1]) = (1, sizes[axis]);
            (wide[2 * axis], wide[2 * axis + 1]) = (repeats[axis], sizes[axis]);
            whole[axis] = checked(repeats[axis] * sizes[axis]);
        }
        return Reshape((Shape)apart).BroadcastTo(wide).Reshape((Shape)whole);
    }
}
