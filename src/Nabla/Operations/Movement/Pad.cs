namespace Nabla;

/// <summary>What is put around a tensor.</summary>
public enum Padding
{
    /// <summary>The number 0.</summary>
    Zero,

    /// <summary>The number at the edge.</summary>
    Edge,

    /// <summary>The numbers inside, as in a mirror at the edge, which itself is not repeated.</summary>
    Reflect,
}

public sealed partial class Tensor
{
    /// <summary>More numbers before and after those along an axis.</summary>
    /// <exception cref="ShapeException">There is no such axis, a number is negative, or there is too little to repeat or reflect.</exception>
    public Tensor Pad(int axis, int before, int after, Padding padding = Padding.Zero)
    {
        axis = ShapeRules.Axis("pad", axis, Type);
        var size = Shape[axis];
        if (before < 0 || after < 0) throw new ShapeException("pad", $"{before} and {after} numbers cannot be put around axis {axis}; cut it with Slice.", [Type]);
        if (before == 0 && after == 0) return this;
        if (padding == Padding.Zero)
            return Concatenate(axis, Zeros(Shape.With(axis, before), ElementType), this, Zeros(Shape.With(axis, after), ElementType));
        var most = padding == Padding.Edge ? int.MaxValue : size - 1;
        if (size == 0 || before > most || after > most)
            throw new ShapeException("pad", $"axis {axis} of {Shape} has {size} numbers, too few to {(padding == Padding.Edge ? "repeat" : "reflect")} {before} before and {after} after.", [Type]);
        var indices = Enumerable.Range(-before, size + before + after).Select(i => padding == Padding.Edge ? Math.Clamp(i, 0, size - 1) : i < 0 ? -i : i >= size ? 2 * (size - 1) - i : i);
        return Gather(From(indices.Select(i => (long)i).ToArray()), axis);
    }
}
