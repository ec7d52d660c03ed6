namespace Nabla;

/// <summary>x where x > 0, else exp(x) − 1. Derivative 1 where x > 0, else y + 1.</summary>
internal sealed class Elu : ElementwiseOperation
{
    public static Elu Instance { get; } = new();

    public override string Name => "elu";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => ShapeRules.SameFloat(this, inputs);

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x)
    {
        var zero = b.Constant(0, x[0].Type);
        return b.Select(b.Less(zero, x[0]), x[0], b.ExpM1(x[0]));
    }

    // exp(x) rather than y + 1, which loses digits near y = −1; never of a large x, whose infinity would spoil the derivative above.
    public override Tensor? Partial(int input, in OperationContext context) => Tensor.Where(context[0] > 0, 1, Tensor.Where(context[0] > 0, 0, context[0]).Exp());
}

public sealed partial class Tensor
{
    /// <summary>x where x > 0, else exp(x) − 1, at every position (Clevert et al. 2016): ReLU with a smooth lower end at −1.</summary>
    public Tensor Elu() => Apply(Nabla.Elu.Instance, this);
}
