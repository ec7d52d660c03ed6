namespace Nabla;

/// <summary>ψ⁽ⁿ⁾(x), the n-th derivative of the digamma function ψ = (log Γ)'. Derivative ψ⁽ⁿ⁺¹⁾(x).</summary>
/// <remarks>
/// Computed in float64 by the asymptotic series of Abramowitz and Stegun 6.3.18 and 6.4.11, from which the numbers are brought down by
/// ψ⁽ⁿ⁾(x + 1) = ψ⁽ⁿ⁾(x) + (−1)ⁿ n! / xⁿ⁺¹; below 0 by ψ⁽ⁿ⁾(x) = (−1)ⁿ ψ⁽ⁿ⁾(1 − x) − π dⁿ/dxⁿ cot(πx) (6.4.7).
/// </remarks>
internal sealed class Polygamma(int order) : ElementwiseOperation
{
    // Where the series begins, with n more; its terms then fall below the last digit.
    private const int SeriesFrom = 12;

    private static readonly double[] Bernoulli = [1 / 6.0, -1 / 30.0, 1 / 42.0, -1 / 30.0, 5 / 66.0, -691 / 2730.0, 7 / 6.0, -3617 / 510.0, 43867 / 798.0];

    public override string Name => order == 0 ? "digamma" : "polygamma";

    public override string Settings => order == 0 ? "" : $"order {order}";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => ShapeRules.SameFloat(this, inputs);

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x)
    {
        var exact = b.Convert(x[0], ElementType.Float64);
        var isReflected = b.LessOrEqual(exact, Number(b, 0));
        var y = OfPositive(b, b.Select(isReflected, b.Subtract(Number(b, 1), exact), exact));
        var mirrored = order % 2 == 0 ? y : b.Negate(y);
        return b.Convert(b.Select(isReflected, b.Subtract(mirrored, Cotangent(b, exact)), y), x[0].Type);
    }

    public override Tensor? Partial(int input, in OperationContext context) => Tensor.Apply(new Polygamma(order + 1), context[0]);

    private ElementValue OfPositive(ElementwiseBuilder b, ElementValue x)
    {
        var (from, sign, factorial) = (SeriesFrom + order, order % 2 == 0 ? -1.0 : 1.0, Factorial(order));
        var isMoved = b.Less(x, Number(b, from));
        var steps = Number(b, 0);
        for (var k = 0; k < from; k++) steps = b.Add(steps, Power(b, b.Divide(Number(b, 1), b.Add(x, Number(b, k))), order + 1));
        var z = b.Select(isMoved, b.Add(x, Number(b, from)), x);
        var inverse = b.Divide(Number(b, 1), z);
        var square = b.Multiply(inverse, inverse);
        // Σ B₂ₖ (2k + n − 1)! / ((2k)! z²ᵏ), of which n = 0 has 1 / 2k in place of the factorials.
        var tail = Number(b, 0);
        for (var k = Bernoulli.Length; k >= 1; k--)
            tail = b.Multiply(square, b.Add(tail, Number(b, Bernoulli[k - 1] * Factorial(2 * k + order - 1) / Factorial(2 * k))));
        tail = b.Add(tail, b.Multiply(inverse, Number(b, factorial / 2)));
        var series = order == 0 ? b.Subtract(tail, b.Log(z)) : b.Add(tail, Number(b, Factorial(order - 1)));
        // One by one: the power alone may be too small to be a number.
        for (var n = 0; n < order; n++) series = b.Multiply(series, inverse);
        series = b.Add(series, b.Select(isMoved, b.Multiply(steps, Number(b, factorial)), Number(b, 0)));
        return b.Multiply(series, Number(b, sign));
    }

    /// <summary>π dⁿ/dxⁿ cot(πx) = πⁿ⁺¹ Pₙ(cot πx), where P₀(c) = c and Pₙ₊₁ = −(1 + c²) Pₙ′.</summary>
    private ElementValue Cotangent(ElementwiseBuilder b, ElementValue x)
    {
        double[] polynomial = [0, 1];
        for (var n = 0; n < order; n++)
        {
            var next = new double[polynomial.Length + 1];
            for (var power = 1; power < polynomial.Length; power++)
            {
                next[power - 1] -= power * polynomial[power];
                next[power + 1] -= power * polynomial[power];
            }
            polynomial = next;
        }
        var rest = b.Subtract(x, b.Round(x));
        // The cosine as a sine of what is missing to a quarter turn: exactly 0 halfway between two poles, where the function may be nothing but what is small beside it.
        var missing = b.Subtract(Number(b, 0.5), b.Absolute(rest));
        var cotangent = b.Divide(b.Sin(b.Multiply(missing, Number(b, Math.PI))), b.Sin(b.Multiply(rest, Number(b, Math.PI))));
        var y = Number(b, polynomial[^1]);
        for (var power = polynomial.Length - 2; power >= 0; power--)
        {
            y = b.Multiply(y, cotangent);
            if (polynomial[power] != 0) y = b.Add(y, Number(b, polynomial[power]));
        }
        return b.Multiply(y, Number(b, Math.Pow(Math.PI, order + 1)));
    }

    private static ElementValue Power(ElementwiseBuilder b, ElementValue x, int exponent)
    {
        var y = x;
        for (var i = 1; i < exponent; i++) y = b.Multiply(y, x);
        return y;
    }

    private static double Factorial(int n) => n <= 1 ? 1 : n * Factorial(n - 1);

    private static ElementValue Number(ElementwiseBuilder b, double value) => b.Constant(value, ElementType.Float64);
}

public sealed partial class Tensor
{
    private const int MostPolygamma = 100;

    /// <summary>ψ(x) = Γ′(x) / Γ(x), within 10⁻¹⁴ of the larger of it and 1; ±∞ for 0, −1, −2, …</summary>
    public Tensor Digamma() => Apply(new Polygamma(0), this);

    /// <summary>ψ⁽ⁿ⁾(x), the n-th derivative of ψ; ±∞ for 0, −1, −2, …</summary>
    /// <param name="order">n, from 0, which is ψ itself, to 100.</param>
    /// <exception cref="ArgumentOutOfRangeException">The order is negative or above 100.</exception>
    /// <exception cref="OperationException">The numbers are not floats.</exception>
    public Tensor Polygamma(int order)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(order);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(order, MostPolygamma);
        return Apply(new Polygamma(order), this);
    }
}
