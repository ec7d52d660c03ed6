using Nabla.Lanes;

namespace Nabla;

/// <summary>The smaller of two. A tie shares the derivative: ½ each.</summary>
internal sealed class Minimum : ElementwiseOperation
{
    public static Minimum Instance { get; } = new();

    public override string Name => "minimum";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => Rules.SameNumber(this, inputs);

    public override Lane Body(LaneBuilder b, ReadOnlySpan<Lane> x) => b.Minimum(x[0], x[1]);

    public override Tensor? Partial(int input, in Site site) => Chain(input, site, Tensor.Ones(site.Output.Shape, site.Output.ElementType), isForward: false);

    internal override Tensor? Chain(int input, in Site site, Tensor change, bool isForward) => KinkGate.Shared.Of(site[1 - input], site[input], change);
}

public sealed partial class Tensor
{
    /// <summary>The smaller of a and b at every position, broadcasting; NaN if either is. Where they tie, each takes half of the derivative.</summary>
    /// <exception cref="ShapeException">The shapes do not broadcast, or the element types differ.</exception>
    public static Tensor Minimum(Tensor a, Tensor b) => Rules.Broadcasting(Nabla.Minimum.Instance, a, b);

    /// <summary>The smaller of a and a number at every position; NaN if either is. Where they tie, the derivative is half.</summary>
    /// <exception cref="ShapeException">The number does not fit the element type.</exception>
    public static Tensor Minimum(Tensor a, double b) => Minimum(a, a.Number(b, "minimum"));

    /// <inheritdoc cref="Minimum(Tensor, double)"/>
    public static Tensor Minimum(double a, Tensor b) => Minimum(b.Number(a, "minimum"), b);
}
