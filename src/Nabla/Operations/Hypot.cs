using Nabla.Lanes;

namespace Nabla;

/// <summary>√(a² + b²) without overflow: the larger times √(1 + (smaller/larger)²). Derivatives a/y and b/y, which are 0 where y is.</summary>
internal sealed class Hypot : ElementwiseOperation
{
    public static Hypot Instance { get; } = new();

    public override string Name => "hypot";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => Rules.SameFloat(this, inputs);

    public override Lane Body(LaneBuilder b, ReadOnlySpan<Lane> x)
    {
        var (left, right, zero, infinity) = (b.Absolute(x[0]), b.Absolute(x[1]), b.Constant(0, x[0].Type), b.Constant(double.PositiveInfinity, x[0].Type));
        var (large, small) = (b.Maximum(left, right), b.Minimum(left, right));
        var ratio = b.Select(b.Equal(large, zero), zero, b.Divide(small, large));
        var length = b.Multiply(large, b.SquareRoot(b.Add(b.Constant(1, x[0].Type), b.Multiply(ratio, ratio))));
        return b.Select(b.Or(b.Equal(left, infinity), b.Equal(right, infinity)), infinity, length);
    }

    internal override Tensor? Squared(in Site site, int depth) =>
        Tensor.Where(Tensor.Equal(site.Output, double.PositiveInfinity), double.PositiveInfinity, site[0].Square() + site[1].Square());

    public override Tensor? Reverse(int input, in Site site, Tensor dy) =>
        Factor.AtZero(dy, site, site[input], base.Reverse(input, site, dy));

    public override Tensor? Partial(int input, in Site site) =>
        Tensor.Where(Tensor.Equal(site.Output, 0), 0, Tensor.Apply(DirectionCosine.Instance, site[input], site[1 - input]));
}

public sealed partial class Tensor
{
    /// <summary>√(a² + b²) at every position, broadcasting, without overflow; ∞ where either is infinite. The derivative at (0, 0) is taken as 0; those of the square and its multiples are those of a² + b².</summary>
    /// <exception cref="ShapeException">The shapes do not broadcast, or the element types differ.</exception>
    public static Tensor Hypot(Tensor a, Tensor b) => Rules.Broadcasting(Nabla.Hypot.Instance, a, b);
}
