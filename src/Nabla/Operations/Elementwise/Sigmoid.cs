namespace Nabla;

/// <summary>σ(x) = 1/(1 + exp(−x)). Derivative y(1 − y), with all digits where that is small.</summary>
internal sealed class Sigmoid : ElementwiseOperation
{
    public static Sigmoid Instance { get; } = new();

    public override string Name => "sigmoid";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => ShapeRules.SameFloat(this, inputs);

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x) => b.Sigmoid(x[0]);

    public override Tensor? Partial(int input, in OperationContext context) => Tensor.Apply(SigmoidDerivative.Instance, context[0], context.Output);
}

public sealed partial class Tensor
{
    /// <summary>The logistic function 1/(1 + exp(−x)), from 0 to 1, at every position.</summary>
    public Tensor Sigmoid() => Apply(Nabla.Sigmoid.Instance, this);

    /// <summary>x σ(x) at every position, also called swish (Elfwing et al. 2018).</summary>
    /// <exception cref="OperationException">The numbers are not floats.</exception>
    public Tensor Silu()
    {
        ShapeRules.RequireFloat("silu", [Type]);
        return this * Sigmoid();
    }
}
