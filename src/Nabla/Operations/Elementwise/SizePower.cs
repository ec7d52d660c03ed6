namespace Nabla;

/// <summary>
/// |x|ᵖ, with the sign of x if odd. The derivative is p times the other variant of power p − 1. As a product with sign(x) it would be ∞ · 0 at 0.
/// </summary>
internal sealed class SizePower(double power, bool isOdd) : FloatFunction
{
    public override string Name => "size-power";

    protected override OperationAttributes CreateAttributes() => new() { { "odd", isOdd }, { "power", power } };

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x)
    {
        var zero = b.Constant(0, x[0].Type);
        var size = b.Power(b.Absolute(x[0]), b.Constant(power, x[0].Type));
        if (!isOdd) return size;
        return b.Select(b.Equal(x[0], zero), zero, b.Select(b.Less(x[0], zero), b.Negate(size), size));
    }

    public override Tensor? Partial(int input, in OperationContext context) => power == 0
        ? null
        : power * Tensor.Apply(new SizePower(power - 1, !isOdd), context[0]);
}
