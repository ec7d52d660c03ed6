using Nabla.Lanes;

namespace Nabla;

/// <summary>a · b. Derivatives b and a.</summary>
internal sealed class Multiply : ElementwiseOperation
{
    public static Multiply Instance { get; } = new();

    public override string Name => "multiply";

    public override string Symbol => "·";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => Rules.SameNumber(this, inputs);

    public override Lane Body(LaneBuilder b, ReadOnlySpan<Lane> x) => b.Multiply(x[0], x[1]);

    internal override double? Neutral(int input) => 1;

    public override Tensor? Partial(int input, in Site site) => input == 0
        ? site[1]
        : site[0];
}

public sealed partial class Tensor
{
    /// <summary>a · b at every position, broadcasting.</summary>
    /// <exception cref="ShapeException">The shapes do not broadcast, or the element types differ.</exception>
    public static Tensor operator *(Tensor a, Tensor b) => Rules.Broadcasting(Multiply.Instance, a, b);

    /// <summary>a · b at every position.</summary>
    public static Tensor operator *(Tensor a, double b) => a * a.Number(b, "multiply");

    /// <summary>a · b at every position.</summary>
    public static Tensor operator *(double a, Tensor b) => b.Number(a, "multiply") * b;
}
