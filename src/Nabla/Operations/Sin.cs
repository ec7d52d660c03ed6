using Nabla.Lanes;

namespace Nabla;

/// <summary>sin(x). Derivative cos(x).</summary>
internal sealed class Sin : ElementwiseOperation
{
    public static Sin Instance { get; } = new();

    public override string Name => "sin";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => Rules.SameFloat(this, inputs);

    public override Lane Body(LaneBuilder b, ReadOnlySpan<Lane> x) => b.Sin(x[0]);

    public override Tensor? Partial(int input, in Site site) => site[0].Cos();
}

public sealed partial class Tensor
{
    /// <summary>The sine of x in radians.</summary>
    public Tensor Sin() => Apply(Nabla.Sin.Instance, this);
}
