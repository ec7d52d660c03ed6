namespace Nabla;

public sealed partial class Tensor
{
    /// <summary>True where both are, broadcasting.</summary>
    /// <exception cref="OperationException">These are no truth values, or the shapes do not broadcast.</exception>
    public static Tensor operator &(Tensor a, Tensor b)
    {
        RequireTruth("and", a, b);
        return Where(a, b, Constant(0, ElementType.Boolean));
    }

    /// <summary>True where at least one is, broadcasting.</summary>
    /// <exception cref="OperationException">These are no truth values, or the shapes do not broadcast.</exception>
    public static Tensor operator |(Tensor a, Tensor b)
    {
        RequireTruth("or", a, b);
        return Where(a, Constant(1, ElementType.Boolean), b);
    }

    /// <summary>True where exactly one is, broadcasting.</summary>
    /// <exception cref="OperationException">These are no truth values, or the shapes do not broadcast.</exception>
    public static Tensor operator ^(Tensor a, Tensor b)
    {
        RequireTruth("exclusive-or", a, b);
        return NotEqual(a, b);
    }

    /// <summary>True where it is false.</summary>
    /// <exception cref="OperationException">These are no truth values.</exception>
    public static Tensor operator !(Tensor a)
    {
        RequireTruth("not", a);
        return Equal(a, Constant(0, ElementType.Boolean));
    }

    /// <summary>Whether any is true, of all or along the given axes, which disappear; false where there is nothing.</summary>
    /// <exception cref="OperationException">These are no truth values, or there is no such axis.</exception>
    public Tensor Any(params ReadOnlySpan<int> axes)
    {
        RequireTruth("any", this);
        return To(ElementType.Int64).Sum(axes) > 0;
    }

    /// <summary>Whether all are true, of all or along the given axes, which disappear; true where there is nothing.</summary>
    /// <exception cref="OperationException">These are no truth values, or there is no such axis.</exception>
    public Tensor All(params ReadOnlySpan<int> axes)
    {
        RequireTruth("all", this);
        return Equal((!this).To(ElementType.Int64).Sum(axes), 0);
    }

    /// <summary>True where a number is none: NaN.</summary>
    public Tensor IsNaN() => NotEqual(this, this);

    /// <summary>True where a number is neither NaN nor infinite.</summary>
    public Tensor IsFinite() => ElementType.IsFloat() ? Abs() < double.PositiveInfinity : Equal(this, this);

    private static void RequireTruth(string operation, params ReadOnlySpan<Tensor> inputs)
    {
        foreach (var input in inputs)
        {
            if (input.ElementType != ElementType.Boolean)
                throw new ElementTypeException(operation, $"needs truth values, got {input.Type}; compare it with something.", [input.Type]);
        }
    }
}
