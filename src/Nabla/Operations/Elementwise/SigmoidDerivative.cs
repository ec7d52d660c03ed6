namespace Nabla;

/// <summary>σ′(x) from x and y = σ(x): y (1 − y), and exp(−x) y² for large x. Derivative σ′(x) (1 − 2y).</summary>
/// <remarks>
/// Near 1 the difference 1 − y has lost its digits, and is 0 from x = 37 on. The exponential keeps them, but takes longer than all the rest, and is computed only
/// where a vector has a large x.
/// y is given because it is known already. The derivative by x takes y along, so that there is none by y; 1 − 2y is −tanh(x/2).
/// </remarks>
internal sealed class SigmoidDerivative : ElementwiseOperation
{
    public static SigmoidDerivative Instance { get; } = new();

    public override string Name => "sigmoid-derivative";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => ShapeRules.SameFloat(this, inputs);

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x) => b.SigmoidDerivative(x[0], x[1]);

    public override Tensor? Partial(int input, in OperationContext context) => input == 0 ? -context.Output * (context[0] * 0.5).Tanh() : null;
}
