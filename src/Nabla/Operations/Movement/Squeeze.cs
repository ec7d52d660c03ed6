namespace Nabla;

public sealed partial class Tensor
{
    /// <summary>The same numbers without the axes of size 1, or without the ones named.</summary>
    /// <param name="axes">Axes of size 1; all of them if none are named.</param>
    /// <exception cref="ShapeException">There is no such axis, or its size is not 1.</exception>
    public Tensor Squeeze(params ReadOnlySpan<int> axes)
    {
        var (type, dropped) = (Type, new bool[Rank]);
        foreach (var named in axes)
        {
            var axis = ShapeRules.Axis("squeeze", named, type);
            if (Shape[axis] != 1) throw new ShapeException("squeeze", $"axis {axis} of {Shape} has size {Shape[axis]}, and only an axis of size 1 can be dropped.", [type]);
            dropped[axis] = true;
        }
        if (axes.IsEmpty) for (var axis = 0; axis < Rank; axis++) dropped[axis] = Shape[axis] == 1;
        return Reshape(Shape.Create([.. Enumerable.Range(0, Rank).Where(axis => !dropped[axis]).Select(axis => Shape[axis])]));
    }

    /// <summary>The same numbers with a new axis of size 1.</summary>
    /// <param name="axis">Where it is in the result; −1 is the last.</param>
    /// <exception cref="ShapeException">There can be no such axis.</exception>
    public Tensor Unsqueeze(int axis)
    {
        axis = ShapeRules.Axis("unsqueeze", axis, Type with { Shape = Shape.Stacked(1) });
        return Reshape(Shape.Create([.. Shape.AsSpan()[..axis], 1, .. Shape.AsSpan()[axis..]]));
    }

    /// <summary>The same numbers with all axes from one to another joined: [batch, height, width] from axis 1 on is [batch, height · width].</summary>
    /// <param name="startAxis">The first axis that is joined.</param>
    /// <param name="endAxis">The last one.</param>
    /// <exception cref="ShapeException">There is no such axis, or they stand the wrong way round.</exception>
    public Tensor Flatten(int startAxis = 0, int endAxis = -1)
    {
        if (Rank == 0) return Reshape(1);
        var (start, end) = (ShapeRules.Axis("flatten", startAxis, Type), ShapeRules.Axis("flatten", endAxis, Type));
        if (start > end) throw new ShapeException("flatten", $"axis {start} stands before axis {end} in no shape; the axes of {Shape} are joined from the first to the last.", [Type]);
        return Reshape(Shape.Create([.. Shape.AsSpan()[..start], Shape.Product(start, end + 1), .. Shape.AsSpan()[(end + 1)..]]));
    }
}
