using Nabla.Lanes;

namespace Nabla;

/// <summary>The angle from the direction (1, 0) to (x, y). Derivatives x/r² by y and −y/r² by x, where r² = x² + y².</summary>
internal sealed class Atan2 : ElementwiseOperation
{
    public static Atan2 Instance { get; } = new();

    public override string Name => "atan2";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => Rules.SameFloat(this, inputs);

    public override Lane Body(LaneBuilder b, ReadOnlySpan<Lane> x) => b.Atan2(x[0], x[1]);

    public override Tensor? Partial(int input, in Site site) => input == 0
        ? site[1] / Tensor.Hypot(site[0], site[1]) / Tensor.Hypot(site[0], site[1])
        : -site[0] / Tensor.Hypot(site[0], site[1]) / Tensor.Hypot(site[0], site[1]);
}

public sealed partial class Tensor
{
    /// <summary>The angle in radians from the direction (1, 0) to (x, y), from −π to π, broadcasting; special cases as of <see cref="Math.Atan2"/>.</summary>
    /// <exception cref="ShapeException">The shapes do not broadcast, or the element types differ.</exception>
    public static Tensor Atan2(Tensor y, Tensor x) => Rules.Broadcasting(Nabla.Atan2.Instance, y, x);
}
