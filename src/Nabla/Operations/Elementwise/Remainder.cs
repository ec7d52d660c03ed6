namespace Nabla;

/// <summary>What division of a by b toward zero leaves over, a − b · trunc(a/b), exactly. Derivatives 1 and −trunc(a/b).</summary>
internal sealed class Remainder : ElementwiseOperation
{
    public static Remainder Instance { get; } = new();

    public override string Name => "remainder";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => ShapeRules.SameNumber(this, inputs);

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x) => b.Remainder(x[0], x[1]);

    public override Tensor? Partial(int input, in OperationContext context) => input == 0 ? Partials.One(context[0]) : -((context[0] - context.Output) / context[1]).Round();

    public override string Symbol => "%";
}

public sealed partial class Tensor
{
    /// <summary>
    /// What division of a by b toward zero leaves over, exactly, broadcasting: it has the sign of a, as C# has it. NaN for floats where b is 0 or a infinite.
    /// </summary>
    /// <remarks>Whole numbers divided by 0 are a <see cref="DivideByZeroException"/> when they are computed; divided by −1, nothing is left of any of them.</remarks>
    /// <exception cref="OperationException">The shapes do not broadcast, the element types differ, or these are truth values.</exception>
    public static Tensor operator %(Tensor a, Tensor b) => Broadcasting.Apply(Remainder.Instance, a, b);

    /// <summary>What division of a by b toward zero leaves over.</summary>
    public static Tensor operator %(Tensor a, double b) => a % a.Number(b, "remainder");

    /// <summary>What division of a by b toward zero leaves over.</summary>
    public static Tensor operator %(double a, Tensor b) => b.Number(a, "remainder") % b;

    /// <summary>
    /// What is left of a where the nearest whole multiple of b is taken away, a − b · round(a/b), exactly, broadcasting; halfway between two the even multiple. It lies
    /// between −|b|/2 and |b|/2. NaN where b is 0 or a infinite.
    /// </summary>
    /// <exception cref="OperationException">The shapes do not broadcast, or the numbers are not floats of one type.</exception>
    public static Tensor IEEERemainder(Tensor a, Tensor b)
    {
        ShapeRules.RequireFloat("ieee-remainder", [a.Type, b.Type]);
        var (rest, size) = (a % b, b.Abs());
        var twice = 2 * rest.Abs();
        // Whether the quotient toward zero is odd, for the tie.
        var isOdd = (a % (2 * b)).Abs() >= size;
        var isFurther = Where(twice > size, Constant(1, ElementType.Boolean), Where(Equal(twice, size), isOdd, Constant(0, ElementType.Boolean)));
        // Chosen, not multiplied by 0 or 1: b may be infinite.
        return Where(isFurther, rest - CopySign(size, a), rest);
    }
}
