namespace Nabla;

/// <summary>sin(x). Derivative cos(x).</summary>
internal sealed class Sin : ElementwiseOperation
{
    public static Sin Instance { get; } = new();

    public override string Name => "sin";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => ShapeRules.SameFloat(this, inputs);

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x) => b.Sin(x[0]);

    public override Tensor? Partial(int input, in OperationContext context) => context[0].Cos();
}

public sealed partial class Tensor
{
    /// <summary>The sine of x in radians.</summary>
    public Tensor Sin() => Apply(Nabla.Sin.Instance, this);
}
