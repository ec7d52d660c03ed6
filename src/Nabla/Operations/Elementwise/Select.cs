namespace Nabla;

/// <summary>a where the condition holds, else b. The derivative goes to the selected operand.</summary>
internal sealed class Select : ElementwiseOperation
{
    public static Select Instance { get; } = new();

    public override string Name => "select";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        if (inputs[0].Element != ElementType.Boolean)
            throw new ElementTypeException(Name, $"the condition must be bool, got {inputs[0]}; use a comparison.", [.. inputs]);
        return ShapeRules.SameElement(this, inputs[1..]);
    }

    internal override int? Choice(double? first) => first is { } condition ? (condition != 0 ? 1 : 2) : null;

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x) => b.Select(x[0], x[1], x[2]);

    internal override bool HasSupport => true;

    internal override bool KeepsFactors => true;

    internal override Tensor? Support(in OperationContext context, ReadOnlySpan<Tensor?> supports) =>
        (Nabla.Support.IsZero(context[1]), Nabla.Support.IsZero(context[2])) switch
        {
            (_, true) => Nabla.Support.Both(context[0], supports[1]),
            (true, _) => Nabla.Support.Both(!context[0], supports[2]),
            _ => (supports[1], supports[2]) is ({ } a, { } b) ? Tensor.Where(context[0], a, b) : null,
        };

    internal override Tensor? WithoutFactor(in OperationContext context, ReadOnlySpan<Tensor?> without) => (without[1], without[2]) switch
    {
        ({ } a, { } b) => Tensor.Where(context[0], a, b),
        ({ } a, null) when Nabla.Support.IsZero(context[2]) => Tensor.Where(context[0], a, 0),
        (null, { } b) when Nabla.Support.IsZero(context[1]) => Tensor.Where(context[0], 0, b),
        _ => null,
    };

    internal override Tensor? Squared(in OperationContext context, int depth)
    {
        var (a, b) = (Power.SquareOf(context[1], depth - 1), Power.SquareOf(context[2], depth - 1));
        if (a is null && b is null) return null;
        return Tensor.Where(
            context[0],
            a ?? Tensor.Apply(Multiply.Instance, context[1], context[1]),
            b ?? Tensor.Apply(Multiply.Instance, context[2], context[2]));
    }

    // Selects rather than multiplies, so that an infinite cotangent on the other side gives 0 and not NaN.
    public override Tensor? Reverse(int input, in OperationContext context, Tensor dy) => input switch
    {
        1 => Tensor.Where(context[0], dy, 0),
        2 => Tensor.Where(context[0], 0, dy),
        _ => null,
    };

    public override Tensor? Forward(in OperationContext context, ReadOnlySpan<Tensor?> dx) => (dx[1], dx[2]) switch
    {
        (null, null) => null,
        ({ } da, null) => Tensor.Where(context[0], da, 0),
        (null, { } db) => Tensor.Where(context[0], 0, db),
        ({ } da, { } db) => Tensor.Where(context[0], da, db),
    };

    public override Tensor? Partial(int input, in OperationContext context) => input == 0 ? null : Reverse(input, context, Partials.One(context.Output));
}

public sealed partial class Tensor
{
    /// <summary><paramref name="a"/> where <paramref name="condition"/> holds, else <paramref name="b"/>, broadcasting.</summary>
    /// <exception cref="OperationException">The condition is not bool, the shapes do not broadcast, or the element types differ.</exception>
    public static Tensor Where(Tensor condition, Tensor a, Tensor b) => Broadcasting.Apply(Select.Instance, condition, a, b);

    /// <summary><paramref name="a"/> where <paramref name="condition"/> holds, else the number <paramref name="b"/>.</summary>
    public static Tensor Where(Tensor condition, Tensor a, double b) => Where(condition, a, a.Number(b, "select"));

    /// <summary>The number <paramref name="a"/> where <paramref name="condition"/> holds, else <paramref name="b"/>.</summary>
    public static Tensor Where(Tensor condition, double a, Tensor b) => Where(condition, b.Number(a, "select"), b);
}
