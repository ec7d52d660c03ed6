namespace Nabla;

/// <summary>The sign of x. Derivative 0.</summary>
internal sealed class Sign : ElementwiseOperation
{
    public static Sign Instance { get; } = new();

    public override string Name => "sign";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => ShapeRules.SameNumber(this, inputs);

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x) => b.Sign(x[0]);

    public override Tensor? Partial(int input, in OperationContext context) => null;
}

public sealed partial class Tensor
{
    /// <summary>−1, 0 or 1 at every position; NaN stays NaN. The derivative is 0.</summary>
    public Tensor Sign() => Apply(Nabla.Sign.Instance, this);
}
