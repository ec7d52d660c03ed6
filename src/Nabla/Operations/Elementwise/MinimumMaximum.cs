namespace Nabla;

/// <summary>min(a, b). A tie splits the derivative: ½ each.</summary>
internal sealed class Minimum : ElementwiseOperation
{
    public static Minimum Instance { get; } = new();

    public override string Name => "minimum";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => ShapeRules.SameNumber(this, inputs);

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x) => b.Minimum(x[0], x[1]);

    public override Tensor? Partial(int input, in OperationContext context) =>
        Chain(input, context, Tensor.Ones(context.Output.Shape, context.Output.ElementType), isForward: false);

    internal override Tensor? Chain(int input, in OperationContext context, Tensor change, bool isForward) =>
        KinkGate.Shared.Of(context[1 - input], context[input], change);
}

/// <summary>max(a, b). A tie splits the derivative: ½ each.</summary>
internal sealed class Maximum : ElementwiseOperation
{
    public static Maximum Instance { get; } = new();

    public override string Name => "maximum";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => ShapeRules.SameNumber(this, inputs);

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x) => b.Maximum(x[0], x[1]);

    public override Tensor? Partial(int input, in OperationContext context) =>
        Chain(input, context, Tensor.Ones(context.Output.Shape, context.Output.ElementType), isForward: false);

    internal override Tensor? Chain(int input, in OperationContext context, Tensor change, bool isForward) =>
        KinkGate.Shared.Of(context[input], context[1 - input], change);
}

public sealed partial class Tensor
{
    /// <summary>The smaller of a and b at every position, broadcasting; NaN if either is NaN. A tie splits the derivative equally.</summary>
    /// <exception cref="OperationException">The shapes do not broadcast, or the element types differ.</exception>
    public static Tensor Minimum(Tensor a, Tensor b) => Broadcasting.Apply(Nabla.Minimum.Instance, a, b);

    /// <summary>The smaller of a tensor and a C# number at every position; NaN if either is NaN. A tie halves the derivative.</summary>
    /// <exception cref="OperationException">The number does not fit the element type.</exception>
    public static Tensor Minimum(Tensor a, double b) => Minimum(a, a.Number(b, "minimum"));

    /// <inheritdoc cref="Minimum(Tensor, double)"/>
    public static Tensor Minimum(double a, Tensor b) => Minimum(b.Number(a, "minimum"), b);

    /// <summary>The larger of a and b at every position, broadcasting; NaN if either is NaN. A tie splits the derivative equally.</summary>
    /// <exception cref="OperationException">The shapes do not broadcast, or the element types differ.</exception>
    public static Tensor Maximum(Tensor a, Tensor b) => Broadcasting.Apply(Nabla.Maximum.Instance, a, b);

    /// <summary>The larger of a tensor and a C# number at every position; NaN if either is NaN. A tie halves the derivative.</summary>
    /// <exception cref="OperationException">The number does not fit the element type.</exception>
    public static Tensor Maximum(Tensor a, double b) => Maximum(a, a.Number(b, "maximum"));

    /// <inheritdoc cref="Maximum(Tensor, double)"/>
    public static Tensor Maximum(double a, Tensor b) => Maximum(b.Number(a, "maximum"), b);
}
