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

    internal override bool HasSupport => true;

    internal override bool KeepsFactors => true;

    internal override Tensor? Support(in Site site, ReadOnlySpan<Tensor?> supports) => supports[0];

    internal override Tensor? WithoutFactor(in Site site, ReadOnlySpan<Tensor?> without) => without[0]?.Negate();

    internal override Tensor? Squared(in Site site, int depth) => Power.SquareOf(site[0], depth - 1);

    public override Tensor? Partial(int input, in Site site) => Rules.MinusOne(site.Output);
}

public sealed partial class Tensor
{
    /// <summary>−x at every position. The smallest int32 or int64 stays what it is, as in C#.</summary>
    public Tensor Negate() => Apply(Nabla.Negate.Instance, this);

    /// <summary>−x at every position.</summary>
    public static Tensor operator -(Tensor x) => x.Negate();
}
