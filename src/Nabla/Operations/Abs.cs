using Nabla.Lanes;

namespace Nabla;

/// <summary>|x|. Derivative sign(x), which is 0 at 0.</summary>
internal sealed class Abs : ElementwiseOperation
{
    public static Abs Instance { get; } = new();

    public override string Name => "abs";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => Rules.SameNumber(this, inputs);

    public override Lane Body(LaneBuilder b, ReadOnlySpan<Lane> x) => b.Absolute(x[0]);

    public override Tensor? Partial(int input, in Site site) => site[0].Sign();
}

public sealed partial class Tensor
{
    /// <summary>|x| at every position. The derivative at 0 is taken as 0.</summary>
    /// <remarks>The size of the smallest int32 or int64 is none: that is an <see cref="OverflowException"/> when it is computed.</remarks>
    public Tensor Abs() => Apply(Nabla.Abs.Instance, this);
}
