using Nabla.Lanes;

namespace Nabla;

/// <summary>0 of 0, NaN of anything else: what stands for a derivative that there is not, in a direction where it is asked for. Linear as far as it is defined, its derivative is itself.</summary>
internal sealed class UndefinedUnlessZero : ElementwiseOperation
{
    public static UndefinedUnlessZero Instance { get; } = new();

    public override string Name => "undefined-unless-zero";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => Rules.SameFloat(this, inputs);

    public override Lane Body(LaneBuilder b, ReadOnlySpan<Lane> x)
    {
        var zero = b.Constant(0, x[0].Type);
        return b.Select(b.Equal(x[0], zero), zero, b.Constant(double.NaN, x[0].Type));
    }

    public override Tensor? Reverse(int input, in Site site, Tensor dy) => Tensor.Apply(this, dy);

    public override Tensor? Forward(in Site site, ReadOnlySpan<Tensor?> dx) => dx[0] is { } tangent ? Tensor.Apply(this, tangent) : null;

    public override Tensor? Partial(int input, in Site site) => null;
}
