namespace Nabla;

/// <summary>−x. Derivative −1.</summary>
internal sealed class Negate : ElementwiseOperation
{
    public static Negate Instance { get; } = new();

    public override string Name => "negate";

    public override string Symbol => "−";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => ShapeRules.SameNumber(this, inputs);

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x) => b.Negate(x[0]);

    internal override bool IsInvolution => true;

    internal override bool HasSupport => true;

    internal override bool KeepsFactors => true;

    internal override Tensor? Support(in OperationContext context, ReadOnlySpan<Tensor?> supports) => supports[0];

    internal override Tensor? WithoutFactor(in OperationContext context, ReadOnlySpan<Tensor?> without) => without[0]?.Negate();

    internal override Tensor? Squared(in OperationContext context, int depth) => Power.SquareOf(context[0], depth - 1);

    public override Tensor? Partial(int input, in OperationContext context) => Partials.MinusOne(context.Output);
}

public sealed partial class Tensor
{
    /// <summary>−x at every position. The smallest int32 or int64 stays what it is, as in C#.</summary>
    public Tensor Negate() => Apply(Nabla.Negate.Instance, this);

    /// <summary>−x at every position.</summary>
    public static Tensor operator -(Tensor x) => x.Negate();
}
