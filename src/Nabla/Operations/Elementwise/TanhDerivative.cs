namespace Nabla;

/// <summary>tanh′(x) from x and y = tanh(x): (1 − |y|)(1 + |y|), and exp(−2|x|) (1 + |y|)² for large |x|. Derivative −2 y tanh′(x).</summary>
/// <remarks>
/// Near ±1 the difference 1 − |y| has lost its digits, and is 0 from x = 19 on. The exponential keeps them, but takes longer than all the rest, and is computed
/// only where a vector has a large x.
/// y is given because it is known already. The derivative by x takes y along, so that there is none by y.
/// </remarks>
internal sealed class TanhDerivative : ElementwiseOperation
{
    public static TanhDerivative Instance { get; } = new();

    public override string Name => "tanh-derivative";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => ShapeRules.SameFloat(this, inputs);

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x) => b.TanhDerivative(x[0], x[1]);

    public override Tensor? Partial(int input, in OperationContext context) => input == 0 ? -2 * context[1] * context.Output : null;
}
