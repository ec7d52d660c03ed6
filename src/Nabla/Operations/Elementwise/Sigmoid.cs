namespace Nabla;

/// <summary>σ(x) = 1/(1 + exp(−x)). Derivative y(1 − y), accurate where it is small.</summary>
internal sealed class Sigmoid : FloatFunction
{
    public static Sigmoid Instance { get; } = new();

    public override string Name => "sigmoid";

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x) => b.Sigmoid(x[0]);

    public override Tensor? Partial(int input, in OperationContext context) => Tensor.Apply(SigmoidDerivative.Instance, context[0], context.Output);
}

/// <summary>σ′(x) from x and y = σ(x): y (1 − y), and exp(−x) y² for large x. Derivative σ′(x) (1 − 2y).</summary>
/// <remarks>
/// Near 1 the difference 1 − y cancels, and is 0 from x = 37. The exponential is accurate but costs more than everything else, so it is computed only for
/// vectors that contain a large x.
/// y is an input because it is already known. The derivative with respect to x includes the one through y, which is therefore zero; 1 − 2y is −tanh(x/2).
/// </remarks>
internal sealed class SigmoidDerivative : FloatFunction
{
    public static SigmoidDerivative Instance { get; } = new();

    public override string Name => "sigmoid-derivative";

    internal override string FormulaOf(IReadOnlyList<string> inputs) => $"{inputs[1]} · (1 − {inputs[1]})";

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x) => b.SigmoidDerivative(x[0], x[1]);

    public override Tensor? Partial(int input, in OperationContext context) => input == 0 ? -context.Output * (context[0] * 0.5).Tanh() : null;
}

/// <summary>log(1 + exp(x)), computed as max(x, 0) + log(1 + exp(−|x|)) so that nothing overflows. Derivative σ(x).</summary>
internal sealed class Softplus : FloatFunction
{
    public static Softplus Instance { get; } = new();

    public override string Name => "softplus";

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x) =>
        b.Add(b.Maximum(x[0], b.Constant(0, x[0].Type)), b.LogP1(b.Exp(b.Negate(b.Absolute(x[0])))));

    public override Tensor? Partial(int input, in OperationContext context) => context[0].Sigmoid();
}

public sealed partial class Tensor
{
    /// <summary>The logistic function 1/(1 + exp(−x)), from 0 to 1, at every position.</summary>
    public Tensor Sigmoid() => Apply(Nabla.Sigmoid.Instance, this);

    /// <summary>x σ(x) at every position, also called swish (Elfwing et al. 2018).</summary>
    /// <exception cref="OperationException">The elements are not floats.</exception>
    public Tensor Silu()
    {
        ShapeRules.RequireFloat("silu", [Type]);
        return this * Sigmoid();
    }

    /// <summary>log(1 + exp(x)) at every position: a smooth ReLU, whose derivative is the sigmoid.</summary>
    public Tensor Softplus() => Apply(Nabla.Softplus.Instance, this);

    /// <summary>log σ(x) = −log(1 + exp(−x)) at every position: about x for large negative x, where σ(x) itself may underflow.</summary>
    /// <exception cref="OperationException">The elements are not floats.</exception>
    public Tensor LogSigmoid()
    {
        ShapeRules.RequireFloat("log-sigmoid", [Type]);
        return -(-this).Softplus();
    }
}
