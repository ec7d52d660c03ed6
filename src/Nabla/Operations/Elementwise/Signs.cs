namespace Nabla;

/// <summary>The sign of x. Derivative 0.</summary>
internal sealed class Sign : ElementwiseOperation
{
    public static Sign Instance { get; } = new();

    public override string Name => "sign";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => ShapeRules.SameNumber(this, inputs);

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x) => b.Sign(x[0]);

    public override Tensor? Partial(int input, in OperationContext context) => null;
}

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

/// <summary>−x. Derivative −1.</summary>
internal sealed class Negate : ElementwiseOperation
{
    public static Negate Instance { get; } = new();

    public override string Name => "negate";

    public override string Symbol => "−";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => ShapeRules.SameNumber(this, inputs);

    internal override bool IsLinear => true;

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x) => b.Negate(x[0]);

    internal override bool IsInvolution => true;

    internal override bool HasSupport => true;

    internal override bool KeepsFactors => true;

    internal override Tensor? Support(in OperationContext context, ReadOnlySpan<Tensor?> supports) => supports[0];

    internal override Tensor? WithoutFactor(in OperationContext context, ReadOnlySpan<Tensor?> without) => without[0]?.Negate();

    internal override Tensor? Squared(in OperationContext context, int depth) => Power.SquareOf(context[0], depth - 1);

    public override Tensor? Partial(int input, in OperationContext context) => Partials.MinusOne(context.Output);
}

public sealed partial class Tensor
{
    /// <summary>−1, 0 or 1 at every position; NaN stays NaN. The derivative is 0.</summary>
    public Tensor Sign() => Apply(Nabla.Sign.Instance, this);

    /// <summary>|x| at every position. The derivative at 0 is 0; |x|² has the derivatives of x².</summary>
    /// <remarks>Evaluation throws <see cref="OverflowException"/> for the smallest int32 or int64.</remarks>
    public Tensor Abs() => Apply(Nabla.Abs.Instance, this);

    /// <summary>1 / x at every position.</summary>
    public Tensor Reciprocal() => 1 / this;

    /// <summary>1 / √x at every position; ∞ for 0, NaN below.</summary>
    public Tensor ReciprocalSqrt() => 1 / Sqrt();

    /// <summary>The magnitude of a with the sign of b, broadcasting; 0 and NaN count as positive. ∂/∂b is 0.</summary>
    /// <exception cref="OperationException">The shapes do not broadcast, or the element types differ.</exception>
    public static Tensor CopySign(Tensor a, Tensor b) => Where(b < 0, -a.Abs(), a.Abs());

    /// <summary>The value of larger magnitude, or the larger value if magnitudes are equal, broadcasting.</summary>
    /// <exception cref="OperationException">The shapes do not broadcast, or the element types differ.</exception>
    public static Tensor MaxMagnitude(Tensor a, Tensor b) => Where(a.Abs() < b.Abs(), b, Where(b.Abs() < a.Abs(), a, Maximum(a, b)));

    /// <summary>The value of smaller magnitude, or the smaller value if magnitudes are equal, broadcasting.</summary>
    /// <exception cref="OperationException">The shapes do not broadcast, or the element types differ.</exception>
    public static Tensor MinMagnitude(Tensor a, Tensor b) => Where(a.Abs() < b.Abs(), a, Where(b.Abs() < a.Abs(), b, Minimum(a, b)));

    /// <summary>−x at every position. The smallest int32 or int64 is unchanged, as in C#.</summary>
    public Tensor Negate() => Apply(Nabla.Negate.Instance, this);

    /// <summary>−x at every position.</summary>
    public static Tensor operator -(Tensor x) => x.Negate();
}
