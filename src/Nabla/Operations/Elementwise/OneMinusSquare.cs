namespace Nabla;

/// <summary>1 − x² as (1 − x)(1 + x), which keeps its digits near ±1. Derivative −2x, which that of the product, (1 − x) − (1 + x), has lost near 0.</summary>
internal sealed class OneMinusSquare : ElementwiseOperation
{
    public static OneMinusSquare Instance { get; } = new();

    public override string Name => "one-minus-square";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => ShapeRules.SameFloat(this, inputs);

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x)
    {
        var one = b.Constant(1, x[0].Type);
        return b.Multiply(b.Subtract(one, x[0]), b.Add(one, x[0]));
    }

    public override Tensor? Partial(int input, in OperationContext context) => -2 * context[0];
}
