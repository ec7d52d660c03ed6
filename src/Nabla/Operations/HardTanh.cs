using Nabla.Lanes;

namespace Nabla;

/// <summary>max(−1, min(1, x)): tanh drawn with three straight lines. Derivative 1 where |x| &lt; 1, else 0.</summary>
internal sealed class HardTanh : ElementwiseOperation
{
    public static HardTanh Instance { get; } = new();

    public override string Name => "hard-tanh";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => Rules.SameFloat(this, inputs);

    public override Lane Body(LaneBuilder b, ReadOnlySpan<Lane> x) =>
        b.Maximum(b.Minimum(x[0], b.Constant(1, x[0].Type)), b.Constant(-1, x[0].Type));

    public override Tensor? Partial(int input, in Site site) => Chain(input, site, Tensor.Ones(site.Output.Shape, site.Output.ElementType), isForward: false);

    internal override Tensor? Chain(int input, in Site site, Tensor change, bool isForward) =>
        KinkGate.Strict.Of(Tensor.Ones(site.Output.Shape, site.Output.ElementType), site[0].Abs(), change);
}

public sealed partial class Tensor
{
    /// <summary>max(−1, min(1, x)) at every position; NaN stays NaN. The derivative at ±1 is taken as 0.</summary>
    public Tensor HardTanh() => Apply(Nabla.HardTanh.Instance, this);
}
