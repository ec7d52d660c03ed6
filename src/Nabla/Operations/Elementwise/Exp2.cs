namespace Nabla;

/// <summary>2ˣ. Derivative y · log 2.</summary>
internal sealed class Exp2 : ElementwiseOperation
{
    public static Exp2 Instance { get; } = new();

    public override string Name => "exp2";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => ShapeRules.SameFloat(this, inputs);

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x) => b.Exp2(x[0]);

    public override Tensor? Partial(int input, in OperationContext context) => context.Output * Math.Log(2);
}

public sealed partial class Tensor
{
    /// <summary>2 to the power x at every position, exact for whole x.</summary>
    public Tensor Exp2() => Apply(Nabla.Exp2.Instance, this);
}
