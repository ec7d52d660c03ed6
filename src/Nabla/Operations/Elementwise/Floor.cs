namespace Nabla;

/// <summary>The largest whole number not above x. Derivative 0.</summary>
internal sealed class Floor : ElementwiseOperation
{
    public static Floor Instance { get; } = new();

    public override string Name => "floor";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => ShapeRules.SameFloat(this, inputs);

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x) => b.Floor(x[0]);

    public override Tensor? Partial(int input, in OperationContext context) => null;
}

public sealed partial class Tensor
{
    /// <summary>The largest whole number not above x. The derivative is 0.</summary>
    public Tensor Floor() => Apply(Nabla.Floor.Instance, this);
}
