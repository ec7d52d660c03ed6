namespace Nabla;

/// <summary>The angle from the direction (1, 0) to (x, y). Derivatives x/r² by y and −y/r² by x, where r² = x² + y²; both are 0 where r is.</summary>
internal sealed class Atan2 : ElementwiseOperation
{
    public static Atan2 Instance { get; } = new();

    public override string Name => "atan2";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => ShapeRules.SameFloat(this, inputs);

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x) => b.Atan2(x[0], x[1]);

    public override Tensor? Partial(int input, in OperationContext context)
    {
        var radius = Tensor.Hypot(context[0], context[1]);
        var isZero = Tensor.Equal(radius, 0);
        var positive = Tensor.Where(isZero, 1, radius);
        return Tensor.Where(isZero, 0, Tensor.Apply(DirectionCosine.Instance, context[1 - input], context[input]) / (input == 0 ? positive : -positive));
    }
}

public sealed partial class Tensor
{
    /// <summary>The angle in radians from the direction (1, 0) to (x, y), from −π to π, broadcasting; special cases as of <see cref="Math.Atan2"/>. The derivative at (0, 0) is taken as 0.</summary>
    /// <exception cref="OperationException">The shapes do not broadcast, or the element types differ.</exception>
    public static Tensor Atan2(Tensor y, Tensor x) => Broadcasting.Apply(Nabla.Atan2.Instance, y, x);
}
