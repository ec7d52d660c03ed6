namespace Nabla;

/// <summary>sinh(x) = (eˣ − e⁻ˣ) / 2. Derivative cosh(x).</summary>
internal sealed class Sinh : FloatFunction
{
    public static Sinh Instance { get; } = new();

    public override string Name => "sinh";

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x)
    {
        // With e = exp(|x|) − 1: (e + e/(e + 1)) / 2, which is accurate for small x.
        var (size, one, half) = (b.Absolute(x[0]), b.Constant(1, x[0].Type), b.Constant(0.5, x[0].Type));
        var e = b.ExpM1(size);
        var y = b.Select(HyperbolicBody.IsLarge(b, size), HyperbolicBody.Large(b, size), b.Multiply(half, b.Add(e, b.Divide(e, b.Add(e, one)))));
        y = b.Select(b.Less(x[0], b.Constant(0, x[0].Type)), b.Negate(y), y);
        return b.Select(b.Equal(size, b.Constant(0, x[0].Type)), x[0], y);
    }

    public override Tensor? Partial(int input, in OperationContext context) => context[0].Cosh();
}

/// <summary>cosh(x) = (eˣ + e⁻ˣ) / 2. Derivative sinh(x).</summary>
internal sealed class Cosh : FloatFunction
{
    public static Cosh Instance { get; } = new();

    public override string Name => "cosh";

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x)
    {
        // With e = exp(|x|) − 1: 1 + e²/(2 (e + 1)).
        var (size, one) = (b.Absolute(x[0]), b.Constant(1, x[0].Type));
        var e = b.ExpM1(size);
        var below = b.Add(e, one);
        var small = b.Add(one, b.Divide(b.Multiply(e, e), b.Add(below, below)));
        return b.Select(HyperbolicBody.IsLarge(b, size), HyperbolicBody.Large(b, size), small);
    }

    public override Tensor? Partial(int input, in OperationContext context) => context[0].Sinh();
}



/// <summary>sinh and cosh where the smaller exponential is negligible: eˣ/2 as a square, because eˣ may overflow where eˣ/2 does not.</summary>
internal static class HyperbolicBody
{
    // e⁻⁴⁴ is below the last digit of 1.
    private const double LargeFrom = 22;

    public static ElementValue IsLarge(ElementwiseBuilder b, ElementValue size) => b.Less(b.Constant(LargeFrom, size.Type), size);

    public static ElementValue Large(ElementwiseBuilder b, ElementValue size)
    {
        var half = b.Constant(0.5, size.Type);
        var root = b.Exp(b.Multiply(half, size));
        return b.Multiply(b.Multiply(half, root), root);
    }
}

/// <summary>arsinh(x). Derivative 1/√(1 + x²).</summary>
internal sealed class Asinh : FloatFunction
{
    public static Asinh Instance { get; } = new();

    public override string Name => "asinh";

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x)
    {
        // log(|x| + √(x² + 1)) = log1p(|x| + x²/(1 + √(x² + 1))), which is accurate for small x.
        var (size, one) = (b.Absolute(x[0]), b.Constant(1, x[0].Type));
        var square = b.Multiply(size, size);
        var small = b.LogP1(b.Add(size, b.Divide(square, b.Add(one, b.SquareRoot(b.Add(square, one))))));
        var y = b.Select(InverseHyperbolicBody.IsLarge(b, size), InverseHyperbolicBody.Large(b, size), small);
        y = b.Select(b.Less(x[0], b.Constant(0, x[0].Type)), b.Negate(y), y);
        return b.Select(b.Equal(size, b.Constant(0, x[0].Type)), x[0], y);
    }

    public override Tensor? Partial(int input, in OperationContext context) => 1 / Tensor.Hypot(context[0], Partials.One(context[0]));
}

/// <summary>arcosh(x) ≥ 0. Derivative 1/√(x² − 1).</summary>
internal sealed class Acosh : FloatFunction
{
    public static Acosh Instance { get; } = new();

    public override string Name => "acosh";

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

/// <summary>artanh(x). Derivative 1/(1 − x²).</summary>
internal sealed class Atanh : FloatFunction
{
    public static Atanh Instance { get; } = new();

    public override string Name => "atanh";

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



/// <summary>arsinh and arcosh where 1 is negligible compared with x²: log(x) + log(2), because the square may overflow.</summary>
internal static class InverseHyperbolicBody
{
    private const double LargeFrom = 1 << 28;

    public static ElementValue IsLarge(ElementwiseBuilder b, ElementValue size) => b.Less(b.Constant(LargeFrom, size.Type), size);

    public static ElementValue Large(ElementwiseBuilder b, ElementValue size) => b.Add(b.Log(size), b.Constant(Math.Log(2), size.Type));
}

public sealed partial class Tensor
{
    /// <summary>The hyperbolic sine (eˣ − e⁻ˣ) / 2.</summary>
    public Tensor Sinh() => Apply(Nabla.Sinh.Instance, this);

    /// <summary>The hyperbolic cosine (eˣ + e⁻ˣ) / 2.</summary>
    public Tensor Cosh() => Apply(Nabla.Cosh.Instance, this);

    /// <summary>The inverse hyperbolic sine.</summary>
    public Tensor Asinh() => Apply(Nabla.Asinh.Instance, this);

    /// <summary>The non-negative inverse hyperbolic cosine; NaN below 1.</summary>
    public Tensor Acosh() => Apply(Nabla.Acosh.Instance, this);

    /// <summary>The inverse hyperbolic tangent; ±∞ for ±1, NaN beyond.</summary>
    public Tensor Atanh() => Apply(Nabla.Atanh.Instance, this);
}
