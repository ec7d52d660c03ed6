using Nabla.Lanes;

namespace Nabla;

/// <summary>σ(x) = 1/(1 + exp(−x)). Derivative y(1 − y), with all digits where that is small.</summary>
internal sealed class Sigmoid : ElementwiseOperation
{
    public static Sigmoid Instance { get; } = new();

    public override string Name => "sigmoid";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => Rules.SameFloat(this, inputs);

    public override Lane Body(LaneBuilder b, ReadOnlySpan<Lane> x) => b.Sigmoid(x[0]);

    public override Tensor? Partial(int input, in Site site) => Tensor.Apply(SigmoidDerivative.Instance, site[0], site.Output);
}

public sealed partial class Tensor
{
    /// <summary>The logistic function 1/(1 + exp(−x)), from 0 to 1, at every position.</summary>
    public Tensor Sigmoid() => Apply(Nabla.Sigmoid.Instance, this);

    /// <summary>x σ(x) at every position, also called swish (Elfwing et al. 2018).</summary>
    /// <exception cref="ShapeException">The numbers are not floats.</exception>
    public Tensor Silu()
    {
        Rules.RequireFloat("silu", [Type]);
        return this * Sigmoid();
    }
}
