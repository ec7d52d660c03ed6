namespace Nabla;

public sealed partial class Tensor
{
    /// <summary>Repeats the tensor the given number of times along each axis. Missing axes are added in front.</summary>
    /// <exception cref="ShapeException">A count is negative, or there are fewer counts than axes.</exception>
    public Tensor Tile(params ReadOnlySpan<int> times)
    {
        if (times.Length < Rank) throw new ShapeException("tile", $"{Shape} has {Rank} axes, but {times.Length} repeat counts were given.", [Type]);
        foreach (var number in times)
            if (number < 0) throw new ShapeException("tile", $"an axis cannot be repeated {number} times.", [Type]);
        int[] sizes = [.. Enumerable.Repeat(1, times.Length - Rank), .. Shape];
        // [a, b] becomes [1, a, 1, b], is repeated to [m, a, n, b], and read as [m·a, n·b].
        var (apart, wide, whole) = (new int[2 * sizes.Length], new int[2 * sizes.Length], new int[sizes.Length]);
        for (var axis = 0; axis < sizes.Length; axis++)
        {
            (apart[2 * axis], apart[2 * axis + 1]) = (1, sizes[axis]);
            (wide[2 * axis], wide[2 * axis + 1]) = (times[axis], sizes[axis]);
            whole[axis] = checked(times[axis] * sizes[axis]);
        }
        return Reshape((Shape)apart).BroadcastTo(wide).Reshape((Shape)whole);
    }

    /// <summary>Shifts the elements along an axis, wrapping around. Negative shifts move backward.</summary>
    /// <exception cref="ShapeException">The axis does not exist.</exception>
    public Tensor Roll(int by, int axis = -1)
    {
        axis = ShapeRules.Axis("roll", axis, Type);
        var size = Shape[axis];
        if (size == 0) return this;
        var start = (int)(((-(long)by % size) + size) % size);
        return start == 0 ? this : Concatenate(axis, Slice(axis, start..), Slice(axis, ..start));
    }
}
