namespace Nabla;

/// <summary>The logarithm to base 2. Derivative 1/(x log 2).</summary>
internal sealed class Log2 : ElementwiseOperation
{
    public static Log2 Instance { get; } = new();

    public override string Name => "log2";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => ShapeRules.SameFloat(this, inputs);

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x) => b.Log2(x[0]);

    public override Tensor? Partial(int input, in OperationContext context) => 1 / Math.Log(2) / context[0];
}

/// <summary>The logarithm to base 10. Derivative 1/(x log 10).</summary>
internal sealed class Log10 : ElementwiseOperation
{
    public static Log10 Instance { get; } = new();

    public override string Name => "log10";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => ShapeRules.SameFloat(this, inputs);

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x) => b.Log10(x[0]);

    public override Tensor? Partial(int input, in OperationContext context) => 1 / Math.Log(10) / context[0];
}

public sealed partial class Tensor
{
    /// <summary>The logarithm to base 2, exact for powers of 2; −∞ for 0, NaN below.</summary>
    public Tensor Log2() => Apply(Nabla.Log2.Instance, this);

    /// <summary>The logarithm to base 10; −∞ for 0, NaN below.</summary>
    public Tensor Log10() => Apply(Nabla.Log10.Instance, this);
}
