namespace Nabla;

/// <summary>Converts to another element type. Between float types the derivative is 1, otherwise there is none.</summary>
internal sealed class Convert(ElementType to) : ElementwiseOperation
{
    public override string Name => "convert";

    internal override string FormulaOf(IReadOnlyList<string> inputs) => inputs[0];

    protected override OperationAttributes CreateAttributes() => new() { { "to", to } };

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0] with { Element = to };

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x) => b.Convert(x[0], to);

    public override Tensor? Reverse(int input, in OperationContext context, Tensor dy) => Differentiable(context) ? dy.To(context[0].ElementType) : null;

    public override Tensor? Forward(in OperationContext context, ReadOnlySpan<Tensor?> dx) => Differentiable(context) ? dx[0]?.To(to) : null;

    internal override bool HasSupport => true;

    internal override bool KeepsFactors => true;

    internal override Tensor? WithoutFactor(in OperationContext context, ReadOnlySpan<Tensor?> without) => without[0]?.To(to);

    internal override Tensor? Support(in OperationContext context, ReadOnlySpan<Tensor?> supports) => context[0].ElementType == ElementType.Boolean
        ? context[0]
        : supports[0];

    public override Tensor? Partial(int input, in OperationContext context) => Differentiable(context) ? Partials.One(context.Output) : null;

    private bool Differentiable(in OperationContext context) => to.IsFloat() && context[0].ElementType.IsFloat();
}

public sealed partial class Tensor
{
    /// <summary>
    /// Converts to another element type: to integers by truncation toward zero (NaN becomes 0, out-of-range values saturate), to
    /// booleans by ≠ 0.
    /// </summary>
    public Tensor To(ElementType type) => type == ElementType ? this : Apply(new Convert(type), this);
}
