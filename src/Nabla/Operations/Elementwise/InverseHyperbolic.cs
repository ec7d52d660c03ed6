namespace Nabla;

/// <summary>The number whose hyperbolic sine is x. Derivative 1/√(1 + x²).</summary>
internal sealed class Asinh : ElementwiseOperation
{
    public static Asinh Instance { get; } = new();

    public override string Name => "asinh";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => ShapeRules.SameFloat(this, inputs);

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x)
    {
        // log(|x| + √(x² + 1)) = log1p(|x| + x²/(1 + √(x² + 1))), which keeps the digits of small numbers.
        var (size, one) = (b.Absolute(x[0]), b.Constant(1, x[0].Type));
        var square = b.Multiply(size, size);
        var small = b.LogP1(b.Add(size, b.Divide(square, b.Add(one, b.SquareRoot(b.Add(square, one))))));
        var y = b.Select(InverseHyperbolicBody.IsLarge(b, size), InverseHyperbolicBody.Large(b, size), small);
        y = b.Select(b.Less(x[0], b.Constant(0, x[0].Type)), b.Negate(y), y);
        return b.Select(b.Equal(size, b.Constant(0, x[0].Type)), x[0], y);
    }

    public override Tensor? Partial(int input, in OperationContext context) => 1 / Tensor.Hypot(context[0], Partials.One(context[0]));
}

/// <summary>The number, not negative, whose hyperbolic cosine is x. Derivative 1/√(x² − 1).</summary>
internal sealed class Acosh : ElementwiseOperation
{
    public static Acosh Instance { get; } = new();

    public override string Name => "acosh";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => ShapeRules.SameFloat(this, inputs);

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x)
    {
        // With t = x − 1: log1p(t + √(t (t + 2))).
        var one = b.Constant(1, x[0].Type);
        var t = b.Subtract(x[0], one);
        var small = b.LogP1(b.Add(t, b.SquareRoot(b.Multiply(t, b.Add(t, b.Constant(2, x[0].Type))))));
        var y = b.Select(InverseHyperbolicBody.IsLarge(b, x[0]), InverseHyperbolicBody.Large(b, x[0]), small);
        return b.Select(b.Less(x[0], one), b.Constant(double.NaN, x[0].Type), y);
    }

    public override Tensor? Partial(int input, in OperationContext context) => 1 / ((context[0] - 1).Sqrt() * (context[0] + 1).Sqrt());
}

/// <summary>The number whose hyperbolic tangent is x. Derivative 1/(1 − x²).</summary>
internal sealed class Atanh : ElementwiseOperation
{
    public static Atanh Instance { get; } = new();

    public override string Name => "atanh";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => ShapeRules.SameFloat(this, inputs);

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x)
    {
        // log((1 + |x|)/(1 − |x|))/2 = log1p(2|x|/(1 − |x|))/2.
        var (size, one) = (b.Absolute(x[0]), b.Constant(1, x[0].Type));
        var y = b.Multiply(b.Constant(0.5, x[0].Type), b.LogP1(b.Divide(b.Add(size, size), b.Subtract(one, size))));
        y = b.Select(b.Less(x[0], b.Constant(0, x[0].Type)), b.Negate(y), y);
        return b.Select(b.Equal(size, b.Constant(0, x[0].Type)), x[0], y);
    }

    public override Tensor? Partial(int input, in OperationContext context) => 1 / Tensor.Apply(OneMinusSquare.Instance, context[0]);
}

public sealed partial class Tensor
{
    /// <summary>The number whose hyperbolic sine is x.</summary>
    public Tensor Asinh() => Apply(Nabla.Asinh.Instance, this);

    /// <summary>The number, not negative, whose hyperbolic cosine is x; NaN below 1.</summary>
    public Tensor Acosh() => Apply(Nabla.Acosh.Instance, this);

    /// <summary>The number whose hyperbolic tangent is x; ±∞ for ±1, NaN beyond.</summary>
    public Tensor Atanh() => Apply(Nabla.Atanh.Instance, this);
}

/// <summary>Both where 1 no longer counts beside x²: log(x) + log(2), because the square may be infinite.</summary>
internal static class InverseHyperbolicBody
{
    private const double LargeFrom = 1 << 28;

    public static ElementValue IsLarge(ElementwiseBuilder b, ElementValue size) => b.Less(b.Constant(LargeFrom, size.Type), size);

    public static ElementValue Large(ElementwiseBuilder b, ElementValue size) => b.Add(b.Log(size), b.Constant(Math.Log(2), size.Type));
}
