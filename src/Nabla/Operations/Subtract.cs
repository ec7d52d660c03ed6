using Nabla.Lanes;

namespace Nabla;

/// <summary>a − b. Derivatives 1 and −1.</summary>
internal sealed class Subtract : ElementwiseOperation
{
    public static Subtract Instance { get; } = new();

    public override string Name => "subtract";

    public override string Symbol => "−";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => Rules.SameNumber(this, inputs);

    public override Lane Body(LaneBuilder b, ReadOnlySpan<Lane> x) => b.Subtract(x[0], x[1]);

    internal override double? IdentityElement(int input) => input == 1 ? 0 : null;

    internal override bool HasSupport => true;

    internal override bool KeepsFactors => true;

    internal override Tensor? Support(in Site site, ReadOnlySpan<Tensor?> supports) => Nabla.Support.Either(supports[0], supports[1]);

    internal override Tensor? WithoutFactor(in Site site, ReadOnlySpan<Tensor?> without) => (without[0], without[1]) is ({ } a, { } b) ? a - b : null;

    public override Tensor? Partial(int input, in Site site) => input == 0
        ? Rules.One(site.Output)
        : Rules.MinusOne(site.Output);
}

public sealed partial class Tensor
{
    /// <summary>a − b at every position, broadcasting.</summary>
    /// <exception cref="ShapeException">The shapes do not broadcast, or the element types differ.</exception>
    public static Tensor operator -(Tensor a, Tensor b) => Rules.Broadcasting(Subtract.Instance, a, b);

    /// <summary>a − b at every position.</summary>
    public static Tensor operator -(Tensor a, double b) => a - a.Number(b, "subtract");

    /// <summary>a − b at every position.</summary>
    public static Tensor operator -(double a, Tensor b) => b.Number(a, "subtract") - b;
}
