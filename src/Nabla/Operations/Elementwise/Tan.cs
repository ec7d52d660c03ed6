namespace Nabla;

/// <summary>tan(x) = sin(x) / cos(x). Derivative 1 + y².</summary>
internal sealed class Tan : ElementwiseOperation
{
    public static Tan Instance { get; } = new();

    public override string Name => "tan";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => ShapeRules.SameFloat(this, inputs);

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x) => b.Divide(b.Sin(x[0]), b.Cos(x[0]));

    public override Tensor? Partial(int input, in OperationContext context) => 1 + context.Output.Square();
}

public sealed partial class Tensor
{
    /// <summary>The tangent of an angle in radians, within 4 units of the last place; NaN for ±∞.</summary>
    public Tensor Tan() => Apply(Nabla.Tan.Instance, this);
}
