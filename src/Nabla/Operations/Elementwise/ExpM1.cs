namespace Nabla;

/// <summary>exp(x) − 1. Derivative exp(x): y + 1 would lose it where y is near −1.</summary>
internal sealed class ExpM1 : ElementwiseOperation
{
    public static ExpM1 Instance { get; } = new();

    public override string Name => "expm1";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => ShapeRules.SameFloat(this, inputs);

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x) => b.ExpM1(x[0]);

    public override Tensor? Partial(int input, in OperationContext context) => context[0].Exp();
}

public sealed partial class Tensor
{
    /// <summary>exp(x) − 1 at every position, accurate where x is near zero.</summary>
    public Tensor ExpM1() => Apply(Nabla.ExpM1.Instance, this);
}
