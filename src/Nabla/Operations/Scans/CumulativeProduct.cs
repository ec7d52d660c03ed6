namespace Nabla;

public sealed partial class Tensor
{
    /// <summary>The inclusive cumulative product along an axis. The derivative is correct for zeros too.</summary>
    /// <exception cref="OperationException">The axis does not exist, or the elements are not floats.</exception>
    public Tensor CumulativeProduct(int axis = -1)
    {
        axis = ShapeRules.Axis("cumulative-product", axis, Type);
        ShapeRules.RequireFloat("cumulative-product", [Type]);
        if (Shape[axis] == 0) return this;
        var first = Slice(axis, ..1).Pad(axis, 0, Shape[axis] - 1);
        return Apply(new LinearRecurrence(axis, false), this, first);
    }
}
