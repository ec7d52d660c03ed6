namespace Nabla;

/// <summary>The error function 2/√π ∫₀ˣ exp(−t²) dt. Derivative 2/√π exp(−x²).</summary>
internal sealed class Erf : FloatFunction
{
    public static Erf Instance { get; } = new();

    public override string Name => "erf";

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x) => b.Erf(x[0]);

    public override Tensor? Partial(int input, in OperationContext context) => Tensor.Apply(Gaussian.OfErf, context[0]) * (2 / Math.Sqrt(Math.PI));
}

/// <summary>1 − erf(x), accurate where it is small. Derivative −2/√π exp(−x²).</summary>
internal sealed class Erfc : FloatFunction
{
    public static Erfc Instance { get; } = new();

    public override string Name => "erfc";

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x) => ErfcBody.BothSides(b, x[0], b.Absolute(x[0]), 1, 2);

    public override Tensor? Partial(int input, in OperationContext context) => Tensor.Apply(Gaussian.OfErf, context[0]) * (-2 / Math.Sqrt(Math.PI));
}

/// <summary>exp(x²) erfc(x). Derivative 2 x y − 2/√π; for large x, where the terms cancel, the series −2/√π Σ (−1)ᵏ⁺¹ (2k − 1)!! / (2x²)ᵏ.</summary>
internal sealed class Erfcx : FloatFunction
{
    // From here, twelve terms of the series are accurate; below, the difference loses at most two digits.
    private const double Far = 12;
    private const int Terms = 12;

    public static Erfcx Instance { get; } = new();

    public override string Name => "erfcx";

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x)
    {
        var size = b.Absolute(x[0]);
        var above = ErfcBody.Scaled(b, size);
        var power = ErfcBody.Exponential(b, size, 1);
        return b.Select(b.Less(x[0], b.Constant(0, x[0].Type)), b.Subtract(b.Add(power, power), above), above);
    }

    public override Tensor? Partial(int input, in OperationContext context)
    {
        // In float64, because float32 has no digits to spare.
        var x = context[0].To(ElementType.Float64);
        var isFar = x > Far;
        var near = Tensor.Where(isFar, 0, x);
        var t = 0.5 / Tensor.Where(isFar, x, Far).Square();
        var series = t;
        for (var k = Terms; k > 1; k--) series = t * (1 - (2 * k - 1) * series);
        return Tensor.Where(isFar, series * (-2 / Math.Sqrt(Math.PI)), 2 * near * near.Erfcx() - 2 / Math.Sqrt(Math.PI)).To(context[0].ElementType);
    }
}

/// <summary>log erfc(x): log(erfcx(x)) − x² above ½, log1p(−erf(x)) below. Derivative −2/√π / erfcx(x), or −2/√π exp(−x²) / erfc(x) below 0.</summary>
internal sealed class LogErfc : FloatFunction
{
    public static LogErfc Instance { get; } = new();

    public override string Name => "log-erfc";

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x)
    {
        var half = b.Constant(0.5, x[0].Type);
        var large = b.Maximum(x[0], half);
        var above = b.Subtract(b.Log(ErfcBody.Scaled(b, large)), b.Multiply(large, large));
        return b.Select(b.Less(x[0], half), b.LogP1(b.Negate(b.Erf(b.Minimum(x[0], half)))), above);
    }

    public override Tensor? Partial(int input, in OperationContext context)
    {
        var isBelow = context[0] < 0;
        var (below, above) = (Tensor.Where(isBelow, context[0], 0), Tensor.Where(isBelow, 0, context[0]));
        return Tensor.Where(isBelow, Tensor.Apply(Gaussian.OfErf, below) / below.Erfc(), 1 / above.Erfcx()) * (-2 / Math.Sqrt(Math.PI));
    }
}

/// <summary>Φ(x) = erfc(−x/√2)/2, accurate where it is small. Derivative exp(−x²/2)/√(2π).</summary>
internal sealed class NormalCdf : FloatFunction
{
    public static NormalCdf Instance { get; } = new();

    public override string Name => "normal-cdf";

    // The rounding of x/√2 does not matter for erfcx, and the exponential uses x itself.
    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x) =>
        ErfcBody.BothSides(b, b.Negate(x[0]), b.Multiply(b.Absolute(x[0]), b.Constant(Math.Sqrt(0.5), x[0].Type)), 0.5, 1);

    public override Tensor? Partial(int input, in OperationContext context) => Tensor.Apply(Gaussian.OfNormal, context[0]) * (1 / Math.Sqrt(2 * Math.PI));
}

/// <summary>exp(−x²) or exp(−x²/2), without the rounding error of the square. Derivative −2 x y or −x y.</summary>
internal sealed class Gaussian(bool isNormal) : FloatFunction
{
    /// <summary>exp(−x²).</summary>
    public static Gaussian OfErf { get; } = new(false);

    /// <summary>exp(−x²/2).</summary>
    public static Gaussian OfNormal { get; } = new(true);

    public override string Name => "gaussian";

    protected override OperationAttributes CreateAttributes() => new() { { "half", isNormal } };

    private double Factor => isNormal ? 0.5 : 1;

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x) => ErfcBody.Exponential(b, b.Absolute(x[0]), -Factor);

    public override Tensor? Partial(int input, in OperationContext context) => context[0] * context.Output * (-2 * Factor);
}



