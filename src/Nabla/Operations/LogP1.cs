using Nabla.Lanes;

namespace Nabla;

/// <summary>log(1 + x). Derivative 1/(1 + x).</summary>
internal sealed class LogP1 : ElementwiseOperation
{
    public static LogP1 Instance { get; } = new();

    public override string Name => "log1p";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => Rules.SameFloat(this, inputs);

    public override Lane Body(LaneBuilder b, ReadOnlySpan<Lane> x) => b.LogP1(x[0]);

    public override Tensor? Partial(int input, in Site site) => 1 / (site[0] + 1);
}

public sealed partial class Tensor
{
    /// <summary>log(1 + x) at every position, accurate where x is near zero: −∞ at −1, NaN below.</summary>
    public Tensor LogP1() => Apply(Nabla.LogP1.Instance, this);
}
