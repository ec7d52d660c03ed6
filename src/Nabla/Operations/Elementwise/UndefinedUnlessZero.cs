namespace Nabla;

/// <summary>
/// 0 at 0, NaN elsewhere: marks a derivative that does not exist in the requested direction. It is linear where defined, so its derivative is itself.
/// </summary>
internal sealed class UndefinedUnlessZero : FloatFunction
{
    public static UndefinedUnlessZero Instance { get; } = new();

    public override string Name => "undefined-unless-zero";

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x)
    {
        var zero = b.Constant(0, x[0].Type);
        return b.Select(b.Equal(x[0], zero), zero, b.Constant(double.NaN, x[0].Type));
    }

    public override Tensor? Reverse(int input, in OperationContext context, Tensor dy) => Tensor.Apply(this, dy);

    public override Tensor? Forward(in OperationContext context, ReadOnlySpan<Tensor?> dx) => dx[0] is { } tangent ? Tensor.Apply(this, tangent) : null;

    public override Tensor? Partial(int input, in OperationContext context) => null;
}
