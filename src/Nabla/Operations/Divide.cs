using Nabla.Lanes;

namespace Nabla;

/// <summary>a / b. Derivatives 1/b and −y/b.</summary>
internal sealed class Divide : ElementwiseOperation
{
    public static Divide Instance { get; } = new();

    public override string Name => "divide";

    public override string Symbol => "/";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => Rules.SameNumber(this, inputs);

    public override Lane Body(LaneBuilder b, ReadOnlySpan<Lane> x) => b.Divide(x[0], x[1]);

    internal override double? IdentityElement(int input) => input == 1 ? 1 : null;

    internal override bool HasSupport => true;

    internal override bool KeepsFactors => true;

    internal override Tensor? Support(in Site site, ReadOnlySpan<Tensor?> supports) => supports[0];

    internal override Tensor? WithoutFactor(in Site site, ReadOnlySpan<Tensor?> without) => without[0] is { } a ? a / site[1] : null;

    public override Tensor? Partial(int input, in Site site) => input == 0
        ? 1 / site[1]
        : -site.Output / site[1];
}

public sealed partial class Tensor
{
    /// <summary>a / b at every position, broadcasting; of whole numbers towards zero.</summary>
    /// <remarks>
    /// When they are computed, whole numbers divided by 0 are a <see cref="DivideByZeroException"/>, and the smallest of them divided by −1 is an
    /// <see cref="OverflowException"/>.
    /// </remarks>
    /// <exception cref="ShapeException">The shapes do not broadcast, or the element types differ.</exception>
    public static Tensor operator /(Tensor a, Tensor b) => Rules.Broadcasting(Divide.Instance, a, b);

    /// <summary>a / b at every position.</summary>
    public static Tensor operator /(Tensor a, double b) => a / a.Number(b, "divide");

    /// <summary>a / b at every position.</summary>
    public static Tensor operator /(double a, Tensor b) => b.Number(a, "divide") / b;
}
