namespace Nabla;

/// <summary>exp(x). Derivative y.</summary>
internal sealed class Exp : ElementwiseOperation
{
    public static Exp Instance { get; } = new();

    public override string Name => "exp";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => ShapeRules.SameFloat(this, inputs);

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x) => b.Exp(x[0]);

    public override Tensor? Partial(int input, in OperationContext context) => context.Output;
}

public sealed partial class Tensor
{
    /// <summary>exp(x) at every position; exp(−∞) = 0.</summary>
    public Tensor Exp() => Apply(Nabla.Exp.Instance, this);
}
