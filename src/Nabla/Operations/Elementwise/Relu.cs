namespace Nabla;

/// <summary>max(0, x). Derivative 1 where x > 0, else 0; as y > 0 is the same, x need not be kept.</summary>
internal sealed class Relu : ElementwiseOperation
{
    public static Relu Instance { get; } = new();

    public override string Name => "relu";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => ShapeRules.SameNumber(this, inputs);

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x) => b.Maximum(x[0], b.Constant(0, x[0].Type));

    public override Tensor? Partial(int input, in OperationContext context) => Chain(input, context, Tensor.Ones(context.Output.Shape, context.Output.ElementType), isForward: false);

    internal override Tensor? Chain(int input, in OperationContext context, Tensor change, bool isForward) =>
        KinkGate.Strict.Of(context.Output, Tensor.Zeros(context.Output.Shape, context.Output.ElementType), change);
}

public sealed partial class Tensor
{
    /// <summary>max(0, x) at every position; NaN stays NaN. The derivative at 0 is taken as 0.</summary>
    public Tensor Relu() => Apply(Nabla.Relu.Instance, this);
}
