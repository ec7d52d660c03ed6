namespace Nabla;

/// <summary>a / b. Derivatives 1/b and −y/b.</summary>
internal sealed class Divide : ElementwiseOperation
{
    public static Divide Instance { get; } = new();

    public override string Name => "divide";

    public override string Symbol => "/";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => ShapeRules.SameNumber(this, inputs);

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x) => b.Divide(x[0], x[1]);

    internal override double? IdentityElement(int input) => input == 1 ? 1 : null;

    internal override bool HasSupport => true;

    internal override bool KeepsFactors => true;

    internal override Tensor? Support(in OperationContext context, ReadOnlySpan<Tensor?> supports) => supports[0];

    internal override Tensor? WithoutFactor(in OperationContext context, ReadOnlySpan<Tensor?> without) => without[0] is { } a ? a / context[1] : null;

    public override Tensor? Partial(int input, in OperationContext context) => input == 0
        ? 1 / context[1]
        : -context.Output / context[1];
}

public sealed partial class Tensor
{
    /// <summary>a / b at every position, broadcasting; integer division rounds toward zero.</summary>
    /// <remarks>
    /// Evaluation throws <see cref="DivideByZeroException"/> for integers divided by 0, and <see cref="OverflowException"/> for the smallest integer divided
    /// by −1.
    /// </remarks>
    /// <exception cref="OperationException">The shapes do not broadcast, or the element types differ.</exception>
    public static Tensor operator /(Tensor a, Tensor b) => Broadcasting.Apply(Divide.Instance, a, b);

    /// <summary>a / b at every position.</summary>
    public static Tensor operator /(Tensor a, double b) => a / a.Number(b, "divide");

    /// <summary>a / b at every position.</summary>
    public static Tensor operator /(double a, Tensor b) => b.Number(a, "divide") / b;
}
