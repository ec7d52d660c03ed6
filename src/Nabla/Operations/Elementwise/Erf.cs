namespace Nabla;

/// <summary>The error function 2/√π ∫₀ˣ exp(−t²) dt. Derivative 2/√π exp(−x²).</summary>
internal sealed class Erf : ElementwiseOperation
{
    public static Erf Instance { get; } = new();

    public override string Name => "erf";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => ShapeRules.SameFloat(this, inputs);

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x) => b.Erf(x[0]);

    public override Tensor? Partial(int input, in OperationContext context) => Tensor.Apply(Gaussian.OfErf, context[0]) * (2 / Math.Sqrt(Math.PI));
}

public sealed partial class Tensor
{
    /// <summary>The error function at every position, from −1 to 1.</summary>
    public Tensor Erf() => Apply(Nabla.Erf.Instance, this);
}
