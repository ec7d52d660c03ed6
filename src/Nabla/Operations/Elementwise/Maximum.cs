namespace Nabla;

/// <summary>The larger of two. A tie shares the derivative: ½ each.</summary>
internal sealed class Maximum : ElementwiseOperation
{
    public static Maximum Instance { get; } = new();

    public override string Name => "maximum";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => ShapeRules.SameNumber(this, inputs);

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x) => b.Maximum(x[0], x[1]);

    public override Tensor? Partial(int input, in OperationContext context) => Chain(input, context, Tensor.Ones(context.Output.Shape, context.Output.ElementType), isForward: false);

    internal override Tensor? Chain(int input, in OperationContext context, Tensor change, bool isForward) => KinkGate.Shared.Of(context[input], context[1 - input], change);
}

public sealed partial class Tensor
{
    /// <summary>The larger of a and b at every position, broadcasting; NaN if either is. Where they tie, each takes half of the derivative.</summary>
    /// <exception cref="OperationException">The shapes do not broadcast, or the element types differ.</exception>
    public static Tensor Maximum(Tensor a, Tensor b) => Broadcasting.Apply(Nabla.Maximum.Instance, a, b);

    /// <summary>The larger of a and a number at every position; NaN if either is. Where they tie, the derivative is half.</summary>
    /// <exception cref="OperationException">The number does not fit the element type.</exception>
    public static Tensor Maximum(Tensor a, double b) => Maximum(a, a.Number(b, "maximum"));

    /// <inheritdoc cref="Maximum(Tensor, double)"/>
    public static Tensor Maximum(double a, Tensor b) => Maximum(b.Number(a, "maximum"), b);
}
