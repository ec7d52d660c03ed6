namespace Nabla;

/// <summary>a · b. Derivatives b and a.</summary>
internal sealed class Multiply : ElementwiseOperation
{
    public static Multiply Instance { get; } = new();

    public override string Name => "multiply";

    public override string Symbol => "·";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => ShapeRules.SameNumber(this, inputs);

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x) => b.Multiply(x[0], x[1]);

    internal override double? IdentityElement(int input) => 1;

    internal override bool HasSupport => true;

    internal override bool KeepsFactors => true;

    internal override Tensor? Support(in OperationContext context, ReadOnlySpan<Tensor?> supports) => Nabla.Support.Both(supports[0], supports[1]);

    internal override Tensor? WithoutFactor(in OperationContext context, ReadOnlySpan<Tensor?> without) => without switch
    {
        [{ } a, _] => Partials.Times(context[1], a),
        [_, { } b] => Partials.Times(context[0], b),
        _ => null,
    };

    public override Tensor? Partial(int input, in OperationContext context) => input == 0
        ? context[1]
        : context[0];
}

public sealed partial class Tensor
{
    /// <summary>a · b at every position, broadcasting.</summary>
    /// <exception cref="OperationException">The shapes do not broadcast, or the element types differ.</exception>
    public static Tensor operator *(Tensor a, Tensor b) => ReferenceEquals(a, b) ? a.Square() : Broadcasting.Apply(Multiply.Instance, a, b);

    /// <summary>a · b at every position.</summary>
    public static Tensor operator *(Tensor a, double b) => a * a.Number(b, "multiply");

    /// <summary>a · b at every position.</summary>
    public static Tensor operator *(double a, Tensor b) => b.Number(a, "multiply") * b;
}
