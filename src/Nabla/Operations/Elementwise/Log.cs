namespace Nabla;

/// <summary>The natural logarithm. Derivative 1/x.</summary>
internal sealed class Log : ElementwiseOperation
{
    public static Log Instance { get; } = new();

    public override string Name => "log";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => ShapeRules.SameFloat(this, inputs);

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x) => b.Log(x[0]);

    public override Tensor? Partial(int input, in OperationContext context) => 1 / context[0];
}

public sealed partial class Tensor
{
    /// <summary>The natural logarithm at every position: −∞ at 0, NaN below.</summary>
    public Tensor Log() => Apply(Nabla.Log.Instance, this);
}
