namespace Nabla;

/// <summary>Logical negation. There is no derivative.</summary>
internal sealed class LogicalNot : ElementwiseOperation
{
    public static LogicalNot Instance { get; } = new();

    public override string Name => "not";

    internal override bool IsInvolution => true;

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0];

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x) => b.Not(x[0]);

    public override Tensor? Partial(int input, in OperationContext context) => null;
}

public sealed partial class Tensor
{
    /// <summary>True where both are true, broadcasting.</summary>
    /// <exception cref="OperationException">The elements are not booleans, or the shapes do not broadcast.</exception>
    public static Tensor operator &(Tensor a, Tensor b)
    {
        RequireTruth("and", a, b);
        return Where(a, b, Constant(0, ElementType.Boolean));
    }

    /// <summary>True where at least one is true, broadcasting.</summary>
    /// <exception cref="OperationException">The elements are not booleans, or the shapes do not broadcast.</exception>
    public static Tensor operator |(Tensor a, Tensor b)
    {
        RequireTruth("or", a, b);
        return Where(a, Constant(1, ElementType.Boolean), b);
    }

    /// <summary>True where exactly one is true, broadcasting.</summary>
    /// <exception cref="OperationException">The elements are not booleans, or the shapes do not broadcast.</exception>
    public static Tensor operator ^(Tensor a, Tensor b)
    {
        RequireTruth("exclusive-or", a, b);
        return NotEqual(a, b);
    }

    /// <summary>Logical negation at every position.</summary>
    /// <exception cref="OperationException">The elements are not booleans.</exception>
    public static Tensor operator !(Tensor a)
    {
        RequireTruth("not", a);
        return Apply(LogicalNot.Instance, a);
    }

    /// <summary>True where an element is NaN.</summary>
    public Tensor IsNaN() => NotEqual(this, this);

    /// <summary>True where an element is neither NaN nor infinite.</summary>
    public Tensor IsFinite() => ElementType.IsFloat() ? Abs() < double.PositiveInfinity : Equal(this, this);

    private static void RequireTruth(string operation, params ReadOnlySpan<Tensor> inputs)
    {
        foreach (var input in inputs)
        {
            if (input.ElementType != ElementType.Boolean)
                throw new ElementTypeException(operation, $"needs booleans, got {input.Type}; use a comparison.", [input.Type]);
        }
    }
}
