namespace Nabla;

/// <summary>Reductions over any set of axes, built from nodes that reduce adjacent axes.</summary>
internal static class Reductions
{
    /// <summary>Reduces over the given axes, or all. Each run of adjacent axes becomes one node, the last run first.</summary>
    public static Tensor Over(Tensor x, string name, ReadOnlySpan<int> axes, bool keepAxes, Func<int, int, Operation> operation)
    {
        var (y, chosen) = (x, Axes(x, name, axes));
        var end = chosen.Length;
        while (end > 0)
        {
            var start = end - 1;
            while (start > 0 && chosen[start - 1] == chosen[start] - 1) start--;
            y = Tensor.Apply(operation(chosen[start], chosen[end - 1] + 1), y);
            end = start;
        }
        return keepAxes ? y.Reshape(Kept(x.Shape, chosen)) : y;
    }

    /// <summary>The shape in which the given axes have size 1.</summary>
    public static Shape Kept(Shape shape, int[] axes)
    {
        var sizes = shape.ToArray();
        foreach (var axis in axes) sizes[axis] = 1;
        return (Shape)sizes;
    }

    /// <summary>Brings the given sorted axes together and merges them into one, at the index returned beside it; none becomes an axis of size 1.</summary>
    public static (Tensor Joined, int Axis) Merge(Tensor x, int[] axes)
    {
        var (shape, isAdjacent) = (x.Shape, axes.Length == 0 || axes[^1] - axes[0] == axes.Length - 1);
        if (axes.Length == 1) return (x, axes[0]);
        int[] others = [.. Enumerable.Range(0, shape.Rank).Except(axes)];
        var first = axes.Length == 0 ? shape.Rank : isAdjacent ? axes[0] : others.Length;
        var size = axes.Aggregate(1, (product, axis) => product * shape[axis]);
        var moved = isAdjacent ? x : x.Permute([.. others, .. axes]);
        int[] sizes = [.. others[..first].Select(axis => shape[axis]), size, .. others[first..].Select(axis => shape[axis])];
        return (moved.Reshape((Shape)sizes), first);
    }

    /// <summary>The given axes, or all, as sorted non-negative indices.</summary>
    public static int[] Axes(Tensor x, string name, ReadOnlySpan<int> axes)
    {
        var type = x.Type;
        var chosen = axes.IsEmpty
            ? [.. Enumerable.Range(0, type.Shape.Rank)]
            : Array.ConvertAll(axes.ToArray(), axis => ShapeRules.Axis(name, axis, type));
        Array.Sort(chosen);
        for (var i = 1; i < chosen.Length; i++)
            if (chosen[i] == chosen[i - 1]) throw new ShapeException(name, $"axis {chosen[i]} is named twice.", [type]);
        return chosen;
    }

    /// <summary>Broadcasts a reduced tensor back to the original shape.</summary>
    public static Tensor Widen(Tensor y, Shape shape, int start, int end)
    {
        var sizes = shape.ToArray();
        sizes.AsSpan(start, end - start).Fill(1);
        return y.Reshape((Shape)sizes).BroadcastTo(shape);
    }

    /// <summary>Broadcasts a vector along all axes but one.</summary>
    public static Tensor Along(Tensor y, Shape shape, int axis)
    {
        var sizes = new int[shape.Rank];
        Array.Fill(sizes, 1);
        sizes[axis] = shape[axis];
        return y.Reshape((Shape)sizes).BroadcastTo(shape);
    }
}
