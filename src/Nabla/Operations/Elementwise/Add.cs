using System.Globalization;

namespace Nabla;

/// <summary>a + b. Derivatives 1 and 1.</summary>
internal sealed class Add : ElementwiseOperation
{
    public static Add Instance { get; } = new();

    public override string Name => "add";

    public override string Symbol => "+";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => ShapeRules.SameNumber(this, inputs);

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x) => b.Add(x[0], x[1]);

    internal override double? IdentityElement(int input) => -0.0;

    internal override bool IsLinear => true;

    internal override bool HasSupport => true;

    internal override bool KeepsFactors => true;

    internal override Tensor? Support(in OperationContext context, ReadOnlySpan<Tensor?> supports) => Nabla.Support.Either(supports[0], supports[1]);

    internal override Tensor? WithoutFactor(in OperationContext context, ReadOnlySpan<Tensor?> without) => (without[0], without[1]) is ({ } a, { } b)
        ? a + b
        : null;

    public override Tensor? Partial(int input, in OperationContext context) => input == 0
        ? Partials.One(context.Output)
        : Partials.One(context.Output);
}

public sealed partial class Tensor
{
    /// <summary>a + b at every position, broadcasting.</summary>
    /// <exception cref="OperationException">The shapes do not broadcast, or the element types differ.</exception>
    public static Tensor operator +(Tensor a, Tensor b) => Broadcasting.Apply(Add.Instance, a, b);

    /// <summary>a + b at every position.</summary>
    public static Tensor operator +(Tensor a, double b) => a + a.Number(b, "add");

    /// <summary>a + b at every position.</summary>
    public static Tensor operator +(double a, Tensor b) => b.Number(a, "add") + b;

    /// <summary>Converts a C# number to this tensor's element type, for the named operation.</summary>
    /// <exception cref="OperationException">The element type cannot hold the number.</exception>
    internal Tensor Number(double number, string operation) => ElementType.Holds(number) && ElementType != ElementType.Boolean
        ? Constant(number, ElementType)
        : throw new ElementTypeException(
            operation,
            $"{number.ToString(CultureInfo.InvariantCulture)} does not fit {ElementType.Label()}; "
                + $"convert the tensor with To(ElementType.{(ElementType == ElementType.Float32 ? "Float64" : "Float32")}) first.",
            [Type]);
}
