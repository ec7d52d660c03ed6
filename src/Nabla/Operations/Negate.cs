using Nabla.Lanes;

namespace Nabla;

/// <summary>−x. Derivative −1.</summary>
internal sealed class Negate : ElementwiseOperation
{
    public static Negate Instance { get; } = new();

    public override string Name => "negate";

    public override string Symbol => "−";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => Rules.SameNumber(this, inputs);

    public override Lane Body(LaneBuilder b, ReadOnlySpan<Lane> x) => b.Negate(x[0]);

    internal override bool IsInvolution => true;

    public override Tensor? Partial(int input, in Site site) => Rules.MinusOne(site.Output);
}

public sealed partial class Tensor
{
    /// <summary>−x at every position. The smallest int32 or int64 stays what it is, as in C#.</summary>
    public Tensor Negate() => Apply(Nabla.Negate.Instance, this);

    /// <summary>−x at every position.</summary>
    public static Tensor operator -(Tensor x) => x.Negate();
}
