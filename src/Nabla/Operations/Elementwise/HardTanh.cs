namespace Nabla;

/// <summary>max(−1, min(1, x)): tanh drawn with three straight lines. Derivative 1 where |x| &lt; 1, else 0.</summary>
internal sealed class HardTanh : ElementwiseOperation
{
    public static HardTanh Instance { get; } = new();

    public override string Name => "hard-tanh";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => ShapeRules.SameFloat(this, inputs);

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x) =>
        b.Maximum(b.Minimum(x[0], b.Constant(1, x[0].Type)), b.Constant(-1, x[0].Type));

    public override Tensor? Partial(int input, in OperationContext context) => Chain(input, context, Tensor.Ones(context.Output.Shape, context.Output.ElementType), isForward: false);

    internal override Tensor? Chain(int input, in OperationContext context, Tensor change, bool isForward) =>
        KinkGate.Strict.Of(Tensor.Ones(context.Output.Shape, context.Output.ElementType), context[0].Abs(), change);
}

public sealed partial class Tensor
{
    /// <summary>max(−1, min(1, x)) at every position; NaN stays NaN. The derivative at ±1 is taken as 0.</summary>
    public Tensor HardTanh() => Apply(Nabla.HardTanh.Instance, this);
}
