namespace Nabla;

/// <summary>cos(x). Derivative −sin(x).</summary>
internal sealed class Cos : ElementwiseOperation
{
    public static Cos Instance { get; } = new();

    public override string Name => "cos";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => ShapeRules.SameFloat(this, inputs);

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x) => b.Cos(x[0]);

    public override Tensor? Partial(int input, in OperationContext context) => -context[0].Sin();
}

public sealed partial class Tensor
{
    /// <summary>The cosine of x in radians.</summary>
    public Tensor Cos() => Apply(Nabla.Cos.Instance, this);
}
