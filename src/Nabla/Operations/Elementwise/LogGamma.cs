namespace Nabla;

/// <summary>log |Γ(x)|. Derivative ψ(x), the digamma function.</summary>
/// <remarks>
/// Computed in float64. Up to 3: (x − 1)(x − 2) · h(x − 2), which is accurate around the zeros, with a polynomial h (Remez exchange, error 2^-54) and, below 1,
/// one step of Γ(x + 1) = x Γ(x). Above 3: Stirling's series from 10, to which smaller arguments are shifted. Below 0: Γ(x) Γ(1 − x) = π / sin(πx).
/// </remarks>
internal sealed class LogGamma : FloatFunction
{
    private const double SeriesFrom = 3;
    private const double SeriesWithoutMoveFrom = 10;
    private const int Move = 7;

    // h, highest power first.
    private static readonly double[] Polynomial =
    [
        1.5860773346109552e-09, -3.060048727907676e-09, -4.386454386714323e-09, 7.640270237528836e-09, 1.6406216107582618e-08, -2.994518411190116e-08,
        5.557339121573969e-09, -1.875010458033209e-08, 1.0458386025685305e-07, -2.1201362225337129e-07, 3.956187335281721e-07, -8.415090297130269e-07,
        1.8115276249554205e-06, -3.851755882252754e-06, 8.221187900099285e-06, -1.7660510043839717e-05, 3.816908718733924e-05, -8.309532843893834e-05,
        0.00018255261385014077, -0.0004057073757334838, 0.0009153769241730249, -0.0021081308352740007, 0.0049986411646210805, -0.012384192193334195,
        0.032965000621157016, -0.10031730167435424, 0.42278433509846713,
    ];

    // Bernoulli numbers B₂ₖ / (2k (2k − 1)), highest first.
    private static readonly double[] Stirling = [1 / 156.0, -691 / 360360.0, 1 / 1188.0, -1 / 1680.0, 1 / 1260.0, -1 / 360.0, 1 / 12.0];

    public static LogGamma Instance { get; } = new();

    public override string Name => "log-gamma";

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x)
    {
        var exact = b.Convert(x[0], ElementType.Float64);
        var (zero, one, infinity) = (Number(b, 0), Number(b, 1), Number(b, double.PositiveInfinity));
        var isReflected = b.LessOrEqual(exact, zero);
        var size = b.Select(isReflected, b.Subtract(one, exact), exact);
        var y = b.Select(b.Less(size, Number(b, SeriesFrom)), Small(b, size), Series(b, size));
        var part = b.Subtract(exact, b.Round(exact));
        var reflection = b.Subtract(Number(b, Math.Log(Math.PI)), b.Log(b.Absolute(b.Sin(b.Multiply(part, Number(b, Math.PI))))));
        y = b.Select(isReflected, b.Select(b.Equal(part, zero), infinity, b.Subtract(reflection, y)), y);
        return b.Convert(b.Select(b.Equal(b.Absolute(exact), infinity), infinity, y), x[0].Type);
    }

    public override Tensor? Partial(int input, in OperationContext context) => context[0].Digamma();

    private static ElementValue Small(ElementwiseBuilder b, ElementValue x)
    {
        var isBelowOne = b.Less(x, Number(b, 1));
        var t = b.Subtract(x, b.Select(isBelowOne, Number(b, 1), Number(b, 2)));
        var y = b.Multiply(b.Multiply(t, b.Add(t, Number(b, 1))), Evaluate(b, Polynomial, t));
        return b.Select(isBelowOne, b.Subtract(y, b.Log(x)), y);
    }

    /// <summary>(z − ½)(log z − 1) − ½ + ½ log 2π + Σ B₂ₖ / (2k (2k − 1) z²ᵏ⁻¹), minus the logarithm of the product from x to z.</summary>
    private static ElementValue Series(ElementwiseBuilder b, ElementValue x)
    {
        var isMoved = b.Less(x, Number(b, SeriesWithoutMoveFrom));
        var product = x;
        for (var k = 1; k < Move; k++) product = b.Multiply(product, b.Add(x, Number(b, k)));
        var z = b.Select(isMoved, b.Add(x, Number(b, Move)), x);
        var inverse = b.Divide(Number(b, 1), z);
        var tail = b.Multiply(inverse, Evaluate(b, Stirling, b.Multiply(inverse, inverse)));
        var y = b.Multiply(b.Subtract(z, Number(b, 0.5)), b.Subtract(b.Log(z), Number(b, 1)));
        y = b.Add(y, b.Add(tail, Number(b, (Math.Log(Math.Tau) - 1) / 2)));
        return b.Select(isMoved, b.Subtract(y, b.Log(product)), y);
    }

    private static ElementValue Evaluate(ElementwiseBuilder b, double[] polynomial, ElementValue x)
    {
        var y = Number(b, polynomial[0]);
        foreach (var coefficient in polynomial[1..]) y = b.Add(b.Multiply(y, x), Number(b, coefficient));
        return y;
    }

    private static ElementValue Number(ElementwiseBuilder b, double value) => b.Constant(value, ElementType.Float64);
}

public sealed partial class Tensor
{
    /// <summary>log |Γ(x)|, with an error of at most 10⁻¹⁴ max(1, |y|); ∞ for 0, −1, −2, … and ±∞.</summary>
    public Tensor LogGamma() => Apply(Nabla.LogGamma.Instance, this);
}
