namespace Nabla;

/// <summary>|x|. Derivative sign(x), which is 0 at 0.</summary>
internal sealed class Abs : ElementwiseOperation
{
    public static Abs Instance { get; } = new();

    public override string Name => "abs";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => ShapeRules.SameNumber(this, inputs);

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x) => b.Absolute(x[0]);

    internal override Tensor? Squared(in OperationContext context, int depth) =>
        context[0].ElementType.IsFloat() ? Power.SquareOf(context[0], depth - 1) ?? Tensor.Apply(Multiply.Instance, context[0], context[0]) : null;

    public override Tensor? Reverse(int input, in OperationContext context, Tensor dy) =>
        Factor.AtZero(dy, context, context[0], base.Reverse(input, context, dy));

    public override Tensor? Partial(int input, in OperationContext context) => context[0].Sign();
}

public sealed partial class Tensor
{
    /// <summary>|x| at every position. The derivative at 0 is taken as 0; those of |x|² and its multiples are those of x².</summary>
    /// <remarks>The size of the smallest int32 or int64 is none: that is an <see cref="OverflowException"/> when it is computed.</remarks>
    public Tensor Abs() => Apply(Nabla.Abs.Instance, this);
}
