namespace Nabla;

/// <summary>√x. Derivative 1/(2y).</summary>
/// <param name="isLength">Whether x is a sum of squares, so that √x is a length: then the derivative at 0 is taken as 0.</param>
internal sealed class Sqrt(bool isLength) : ElementwiseOperation
{
    public static Sqrt Instance { get; } = new(false);

    /// <summary>The root of a sum of squares.</summary>
    public static Sqrt Length { get; } = new(true);

    public override string Name => "sqrt";

    public override string Settings => isLength ? "length" : "";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => ShapeRules.SameFloat(this, inputs);

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x) => b.SquareRoot(x[0]);

    internal override Tensor? Squared(in OperationContext context, int depth) => isLength ? context[0] : null;

    // Where the cotangent is c · √x, what is left at 0 is c/2.
    public override Tensor? Reverse(int input, in OperationContext context, Tensor dy) => Factor.AtZero(dy, context, Tensor.Constant(0.5, dy.ElementType), base.Reverse(input, context, dy));

    public override Tensor? Partial(int input, in OperationContext context)
    {
        if (!isLength) return 0.5 / context.Output;
        var isZero = Tensor.Equal(context.Output, 0);
        return Tensor.Where(isZero, 0, 0.5 / Tensor.Where(isZero, 1, context.Output));
    }
}

public sealed partial class Tensor
{
    /// <summary>√x at every position; NaN below zero. The derivative at 0 is +∞.</summary>
    public Tensor Sqrt() => Apply(Nabla.Sqrt.Instance, this);
}
