using Nabla.Lanes;

namespace Nabla;

/// <summary>√x. Derivative 1/(2y).</summary>
internal sealed class Sqrt : ElementwiseOperation
{
    public static Sqrt Instance { get; } = new();

    public override string Name => "sqrt";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => Rules.SameFloat(this, inputs);

    public override Lane Body(LaneBuilder b, ReadOnlySpan<Lane> x) => b.SquareRoot(x[0]);

    public override Tensor? Partial(int input, in Site site) => 0.5 / site.Output;
}

public sealed partial class Tensor
{
    /// <summary>√x at every position; NaN below zero. The derivative at 0 is +∞.</summary>
    public Tensor Sqrt() => Apply(Nabla.Sqrt.Instance, this);
}
