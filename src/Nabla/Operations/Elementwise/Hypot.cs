namespace Nabla;

/// <summary>√(a² + b²) without overflow: the larger times √(1 + (smaller/larger)²). Derivatives a/y and b/y, which are 0 where y is 0.</summary>
internal sealed class Hypot : FloatFunction
{
    public static Hypot Instance { get; } = new();

    public override string Name => "hypot";

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x)
    {
        var (left, right, zero, infinity) = (b.Absolute(x[0]), b.Absolute(x[1]), b.Constant(0, x[0].Type), b.Constant(double.PositiveInfinity, x[0].Type));
        var (large, small) = (b.Maximum(left, right), b.Minimum(left, right));
        var ratio = b.Select(b.Equal(large, zero), zero, b.Divide(small, large));
        var length = b.Multiply(large, b.SquareRoot(b.Add(b.Constant(1, x[0].Type), b.Multiply(ratio, ratio))));
        return b.Select(b.Or(b.Equal(left, infinity), b.Equal(right, infinity)), infinity, length);
    }

    internal override Tensor? Squared(in OperationContext context, int depth) =>
        Tensor.Where(Tensor.Equal(context.Output, double.PositiveInfinity), double.PositiveInfinity, context[0].Square() + context[1].Square());

    public override Tensor? Reverse(int input, in OperationContext context, Tensor dy) =>
        Factor.AtZero(dy, context, context[input], base.Reverse(input, context, dy));

    public override Tensor? Partial(int input, in OperationContext context) =>
        Tensor.Where(Tensor.Equal(context.Output, 0), 0, Tensor.Apply(DirectionCosine.Instance, context[input], context[1 - input]));
}

public sealed partial class Tensor
{
    /// <summary>
    /// √(a² + b²) at every position, broadcasting, without overflow; ∞ if either is infinite. The derivative at (0, 0) is 0; the square has the derivatives of
    /// a² + b².
    /// </summary>
    /// <exception cref="OperationException">The shapes do not broadcast, or the element types differ.</exception>
    public static Tensor Hypot(Tensor a, Tensor b) => Broadcasting.Apply(Nabla.Hypot.Instance, a, b);
}
