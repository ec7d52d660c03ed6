namespace Nabla;

/// <summary>
/// a/√(a² + b²), and 0 at the origin. With the root y, the derivatives are (b/y)²/y and −(a/y)(b/y)/y; the quotient rule's 1/y − (a/y)²/y cancels if a is by
/// far the larger. If the root overflows, both sides are divided by the larger first; two infinite sides count as equal.
/// </summary>
internal sealed class DirectionCosine : FloatFunction
{
    public static DirectionCosine Instance { get; } = new();

    public override string Name => "direction-cosine";

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x)
    {
        var (left, right) = (b.Absolute(x[0]), b.Absolute(x[1]));
        var (zero, one, infinity) = (b.Constant(0, x[0].Type), b.Constant(1, x[0].Type), b.Constant(double.PositiveInfinity, x[0].Type));
        var large = b.Maximum(left, right);
        var divisor = b.Select(b.Equal(large, zero), one, large);
        var first = b.Select(b.Equal(left, infinity), b.Sign(x[0]), b.Divide(x[0], divisor));
        var second = b.Select(b.Equal(right, infinity), one, b.Divide(x[1], divisor));
        var length = b.SquareRoot(b.Add(b.Multiply(first, first), b.Multiply(second, second)));
        return b.Select(b.Equal(length, zero), zero, b.Divide(first, length));
    }

    public override Tensor? Partial(int input, in OperationContext context)
    {
        var length = Tensor.Hypot(context[0], context[1]);
        var other = Tensor.Apply(this, context[1], context[0]);
        var turn = other / Tensor.Where(Tensor.Equal(length, 0), 1, length);
        return input == 0 ? other * turn : -context.Output * turn;
    }
}
