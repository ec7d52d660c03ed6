namespace Nabla;

public sealed partial class Tensor
{
    /// <summary>True if any element is true, over all elements or along the given axes; false for empty axes.</summary>
    /// <exception cref="OperationException">The elements are not booleans, or an axis does not exist or is given twice.</exception>
    public Tensor Any(params ReadOnlySpan<int> axes) => Any(axes, false);

    /// <inheritdoc cref="Any(ReadOnlySpan{int})"/>
    /// <param name="axes">The axes, or all if none are given.</param>
    /// <param name="keepAxes">True to keep the reduced axes, with size 1.</param>
    public Tensor Any(ReadOnlySpan<int> axes, bool keepAxes)
    {
        RequireTruth("any", this);
        return To(ElementType.Int64).Sum(axes, keepAxes) > 0;
    }

    /// <inheritdoc cref="Any(ReadOnlySpan{int}, bool)"/>
    public Tensor Any(int axis, bool keepAxes) => Any([axis], keepAxes);

    /// <inheritdoc cref="Any(ReadOnlySpan{int}, bool)"/>
    public Tensor Any(bool keepAxes) => Any([], keepAxes);

    /// <summary>True if all elements are true, over all elements or along the given axes; true for empty axes.</summary>
    /// <exception cref="OperationException">The elements are not booleans, or an axis does not exist or is given twice.</exception>
    public Tensor All(params ReadOnlySpan<int> axes) => All(axes, false);

    /// <inheritdoc cref="All(ReadOnlySpan{int})"/>
    /// <param name="axes">The axes, or all if none are given.</param>
    /// <param name="keepAxes">True to keep the reduced axes, with size 1.</param>
    public Tensor All(ReadOnlySpan<int> axes, bool keepAxes)
    {
        RequireTruth("all", this);
        return Equal((!this).To(ElementType.Int64).Sum(axes, keepAxes), 0);
    }

    /// <inheritdoc cref="All(ReadOnlySpan{int}, bool)"/>
    public Tensor All(int axis, bool keepAxes) => All([axis], keepAxes);

    /// <inheritdoc cref="All(ReadOnlySpan{int}, bool)"/>
    public Tensor All(bool keepAxes) => All([], keepAxes);
}
