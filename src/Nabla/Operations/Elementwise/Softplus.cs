namespace Nabla;

/// <summary>log(1 + exp(x)), computed as max(x, 0) + log(1 + exp(−|x|)) so that nothing overflows. Derivative σ(x).</summary>
internal sealed class Softplus : ElementwiseOperation
{
    public static Softplus Instance { get; } = new();

    public override string Name => "softplus";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => ShapeRules.SameFloat(this, inputs);

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x) =>
        b.Add(b.Maximum(x[0], b.Constant(0, x[0].Type)), b.LogP1(b.Exp(b.Negate(b.Absolute(x[0])))));

    public override Tensor? Partial(int input, in OperationContext context) => context[0].Sigmoid();
}

public sealed partial class Tensor
{
    /// <summary>log(1 + exp(x)) at every position: a smooth ReLU, whose derivative is the sigmoid.</summary>
    public Tensor Softplus() => Apply(Nabla.Softplus.Instance, this);

    /// <summary>log σ(x) = −log(1 + exp(−x)) at every position: about x for large negative numbers, where σ(x) itself may be 0.</summary>
    /// <exception cref="OperationException">The numbers are not floats.</exception>
    public Tensor LogSigmoid()
    {
        ShapeRules.RequireFloat("log-sigmoid", [Type]);
        return -(-this).Softplus();
    }
}
