namespace Nabla;

/// <summary>
/// The value where a &gt; b, 0 where a &lt; b, a share of it at ties, and NaN where either is NaN: the derivative that a function with a kink passes on. It
/// selects rather than multiplies, so that an unused infinite derivative gives 0. Linear in the value; there is no derivative with respect to a and b.
/// </summary>
/// <remarks>
/// The value 0 gives 0 even where a or b is NaN. So structural zeros stay 0 without a mask (<see cref="Nabla.Support"/>), which for a maximum of windows
/// would cost as much as the derivative itself.
/// </remarks>
internal sealed class KinkGate(double tie) : FloatFunction
{
    /// <summary>Zero at ties.</summary>
    public static KinkGate Strict { get; } = new(0);

    /// <summary>Half at ties.</summary>
    public static KinkGate Shared { get; } = new(0.5);

    public override string Name => "gate";

    internal override string? FormulaOf(IReadOnlyList<string> inputs) => null;

    protected override OperationAttributes CreateAttributes() => new() { { "tie", tie } };

    internal override bool HasSupport => true;

    internal override bool KeepsFactors => true;

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x)
    {
        var zero = b.Constant(0, x[0].Type);
        var nan = b.Select(b.Equal(x[2], zero), zero, b.Constant(double.NaN, x[0].Type));
        if (tie == 0) return b.Select(b.Less(x[1], x[0]), x[2], b.Select(b.LessOrEqual(x[0], x[1]), zero, nan));
        var rest = b.Select(b.Equal(x[0], x[1]), b.Multiply(x[2], b.Constant(tie, x[0].Type)), b.Select(b.Less(x[0], x[1]), zero, nan));
        return b.Select(b.Less(x[1], x[0]), x[2], rest);
    }

    /// <summary>Gates a tangent or cotangent.</summary>
    public Tensor Of(Tensor a, Tensor b, Tensor change) => Tensor.Apply(this, a, b, change);

    public override Tensor? Partial(int input, in OperationContext context) =>
        input == 2 ? Tensor.Apply(this, context[0], context[1], Tensor.Ones(context.Output.Shape, context.Output.ElementType)) : null;

    internal override Tensor? Chain(int input, in OperationContext context, Tensor change, bool isForward) => input == 2
        ? Of(context[0], context[1], change)
        : null;

    internal override Tensor? Support(in OperationContext context, ReadOnlySpan<Tensor?> supports) =>
        Nabla.Support.Both(!(tie == 0 ? context[0] <= context[1] : context[0] < context[1]), supports[2]);

    internal override Tensor? WithoutFactor(in OperationContext context, ReadOnlySpan<Tensor?> without) =>
        without[2] is { } value ? Tensor.Apply(this, context[0], context[1], value.BroadcastTo(context.Output.Shape)) : null;
}
