namespace Nabla;

/// <summary>The exact remainder of division toward zero, a − b · trunc(a/b). Derivatives 1 and −trunc(a/b).</summary>
internal sealed class Remainder : ElementwiseOperation
{
    public static Remainder Instance { get; } = new();

    public override string Name => "remainder";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => ShapeRules.SameNumber(this, inputs);

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x) => b.Remainder(x[0], x[1]);

    public override Tensor? Partial(int input, in OperationContext context) => input == 0
        ? Partials.One(context[0])
        : -((context[0] - context.Output) / context[1]).Round();

    public override string Symbol => "%";
}

public sealed partial class Tensor
{
    /// <summary>
    /// The exact remainder of division toward zero, broadcasting. It has the sign of a, as in C#. For floats, NaN if b is 0 or a is infinite.
    /// </summary>
    /// <remarks>Evaluation throws <see cref="DivideByZeroException"/> for integers divided by 0; the remainder of division by −1 is always 0.</remarks>
    /// <exception cref="OperationException">The shapes do not broadcast, the element types differ, or the elements are booleans.</exception>
    public static Tensor operator %(Tensor a, Tensor b) => Broadcasting.Apply(Remainder.Instance, a, b);

    /// <summary>The remainder of division toward zero.</summary>
    public static Tensor operator %(Tensor a, double b) => a % a.Number(b, "remainder");

    /// <summary>The remainder of division toward zero.</summary>
    public static Tensor operator %(double a, Tensor b) => b.Number(a, "remainder") % b;

    /// <summary>
    /// The exact IEEE remainder a − b · round(a/b), broadcasting, with ties rounded to the even multiple. It is between −|b|/2 and |b|/2; NaN if b is 0 or a is
    /// infinite.
    /// </summary>
    /// <exception cref="OperationException">The shapes do not broadcast, or the elements are not floats of one type.</exception>
    public static Tensor IEEERemainder(Tensor a, Tensor b)
    {
        ShapeRules.RequireFloat("ieee-remainder", [a.Type, b.Type]);
        var (rest, size) = (a % b, b.Abs());
        var twice = 2 * rest.Abs();
        // True if the truncated quotient is odd, for ties.
        var isOdd = (a % (2 * b)).Abs() >= size;
        var isFurther = Where(twice > size, Constant(1, ElementType.Boolean), Where(Equal(twice, size), isOdd, Constant(0, ElementType.Boolean)));
        // Selected, not multiplied by 0 or 1, because b may be infinite.
        return Where(isFurther, rest - CopySign(size, a), rest);
    }
}
