namespace Nabla;

/// <summary>ψ⁽ⁿ⁾(x), the n-th derivative of the digamma function ψ = (log Γ)'. Derivative ψ⁽ⁿ⁺¹⁾(x).</summary>
/// <remarks>
/// Computed in float64 by the asymptotic series of Abramowitz and Stegun 6.3.18 and 6.4.11, with smaller arguments shifted up by
/// ψ⁽ⁿ⁾(x + 1) = ψ⁽ⁿ⁾(x) + (−1)ⁿ n! / xⁿ⁺¹; below 0 by ψ⁽ⁿ⁾(x) = (−1)ⁿ ψ⁽ⁿ⁾(1 − x) − π dⁿ/dxⁿ cot(πx) (6.4.7).
/// </remarks>
internal sealed class Polygamma(int order) : FloatFunction
{
    // The start of the series, increased by n; from there its terms fall below the last digit.
    private const int SeriesFrom = 12;

    private static readonly double[] Bernoulli = [1 / 6.0, -1 / 30.0, 1 / 42.0, -1 / 30.0, 5 / 66.0, -691 / 2730.0, 7 / 6.0, -3617 / 510.0, 43867 / 798.0];

    public override string Name => order == 0 ? "digamma" : "polygamma";

    protected override OperationAttributes CreateAttributes() => new() { { "order", order } };

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
        // Σ B₂ₖ (2k + n − 1)! / ((2k)! z²ᵏ), with 1 / 2k in place of the factorials for n = 0.
        var tail = Number(b, 0);
        for (var k = Bernoulli.Length; k >= 1; k--)
            tail = b.Multiply(square, b.Add(tail, Number(b, Bernoulli[k - 1] * Factorial(2 * k + order - 1) / Factorial(2 * k))));
        tail = b.Add(tail, b.Multiply(inverse, Number(b, factorial / 2)));
        var series = order == 0 ? b.Subtract(tail, b.Log(z)) : b.Add(tail, Number(b, Factorial(order - 1)));
        // One factor at a time, because the power alone may underflow.
        for (var n = 0; n < order; n++) series = b.Multiply(series, inverse);
        series = b.Add(series, b.Select(isMoved, b.Multiply(steps, Number(b, factorial)), Number(b, 0)));
        return b.Multiply(series, Number(b, sign));
    }

    /// <summary>π dⁿ/dxⁿ cot(πx) = πⁿ⁺¹ Pₙ(cot πx), with P₀(c) = c and Pₙ₊₁ = −(1 + c²) Pₙ′.</summary>
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
        // The cosine as the sine of the complement, which is exactly 0 halfway between two poles: there the small remainder may be all of the result.
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

    /// <summary>ψ(x) = Γ′(x) / Γ(x), with an error of at most 10⁻¹⁴ max(1, |y|); ±∞ for 0, −1, −2, …</summary>
    public Tensor Digamma() => Apply(new Polygamma(0), this);

    /// <summary>ψ⁽ⁿ⁾(x), the n-th derivative of ψ; ±∞ for 0, −1, −2, …</summary>
    /// <param name="order">n, from 0, which is ψ itself, to 100.</param>
    /// <exception cref="ArgumentOutOfRangeException">The order is negative or above 100.</exception>
    /// <exception cref="OperationException">The elements are not floats.</exception>
    public Tensor Polygamma(int order)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(order);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(order, MostPolygamma);
        return Apply(new Polygamma(order), this);
    }
}
