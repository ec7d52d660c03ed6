namespace Nabla;

/// <summary>The values that pad a tensor.</summary>
public enum Padding
{
    /// <summary>Zeros.</summary>
    Zero,

    /// <summary>The edge element.</summary>
    Edge,

    /// <summary>A reflection at the edge element, which is not repeated.</summary>
    Reflect,
}

public sealed partial class Tensor
{
    /// <summary>Pads an axis before and after.</summary>
    /// <exception cref="ShapeException">The axis does not exist, a count is negative, or there are too few elements to repeat or reflect.</exception>
    public Tensor Pad(int axis, int before, int after, Padding padding = Padding.Zero)
    {
        axis = ShapeRules.Axis("pad", axis, Type);
        var size = Shape[axis];
        if (before < 0 || after < 0)
            throw new ShapeException("pad", $"axis {axis} cannot be padded with {before} and {after} elements; crop it with Slice.", [Type]);
        if (before == 0 && after == 0) return this;
        if (padding == Padding.Zero)
            return Concatenate(axis, Zeros(Shape.With(axis, before), ElementType), this, Zeros(Shape.With(axis, after), ElementType));
        var most = padding == Padding.Edge ? int.MaxValue : size - 1;
        if (size == 0 || before > most || after > most)
            throw new ShapeException(
                "pad",
                $"axis {axis} of {Shape} has {size} elements, too few to {(padding == Padding.Edge ? "repeat" : "reflect")} {before} before and {after} after.",
                [Type]);
        var indices = Enumerable.Range(-before, size + before + after).Select(
            i => padding == Padding.Edge ? Math.Clamp(i, 0, size - 1) : i < 0 ? -i : i >= size ? 2 * (size - 1) - i : i);
        return Gather(From(indices.Select(i => (long)i).ToArray()), axis);
    }
}
