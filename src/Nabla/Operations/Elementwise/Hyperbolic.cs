namespace Nabla;

/// <summary>sinh(x) = (eˣ − e⁻ˣ) / 2. Derivative cosh(x).</summary>
internal sealed class Sinh : ElementwiseOperation
{
    public static Sinh Instance { get; } = new();

    public override string Name => "sinh";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => ShapeRules.SameFloat(this, inputs);

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x)
    {
        // With e = exp(|x|) − 1: (e + e/(e + 1)) / 2, which keeps the digits of small numbers.
        var (size, one, half) = (b.Absolute(x[0]), b.Constant(1, x[0].Type), b.Constant(0.5, x[0].Type));
        var e = b.ExpM1(size);
        var y = b.Select(HyperbolicBody.IsLarge(b, size), HyperbolicBody.Large(b, size), b.Multiply(half, b.Add(e, b.Divide(e, b.Add(e, one)))));
        y = b.Select(b.Less(x[0], b.Constant(0, x[0].Type)), b.Negate(y), y);
        return b.Select(b.Equal(size, b.Constant(0, x[0].Type)), x[0], y);
    }

    public override Tensor? Partial(int input, in OperationContext context) => context[0].Cosh();
}

/// <summary>cosh(x) = (eˣ + e⁻ˣ) / 2. Derivative sinh(x).</summary>
internal sealed class Cosh : ElementwiseOperation
{
    public static Cosh Instance { get; } = new();

    public override string Name => "cosh";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => ShapeRules.SameFloat(this, inputs);

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

public sealed partial class Tensor
{
    /// <summary>The hyperbolic sine (eˣ − e⁻ˣ) / 2.</summary>
    public Tensor Sinh() => Apply(Nabla.Sinh.Instance, this);

    /// <summary>The hyperbolic cosine (eˣ + e⁻ˣ) / 2.</summary>
    public Tensor Cosh() => Apply(Nabla.Cosh.Instance, this);
}

/// <summary>Both where the smaller exponential no longer counts: eˣ/2 as a square, because eˣ may be infinite where half of it is not.</summary>
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
