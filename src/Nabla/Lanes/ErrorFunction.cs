namespace Nabla.Lanes;

/// <summary>erf(x) = 2/√π ∫₀ˣ exp(−t²) dt for a single number, which the base library lacks.</summary>
/// <remarks>
/// Below 1.5 the series 2/√π exp(−x²) Σ 2ⁿ x²ⁿ⁺¹ / (2n + 1)!!, whose terms are all positive, so that nothing cancels; above, one minus
/// the continued fraction of erfc, which is small there, so that its own error counts for little. Within 2 units of the last place.
/// </remarks>
internal static class ErrorFunction
{
    private const double SeriesBelow = 1.5;

    // From here on erf rounds to 1.
    private const double OneFrom = 6;

    public static double Of(double x)
    {
        var size = Math.Abs(x);
        if (double.IsNaN(x) || x == 0) return x;
        if (size >= OneFrom) return Math.Sign(x);
        return Math.CopySign(size < SeriesBelow ? Series(size) : 1 - Complement(size), x);
    }

    private static double Series(double x)
    {
        var (sum, term) = (x, x);
        for (var n = 1; term > sum * 1e-17; n++) sum += term *= 2 * x * x / (2 * n + 1);
        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }

    /// <summary>erfc(x) = exp(−x²)/√π · 1/(x + ½/(x + 1/(x + 3⁄2/(x + …)))), from the far end.</summary>
    private static double Complement(double x)
    {
        const int Depth = 150;
        var tail = x;
        for (var n = Depth; n >= 1; n--) tail = x + n / 2.0 / tail;
        return Math.Exp(-x * x) / (Math.Sqrt(Math.PI) * tail);
    }
}
