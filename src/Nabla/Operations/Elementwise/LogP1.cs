namespace Nabla;

/// <summary>log(1 + x). Derivative 1/(1 + x).</summary>
internal sealed class LogP1 : ElementwiseOperation
{
    public static LogP1 Instance { get; } = new();

    public override string Name => "log1p";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => ShapeRules.SameFloat(this, inputs);

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x) => b.LogP1(x[0]);

    public override Tensor? Partial(int input, in OperationContext context) => 1 / (context[0] + 1);
}

public sealed partial class Tensor
{
    /// <summary>log(1 + x) at every position, accurate where x is near zero: −∞ at −1, NaN below.</summary>
    public Tensor LogP1() => Apply(Nabla.LogP1.Instance, this);
}
