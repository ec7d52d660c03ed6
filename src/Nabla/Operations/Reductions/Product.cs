namespace Nabla;

public sealed partial class Tensor
{
    /// <summary>The product of all elements, or along the given axes; 1 where there are none. The derivative is right where elements are 0 as well.</summary>
    /// <exception cref="OperationException">There is no such axis, it is named twice, or the numbers are not floats.</exception>
    public Tensor Product(params ReadOnlySpan<int> axes) => Product(axes, false);

    /// <inheritdoc cref="Product(ReadOnlySpan{int})"/>
    /// <param name="axes">The axes; all if none are named.</param>
    /// <param name="keepAxes">Whether they stay, with size 1.</param>
    public Tensor Product(ReadOnlySpan<int> axes, bool keepAxes)
    {
        ShapeRules.RequireFloat("product", [Type]);
        var chosen = Reductions.Axes(this, "product", axes);
        // The reduced axes last, as one: its running product ends with the product.
        int[] others = [.. Enumerable.Range(0, Rank).Except(chosen)];
        var kept = Shape.Create([.. others.Select(axis => Shape[axis])]);
        var result = keepAxes ? Shape.Create([.. Enumerable.Range(0, Rank).Select(axis => chosen.Contains(axis) ? 1 : Shape[axis])]) : kept;
        var count = chosen.Aggregate(1, (product, axis) => product * Shape[axis]);
        if (count == 0) return Ones(result, ElementType);
        var rows = (Rank < 2 ? this : Permute([.. others, .. chosen])).Reshape(Shape.Create([.. kept.AsSpan(), count]));
        return rows.CumulativeProduct(-1).Slice(-1, (count - 1)..).Reshape(result);
    }

    /// <inheritdoc cref="Product(ReadOnlySpan{int}, bool)"/>
    public Tensor Product(int axis, bool keepAxes) => Product([axis], keepAxes);

    /// <inheritdoc cref="Product(ReadOnlySpan{int}, bool)"/>
    public Tensor Product(bool keepAxes) => Product([], keepAxes);
}
