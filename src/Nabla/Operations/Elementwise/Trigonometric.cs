namespace Nabla;

/// <summary>sin(x). Derivative cos(x).</summary>
internal sealed class Sin : FloatFunction
{
    public static Sin Instance { get; } = new();

    public override string Name => "sin";

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x) => b.Sin(x[0]);

    public override Tensor? Partial(int input, in OperationContext context) => context[0].Cos();
}

/// <summary>cos(x). Derivative −sin(x).</summary>
internal sealed class Cos : FloatFunction
{
    public static Cos Instance { get; } = new();

    public override string Name => "cos";

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x) => b.Cos(x[0]);

    public override Tensor? Partial(int input, in OperationContext context) => -context[0].Sin();
}

/// <summary>tan(x) = sin(x) / cos(x). Derivative 1 + y².</summary>
internal sealed class Tan : FloatFunction
{
    public static Tan Instance { get; } = new();

    public override string Name => "tan";

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x) => b.Divide(b.Sin(x[0]), b.Cos(x[0]));

    public override Tensor? Partial(int input, in OperationContext context) => 1 + context.Output.Square();
}

/// <summary>The angle from −π/2 to π/2 whose sine is x. Derivative 1/√(1 − x²).</summary>
internal sealed class Asin : FloatFunction
{
    public static Asin Instance { get; } = new();

    public override string Name => "asin";

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x)
    {
        // The angle of a triangle with hypotenuse 1. The difference of squares as a product is accurate near ±1.
        var one = b.Constant(1, x[0].Type);
        return b.Atan2(x[0], b.SquareRoot(b.Multiply(b.Subtract(one, x[0]), b.Add(one, x[0]))));
    }

    public override Tensor? Partial(int input, in OperationContext context) => 1 / Tensor.Apply(OneMinusSquare.Instance, context[0]).Sqrt();
}

/// <summary>The angle from 0 to π whose cosine is x. Derivative −1/√(1 − x²).</summary>
internal sealed class Acos : FloatFunction
{
    public static Acos Instance { get; } = new();

    public override string Name => "acos";

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
internal sealed class Atan : FloatFunction
{
    public static Atan Instance { get; } = new();

    public override string Name => "atan";

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x) => b.Atan2(x[0], b.Constant(1, x[0].Type));

    // The square of a large x may overflow.
    public override Tensor? Partial(int input, in OperationContext context) =>
        1 / Tensor.Hypot(context[0], Partials.One(context[0])) / Tensor.Hypot(context[0], Partials.One(context[0]));
}

/// <summary>The angle from the direction (1, 0) to (x, y). Derivatives ∂/∂y = x/r² and ∂/∂x = −y/r², with r² = x² + y²; both are 0 where r = 0.</summary>
internal sealed class Atan2 : FloatFunction
{
    public static Atan2 Instance { get; } = new();

    public override string Name => "atan2";

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x) => b.Atan2(x[0], x[1]);

    public override Tensor? Partial(int input, in OperationContext context)
    {
        var radius = Tensor.Hypot(context[0], context[1]);
        var isZero = Tensor.Equal(radius, 0);
        var positive = Tensor.Where(isZero, 1, radius);
        return Tensor.Where(isZero, 0, Tensor.Apply(DirectionCosine.Instance, context[1 - input], context[input]) / (input == 0 ? positive : -positive));
    }
}

public sealed partial class Tensor
{
    /// <summary>The sine of x in radians.</summary>
    public Tensor Sin() => Apply(Nabla.Sin.Instance, this);

    /// <summary>The cosine of x in radians.</summary>
    public Tensor Cos() => Apply(Nabla.Cos.Instance, this);

    /// <summary>The tangent of x in radians, within 4 units in the last place; NaN for ±∞.</summary>
    public Tensor Tan() => Apply(Nabla.Tan.Instance, this);

    /// <summary>The angle from −π/2 to π/2 whose sine is x; NaN outside −1 … 1.</summary>
    public Tensor Asin() => Apply(Nabla.Asin.Instance, this);

    /// <summary>The angle from 0 to π whose cosine is x; NaN outside −1 … 1.</summary>
    public Tensor Acos() => Apply(Nabla.Acos.Instance, this);

    /// <summary>The angle from −π/2 to π/2 whose tangent is x.</summary>
    public Tensor Atan() => Apply(Nabla.Atan.Instance, this);

    /// <summary>
    /// The angle in radians from (1, 0) to (x, y), from −π to π, broadcasting; special cases as in <see cref="Math.Atan2"/>. The derivative at (0, 0) is 0.
    /// </summary>
    /// <exception cref="OperationException">The shapes do not broadcast, or the element types differ.</exception>
    public static Tensor Atan2(Tensor y, Tensor x) => Broadcasting.Apply(Nabla.Atan2.Instance, y, x);
}
