using Nabla.Lanes;

namespace Nabla;

/// <summary>a to the power b. Derivatives b·a^(b−1), which is 0 where b = 0, and y·log(a), which is 0 where a = 0.</summary>
internal sealed class Power : ElementwiseOperation
{
    public static Power Instance { get; } = new();

    public override string Name => "power";

    public override string Symbol => "^";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => Rules.SameFloat(this, inputs);

    public override Lane Body(LaneBuilder b, ReadOnlySpan<Lane> x) => b.Power(x[0], x[1]);

    internal override double? Neutral(int input) => input == 1 ? 1 : null;

    public override Tensor? Partial(int input, in Site site) => input == 0
        ? ByBase(site[0], site[1])
        : Tensor.Where(Tensor.Equal(site[0], 0), 0, site.Output * site[0].Log());

    /// <summary>b·a^(b−1). Only where a is 0 or NaN is b = 0 a case of its own: elsewhere the product is 0 by itself, and its derivative by b is not.</summary>
    private static Tensor ByBase(Tensor a, Tensor b)
    {
        var isOrdinary = a.Abs() > 0;
        var product = b * Tensor.Power(a, b - 1);
        return Tensor.Where(isOrdinary, product, Tensor.Where(Tensor.Equal(b, 0), 0, product));
    }
}

public sealed partial class Tensor
{
    /// <summary>a to the power b at every position, broadcasting; 0⁰ = 1; NaN for a negative base with a fractional exponent.</summary>
    /// <exception cref="ShapeException">The shapes do not broadcast, or the element types differ.</exception>
    public static Tensor Power(Tensor a, Tensor b) => Rules.Broadcasting(Nabla.Power.Instance, a, b);

    /// <summary>This tensor to the power <paramref name="exponent"/> at every position.</summary>
    public Tensor Pow(double exponent) => exponent == 2 ? this * this : Power(this, Number(exponent));

    /// <summary>x · x at every position.</summary>
    public Tensor Square() => this * this;
}
