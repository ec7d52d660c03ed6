using Nabla.Lanes;

namespace Nabla;

/// <summary>The error function 2/√π ∫₀ˣ exp(−t²) dt. Derivative 2/√π exp(−x²).</summary>
internal sealed class Erf : ElementwiseOperation
{
    public static Erf Instance { get; } = new();

    public override string Name => "erf";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => Rules.SameFloat(this, inputs);

    public override Lane Body(LaneBuilder b, ReadOnlySpan<Lane> x) => b.Erf(x[0]);

    public override Tensor? Partial(int input, in Site site) => Tensor.Apply(Gaussian.OfErf, site[0]) * (2 / Math.Sqrt(Math.PI));
}

public sealed partial class Tensor
{
    /// <summary>The error function at every position, from −1 to 1.</summary>
    public Tensor Erf() => Apply(Nabla.Erf.Instance, this);
}
