namespace Nabla.Instructions;

/// <summary>erf(x) = 2/√π ∫₀ˣ exp(−t²) dt for a scalar, which the base library lacks.</summary>
/// <remarks>
/// Below 1 it uses the series 2/√π exp(−x²) Σ 2ⁿ x²ⁿ⁺¹ / (2n + 1)!!, whose terms are all positive, so that nothing cancels; above, one minus
/// the continued fraction of erfc, which is small there, so that its own error hardly matters. Accurate to 3 units in the last place.
/// </remarks>
internal static class ErrorFunction
{
    private const double SeriesBelow = 1;

    // From here on, erf rounds to 1.
    private const double OneFrom = 6;

    public static double Of(double x)
    {
        var size = Math.Abs(x);
        if (double.IsNaN(x) || x == 0) return x;
        if (size >= OneFrom) return Math.Sign(x);
        return Math.CopySign(size < SeriesBelow ? Series(size) : 1 - Complement(size), x);
    }

    /// <summary>x (1 + 2x²/3 (1 + 2x²/5 (1 + …))), evaluated from the inside, where the terms are smallest.</summary>
    private static double Series(double x)
    {
        const int Terms = 30;
        var sum = 1.0;
        for (var n = Terms; n >= 1; n--) sum = 1 + 2 * x * x / (2 * n + 1) * sum;
        return 2 / Math.Sqrt(Math.PI) * Gaussian(x) * x * sum;
    }

    /// <summary>erfc(x) = exp(−x²)/√π · 1/(x + ½/(x + 1/(x + 3⁄2/(x + …)))), evaluated from the far end.</summary>
    private static double Complement(double x)
    {
        const int Depth = 250;
        var tail = x;
        for (var n = Depth; n >= 1; n--) tail = x + n / 2.0 / tail;
        return Gaussian(x) / (Math.Sqrt(Math.PI) * tail);
    }

    /// <summary>exp(−x²), corrected for the rounding error of x².</summary>
    private static double Gaussian(double x)
    {
        var square = x * x;
        return Math.Exp(-square) * (1 - Math.FusedMultiplyAdd(x, x, -square));
    }
}
