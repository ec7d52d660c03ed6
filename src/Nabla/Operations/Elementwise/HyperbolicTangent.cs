namespace Nabla;

/// <summary>tanh(x), saturating at ±1. Derivative 1 − y², accurate where it is small.</summary>
internal sealed class Tanh : FloatFunction
{
    public static Tanh Instance { get; } = new();

    public override string Name => "tanh";

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x) => b.Tanh(x[0]);

    public override Tensor? Partial(int input, in OperationContext context) => Tensor.Apply(TanhDerivative.Instance, context[0], context.Output);
}

/// <summary>tanh′(x) from x and y = tanh(x): (1 − |y|)(1 + |y|), and exp(−2|x|) (1 + |y|)² for large |x|. Derivative −2 y tanh′(x).</summary>
/// <remarks>
/// Near ±1 the difference 1 − |y| cancels, and is 0 from x = 19. The exponential is accurate but costs more than everything else, so it is computed only for
/// vectors that contain a large x.
/// y is an input because it is already known. The derivative with respect to x includes the one through y, which is therefore zero.
/// </remarks>
internal sealed class TanhDerivative : FloatFunction
{
    public static TanhDerivative Instance { get; } = new();

    public override string Name => "tanh-derivative";

    internal override string FormulaOf(IReadOnlyList<string> inputs) => $"1 − {inputs[1]}²";

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x) => b.TanhDerivative(x[0], x[1]);

    public override Tensor? Partial(int input, in OperationContext context) => input == 0 ? -2 * context[1] * context.Output : null;
}

/// <summary>1 − x² as (1 − x)(1 + x), accurate near ±1. Derivative −2x, since the product rule's (1 − x) − (1 + x) is inaccurate near 0.</summary>
internal sealed class OneMinusSquare : FloatFunction
{
    public static OneMinusSquare Instance { get; } = new();

    public override string Name => "one-minus-square";

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x)
    {
        var one = b.Constant(1, x[0].Type);
        return b.Multiply(b.Subtract(one, x[0]), b.Add(one, x[0]));
    }

    public override Tensor? Partial(int input, in OperationContext context) => -2 * context[0];
}

public sealed partial class Tensor
{
    /// <summary>The hyperbolic tangent, from −1 to 1.</summary>
    public Tensor Tanh() => Apply(Nabla.Tanh.Instance, this);
}
