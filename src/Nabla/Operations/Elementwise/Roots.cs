namespace Nabla;

/// <summary>√x. Derivative 1/(2y).</summary>
/// <param name="isLength">True if x is a sum of squares, so that √x is a length: then the derivative at 0 is 0.</param>
internal sealed class Sqrt(bool isLength) : FloatFunction
{
    public static Sqrt Instance { get; } = new(false);

    /// <summary>The root of a sum of squares.</summary>
    public static Sqrt Length { get; } = new(true);

    public override string Name => "sqrt";

    protected override OperationAttributes CreateAttributes() => new() { { "length", isLength } };

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x) => b.SquareRoot(x[0]);

    internal override Tensor? Squared(in OperationContext context, int depth) => isLength ? context[0] : null;

    // If the cotangent is c · √x, the limit at 0 is c/2.
    public override Tensor? Reverse(int input, in OperationContext context, Tensor dy) =>
        Factor.AtZero(dy, context, Tensor.Constant(0.5, dy.ElementType), base.Reverse(input, context, dy));

    public override Tensor? Partial(int input, in OperationContext context)
    {
        if (!isLength) return 0.5 / context.Output;
        var isZero = Tensor.Equal(context.Output, 0);
        return Tensor.Where(isZero, 0, 0.5 / Tensor.Where(isZero, 1, context.Output));
    }
}

/// <summary>The cube root, also of negative values. Derivative 1/(3 y²).</summary>
internal sealed class Cbrt : FloatFunction
{
    public static Cbrt Instance { get; } = new();

    public override string Name => "cbrt";

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x)
    {
        // The root by logarithms, then one Newton step: y − (y − |x|/y²)/3.
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
    /// <summary>√x at every position; NaN for negative x. The derivative at 0 is +∞.</summary>
    public Tensor Sqrt() => Apply(Nabla.Sqrt.Instance, this);

    /// <summary>The cube root, also of negative values.</summary>
    public Tensor Cbrt() => Apply(Nabla.Cbrt.Instance, this);
}
