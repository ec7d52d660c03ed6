namespace Nabla;

/// <summary>The angle from −π/2 to π/2 whose sine is x. Derivative 1/√(1 − x²).</summary>
internal sealed class Asin : ElementwiseOperation
{
    public static Asin Instance { get; } = new();

    public override string Name => "asin";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => ShapeRules.SameFloat(this, inputs);

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x)
    {
        // The angle of a triangle with hypotenuse 1; the difference of squares as a product keeps its digits near ±1.
        var one = b.Constant(1, x[0].Type);
        return b.Atan2(x[0], b.SquareRoot(b.Multiply(b.Subtract(one, x[0]), b.Add(one, x[0]))));
    }

    public override Tensor? Partial(int input, in OperationContext context) => 1 / Tensor.Apply(OneMinusSquare.Instance, context[0]).Sqrt();
}

/// <summary>The angle from 0 to π whose cosine is x. Derivative −1/√(1 − x²).</summary>
internal sealed class Acos : ElementwiseOperation
{
    public static Acos Instance { get; } = new();

    public override string Name => "acos";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => ShapeRules.SameFloat(this, inputs);

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x)
    {
        // tan²(y/2) = (1 − x) / (1 + x).
        var one = b.Constant(1, x[0].Type);
        var half = b.Atan2(b.SquareRoot(b.Subtract(one, x[0])), b.SquareRoot(b.Add(one, x[0])));
        return b.Add(half, half);
    }

    public override Tensor? Partial(int input, in OperationContext context) => -1 / Tensor.Apply(OneMinusSquare.Instance, context[0]).Sqrt();
}

/// <summary>The angle from −π/2 to π/2 whose tangent is x. Derivative 1/(1 + x²).</summary>
internal sealed class Atan : ElementwiseOperation
{
    public static Atan Instance { get; } = new();

    public override string Name => "atan";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => ShapeRules.SameFloat(this, inputs);

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x) => b.Atan2(x[0], b.Constant(1, x[0].Type));

    // The square of what is large may be infinite.
    public override Tensor? Partial(int input, in OperationContext context) => 1 / Tensor.Hypot(context[0], Partials.One(context[0])) / Tensor.Hypot(context[0], Partials.One(context[0]));
}

public sealed partial class Tensor
{
    /// <summary>The angle from −π/2 to π/2 whose sine is x; NaN outside −1 … 1.</summary>
    public Tensor Asin() => Apply(Nabla.Asin.Instance, this);

    /// <summary>The angle from 0 to π whose cosine is x; NaN outside −1 … 1.</summary>
    public Tensor Acos() => Apply(Nabla.Acos.Instance, this);

    /// <summary>The angle from −π/2 to π/2 whose tangent is x.</summary>
    public Tensor Atan() => Apply(Nabla.Atan.Instance, this);
}
