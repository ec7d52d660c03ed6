namespace Nabla;

/// <summary>a − b. Derivatives 1 and −1.</summary>
internal sealed class Subtract : ElementwiseOperation
{
    public static Subtract Instance { get; } = new();

    public override string Name => "subtract";

    public override string Symbol => "−";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => ShapeRules.SameNumber(this, inputs);

    internal override bool IsLinear => true;

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x) => b.Subtract(x[0], x[1]);

    internal override double? IdentityElement(int input) => input == 1 ? 0 : null;

    internal override bool HasSupport => true;

    internal override bool KeepsFactors => true;

    internal override Tensor? Support(in OperationContext context, ReadOnlySpan<Tensor?> supports) => Nabla.Support.Either(supports[0], supports[1]);

    internal override Tensor? WithoutFactor(in OperationContext context, ReadOnlySpan<Tensor?> without) => (without[0], without[1]) is ({ } a, { } b)
        ? a - b
        : null;

    public override Tensor? Partial(int input, in OperationContext context) => input == 0
        ? Partials.One(context.Output)
        : Partials.MinusOne(context.Output);
}

public sealed partial class Tensor
{
    /// <summary>a − b at every position, broadcasting.</summary>
    /// <exception cref="OperationException">The shapes do not broadcast, or the element types differ.</exception>
    public static Tensor operator -(Tensor a, Tensor b) => Broadcasting.Apply(Subtract.Instance, a, b);

    /// <summary>a − b at every position.</summary>
    public static Tensor operator -(Tensor a, double b) => a - a.Number(b, "subtract");

    /// <summary>a − b at every position.</summary>
    public static Tensor operator -(double a, Tensor b) => b.Number(a, "subtract") - b;
}
