namespace Nabla;

/// <summary>tanh(x), saturating at ±1. Derivative 1 − y², with all digits where that is small.</summary>
internal sealed class Tanh : ElementwiseOperation
{
    public static Tanh Instance { get; } = new();

    public override string Name => "tanh";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => ShapeRules.SameFloat(this, inputs);

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x) => b.Tanh(x[0]);

    public override Tensor? Partial(int input, in OperationContext context) => Tensor.Apply(TanhDerivative.Instance, context[0], context.Output);
}

public sealed partial class Tensor
{
    /// <summary>The hyperbolic tangent, from −1 to 1.</summary>
    public Tensor Tanh() => Apply(Nabla.Tanh.Instance, this);
}
