using Nabla.Lanes;

namespace Nabla;

/// <summary>cos(x). Derivative −sin(x).</summary>
internal sealed class Cos : ElementwiseOperation
{
    public static Cos Instance { get; } = new();

    public override string Name => "cos";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => Rules.SameFloat(this, inputs);

    public override Lane Body(LaneBuilder b, ReadOnlySpan<Lane> x) => b.Cos(x[0]);

    public override Tensor? Partial(int input, in Site site) => -site[0].Sin();
}

public sealed partial class Tensor
{
    /// <summary>The cosine of x in radians.</summary>
    public Tensor Cos() => Apply(Nabla.Cos.Instance, this);
}
