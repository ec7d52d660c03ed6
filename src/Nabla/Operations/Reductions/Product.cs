namespace Nabla;

public sealed partial class Tensor
{
    /// <summary>The product of all elements, or along the given axes; 1 for empty axes. The derivative is correct for zeros too.</summary>
    /// <exception cref="OperationException">An axis does not exist or is given twice, or the elements are not floats.</exception>
    public Tensor Product(params ReadOnlySpan<int> axes) => Product(axes, false);

    /// <inheritdoc cref="Product(ReadOnlySpan{int})"/>
    /// <param name="axes">The axes, or all if none are given.</param>
    /// <param name="keepAxes">True to keep the reduced axes, with size 1.</param>
    public Tensor Product(ReadOnlySpan<int> axes, bool keepAxes)
    {
        ShapeRules.RequireFloat("product", [Type]);
        var chosen = Reductions.Axes(this, "product", axes);
        // The reduced axes merged at the end: the last element of the running product is the product.
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
