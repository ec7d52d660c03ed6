namespace Nabla;

/// <summary>Compares two values. The result is boolean, and no derivative flows through it.</summary>
internal sealed class Comparison : ElementwiseOperation
{
    private readonly Func<ElementwiseBuilder, ElementValue, ElementValue, ElementValue> body;

    private Comparison(string name, Func<ElementwiseBuilder, ElementValue, ElementValue, ElementValue> body)
    {
        Name = name;
        this.body = body;
    }

    public static Comparison Equal { get; } = new("equal", (b, x, y) => b.Equal(x, y));

    public static Comparison NotEqual { get; } = new("not-equal", (b, x, y) => b.NotEqual(x, y));

    public static Comparison Less { get; } = new("less", (b, x, y) => b.Less(x, y));

    public static Comparison LessOrEqual { get; } = new("less-or-equal", (b, x, y) => b.LessOrEqual(x, y));

    public override string Name { get; }

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) =>
        ShapeRules.SameElement(this, inputs) with { Element = ElementType.Boolean };

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x) => body(b, x[0], x[1]);

    public override Tensor? Partial(int input, in OperationContext context) => null;
}

public sealed partial class Tensor
{
    /// <summary>a = b at every position, broadcasting, as booleans; false if either is NaN.</summary>
    public static Tensor Equal(Tensor a, Tensor b) => Broadcasting.Apply(Comparison.Equal, a, b);

    /// <summary>a = b at every position.</summary>
    public static Tensor Equal(Tensor a, double b) => Equal(a, a.Number(b, "equal"));

    /// <summary>a ≠ b at every position, broadcasting, as booleans; true if either is NaN.</summary>
    public static Tensor NotEqual(Tensor a, Tensor b) => Broadcasting.Apply(Comparison.NotEqual, a, b);

    /// <summary>a &lt; b at every position, broadcasting, as booleans; false if either is NaN.</summary>
    public static Tensor operator <(Tensor a, Tensor b) => Broadcasting.Apply(Comparison.Less, a, b);

    /// <summary>a &gt; b at every position, broadcasting, as booleans; false if either is NaN.</summary>
    public static Tensor operator >(Tensor a, Tensor b) => b < a;

    /// <summary>a ≤ b at every position, broadcasting, as booleans; false if either is NaN.</summary>
    public static Tensor operator <=(Tensor a, Tensor b) => Broadcasting.Apply(Comparison.LessOrEqual, a, b);

    /// <summary>a ≥ b at every position, broadcasting, as booleans; false if either is NaN.</summary>
    public static Tensor operator >=(Tensor a, Tensor b) => b <= a;

    /// <summary>a &lt; b at every position.</summary>
    public static Tensor operator <(Tensor a, double b) => a < a.Number(b, "less");

    /// <summary>a &gt; b at every position.</summary>
    public static Tensor operator >(Tensor a, double b) => a > a.Number(b, "greater");

    /// <summary>a ≤ b at every position.</summary>
    public static Tensor operator <=(Tensor a, double b) => a <= a.Number(b, "less-or-equal");

    /// <summary>a ≥ b at every position.</summary>
    public static Tensor operator >=(Tensor a, double b) => a >= a.Number(b, "greater-or-equal");
}
