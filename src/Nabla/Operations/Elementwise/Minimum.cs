namespace Nabla;

/// <summary>The smaller of two. A tie shares the derivative: ½ each.</summary>
internal sealed class Minimum : ElementwiseOperation
{
    public static Minimum Instance { get; } = new();

    public override string Name => "minimum";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => ShapeRules.SameNumber(this, inputs);

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x) => b.Minimum(x[0], x[1]);

    public override Tensor? Partial(int input, in OperationContext context) => Chain(input, context, Tensor.Ones(context.Output.Shape, context.Output.ElementType), isForward: false);

    internal override Tensor? Chain(int input, in OperationContext context, Tensor change, bool isForward) => KinkGate.Shared.Of(context[1 - input], context[input], change);
}

public sealed partial class Tensor
{
    /// <summary>The smaller of a and b at every position, broadcasting; NaN if either is. Where they tie, each takes half of the derivative.</summary>
    /// <exception cref="OperationException">The shapes do not broadcast, or the element types differ.</exception>
    public static Tensor Minimum(Tensor a, Tensor b) => Broadcasting.Apply(Nabla.Minimum.Instance, a, b);

    /// <summary>The smaller of a and a number at every position; NaN if either is. Where they tie, the derivative is half.</summary>
    /// <exception cref="OperationException">The number does not fit the element type.</exception>
    public static Tensor Minimum(Tensor a, double b) => Minimum(a, a.Number(b, "minimum"));

    /// <inheritdoc cref="Minimum(Tensor, double)"/>
    public static Tensor Minimum(double a, Tensor b) => Minimum(b.Number(a, "minimum"), b);
}