/// <summary>Building blocks of functions with a Gaussian tail. For x ≥ 0, erfc(x) = exp(−x²) erfcx(x), and both factors are accurate.</summary>
internal static class ErfcBody
{
    // Beyond this, both exponentials are 0 or ∞; ∞ itself would give ∞ − ∞.
    private const double Most = 1024;

    // (1 + 2x) erfcx(x) as a polynomial in (x − 3)/(x + 3), highest power first: a Chebyshev series truncated at 2^-57.
    private static readonly double[] Double =
    [
        8.393738112035137e-10, 9.862534755818221e-10, -8.217596976339738e-09, -1.331292037643132e-08, 4.106401859493736e-08, 1.0183620781723909e-07,
        -1.4047655039730253e-07, -6.166011485489952e-07, 3.5576087356393817e-07, 3.472370947188008e-06, -7.308281509810382e-07,
        -2.0100542269788637e-05, 4.949196651630106e-06, 0.00012509934245884307, -0.00010515971958492135, -0.0007798322696544424,
        0.0018886903449992455, 0.0025293918156939856, -0.023770514917171345, 0.0683080273440099, -0.11927366341538638, 0.1296451587027594,
        -0.0475622943534492, -0.13562110612458117, 1.2530080582697296,
    ];

    // The same, truncated at 2^-28.
    private static readonly double[] Single =
    [
        7.73102438e-05, -9.25451677e-05, -0.000726453669, 0.00187507912, 0.00249911682, -0.0237635765, 0.0683165714, -0.119275272, 0.129644111,
        -0.0475621559, -0.135621071, 1.25300801,
    ];

    /// <summary>exp(factor · x²) for x ≥ 0. The square of x rounded down to a multiple of 1/64 is exact, and the remainder is small.</summary>
    public static ElementValue Exponential(ElementwiseBuilder b, ElementValue x, double factor)
    {
        x = b.Minimum(x, b.Constant(Most, x.Type));
        var near = b.Multiply(b.Floor(b.Multiply(x, b.Constant(64, x.Type))), b.Constant(1 / 64.0, x.Type));
        var rest = b.Multiply(b.Subtract(x, near), b.Add(x, near));
        return b.Multiply(b.Exp(b.Multiply(b.Multiply(near, near), b.Constant(factor, x.Type))), b.Exp(b.Multiply(rest, b.Constant(factor, x.Type))));
    }

    /// <summary>erfcx(x) for x ≥ 0.</summary>
    public static ElementValue Scaled(ElementwiseBuilder b, ElementValue x)
    {
        var (one, three) = (b.Constant(1, x.Type), b.Constant(3, x.Type));
        var coefficients = x.Type == ElementType.Float64 ? Double : Single;
        // The quotient reaches 1 long before its operands overflow.
        var bounded = b.Minimum(x, b.Constant(1L << 60, x.Type));
        var t = b.Divide(b.Subtract(bounded, three), b.Add(bounded, three));
        var y = b.Constant(coefficients[0], x.Type);
        foreach (var coefficient in coefficients.AsSpan(1)) y = b.Add(b.Multiply(y, t), b.Constant(coefficient, x.Type));
        return b.Divide(y, b.Add(one, b.Add(x, x)));
    }

    /// <summary>total/2 · erfc(x), where |x| is <paramref name="size"/>. The exponential is exp(factor · x²) with the unscaled x.</summary>
    public static ElementValue BothSides(ElementwiseBuilder b, ElementValue x, ElementValue size, double factor, double total)
    {
        var tail = b.Multiply(Exponential(b, b.Absolute(x), -factor), Scaled(b, size));
        if (total != 2) tail = b.Multiply(tail, b.Constant(total / 2, x.Type));
        return b.Select(b.Less(x, b.Constant(0, x.Type)), b.Subtract(b.Constant(total, x.Type), tail), tail);
    }
}

public sealed partial class Tensor
{
    /// <summary>The error function at every position, from −1 to 1.</summary>
    public Tensor Erf() => Apply(Nabla.Erf.Instance, this);

    /// <summary>The complementary error function 1 − erf(x) at every position, from 2 to 0, accurate where it is small.</summary>
    public Tensor Erfc() => Apply(Nabla.Erfc.Instance, this);

    /// <summary>The scaled complementary error function exp(x²) erfc(x) at every position, which does not underflow; about 1/(x√π) for large x.</summary>
    public Tensor Erfcx() => Apply(Nabla.Erfcx.Instance, this);

    /// <summary>
    /// log erfc(x) at every position: about −x² for large x, log 2 toward −∞. The logarithm of Φ(x) is <c>(x * -Math.Sqrt(0.5)).LogErfc() - Math.Log(2)</c>.
    /// </summary>
    public Tensor LogErfc() => Apply(Nabla.LogErfc.Instance, this);

    /// <summary>The standard normal distribution function Φ(x) at every position, accurate where it is small.</summary>
    public Tensor NormalCdf() => Apply(Nabla.NormalCdf.Instance, this);

    /// <summary>x Φ(x) with the normal distribution's Φ(x) = erfc(−x/√2)/2, at every position (Hendrycks and Gimpel 2016).</summary>
    /// <exception cref="OperationException">The elements are not floats.</exception>
    public Tensor Gelu()
    {
        ShapeRules.RequireFloat("gelu", [Type]);
        return this * NormalCdf();
    }
}
