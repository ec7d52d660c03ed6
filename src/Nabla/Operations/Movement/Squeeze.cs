namespace Nabla;

public sealed partial class Tensor
{
    /// <summary>The same elements without axes of size 1, or without the given ones.</summary>
    /// <param name="axes">Axes of size 1, or all of them if none are given.</param>
    /// <exception cref="ShapeException">The axis does not exist, or its size is not 1.</exception>
    public Tensor Squeeze(params ReadOnlySpan<int> axes)
    {
        var (type, dropped) = (Type, new bool[Rank]);
        foreach (var named in axes)
        {
            var axis = ShapeRules.Axis("squeeze", named, type);
            if (Shape[axis] != 1)
                throw new ShapeException("squeeze", $"axis {axis} of {Shape} has size {Shape[axis]}, and only an axis of size 1 can be dropped.", [type]);
            dropped[axis] = true;
        }
        if (axes.IsEmpty) for (var axis = 0; axis < Rank; axis++) dropped[axis] = Shape[axis] == 1;
        return Reshape(Shape.Create([.. Enumerable.Range(0, Rank).Where(axis => !dropped[axis]).Select(axis => Shape[axis])]));
    }

    /// <summary>The same elements with a new axis of size 1.</summary>
    /// <param name="axis">Its position in the result; −1 is the last.</param>
    /// <exception cref="ShapeException">The axis is out of range.</exception>
    public Tensor Unsqueeze(int axis)
    {
        axis = ShapeRules.Axis("unsqueeze", axis, Type with { Shape = Shape.Stacked(1) });
        return Reshape(Shape.Create([.. Shape.AsSpan()[..axis], 1, .. Shape.AsSpan()[axis..]]));
    }

    /// <summary>The same elements with a range of axes merged: [batch, height, width] from axis 1 becomes [batch, height · width].</summary>
    /// <param name="startAxis">The first axis to merge.</param>
    /// <param name="endAxis">The last axis to merge.</param>
    /// <exception cref="ShapeException">The axis does not exist, or the end is before the start.</exception>
    public Tensor Flatten(int startAxis = 0, int endAxis = -1)
    {
        if (Rank == 0) return Reshape(1);
        var (start, end) = (ShapeRules.Axis("flatten", startAxis, Type), ShapeRules.Axis("flatten", endAxis, Type));
        if (start > end) throw new ShapeException("flatten", $"the start axis {start} is after the end axis {end} of {Shape}.", [Type]);
        return Reshape(Shape.Create([.. Shape.AsSpan()[..start], Shape.Product(start, end + 1), .. Shape.AsSpan()[(end + 1)..]]));
    }
}
