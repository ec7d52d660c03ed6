namespace Nabla;

/// <summary>The cube root, of negative numbers as well. Derivative 1/(3 y²).</summary>
internal sealed class Cbrt : ElementwiseOperation
{
    public static Cbrt Instance { get; } = new();

    public override string Name => "cbrt";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => ShapeRules.SameFloat(this, inputs);

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x)
    {
        // The root by way of logarithms, and one step of Newton's: y − (y − |x|/y²)/3.
        var (size, third) = (b.Absolute(x[0]), b.Constant(1 / 3.0, x[0].Type));
        var rough = b.Exp(b.Multiply(b.Log(size), third));
        var y = b.Subtract(rough, b.Multiply(third, b.Subtract(rough, b.Divide(size, b.Multiply(rough, rough)))));
        y = b.Select(b.Less(x[0], b.Constant(0, x[0].Type)), b.Negate(y), y);
        var isItself = b.Or(b.Equal(size, b.Constant(0, x[0].Type)), b.Equal(size, b.Constant(double.PositiveInfinity, x[0].Type)));
        return b.Select(isItself, x[0], y);
    }

    public override Tensor? Partial(int input, in OperationContext context) => 1 / (3 * context.Output.Square());
}

public sealed partial class Tensor
{
    /// <summary>The cube root, of negative numbers as well.</summary>
    public Tensor Cbrt() => Apply(Nabla.Cbrt.Instance, this);
}
