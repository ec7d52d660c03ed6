namespace Nabla;

public sealed partial class Tensor
{
    /// <summary>Shifts the elements along an axis, wrapping around. Negative shifts move backward.</summary>
    /// <exception cref="ShapeException">The axis does not exist.</exception>
    public Tensor Roll(int shift, int axis = -1)
    {
        axis = ShapeRules.Axis("roll", axis, Type);
        var size = Shape[axis];
        if (size == 0) return this;
        var start = (int)(((-(long)shift % size) + size) % size);
        return start == 0 ? this : Concatenate(axis, Slice(axis, start..), Slice(axis, ..start));
    }
}
