using System.Numerics;

namespace Nabla.Kernels;

/// <summary>
/// A = X diag(d) Y by Gaussian elimination with complete pivoting, in float64. X and Y are unit triangular matrices with permuted rows and columns:
/// both are nonsingular with determinant ±1, so any singularity of A is in d, where a product that omits factors needs no division.
/// </summary>
/// <param name="n">The size of the matrices.</param>
internal sealed class CompletePivots(int n)
{
    // X below the diagonal, d on it, Y above.
    private readonly double[] a = new double[n * n];
    private readonly int[] rows = new int[n];
    private readonly int[] columns = new int[n];
    private int sign;

    // The product of all nonzero factors as a mantissa in [1, 2) and a power of two, because it may overflow or underflow.
    private double mantissa;
    private long exponent;
    private int zeros;

    /// <summary>Factors a matrix; false if it has a non-finite element.</summary>
    public bool TryFactor<T>(ReadOnlySpan<T> matrix)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var i = 0; i < a.Length; i++) a[i] = double.CreateTruncating(matrix[i]);
        if (!Array.TrueForAll(a, double.IsFinite)) return false;
        for (var i = 0; i < n; i++) rows[i] = columns[i] = i;
        sign = 1;
        for (var k = 0; k < n && BringLargest(k); k++)
        {
            var row = a.AsSpan(k * n, n);
            for (var i = k + 1; i < n; i++)
            {
                var below = a.AsSpan(i * n, n);
                below[k] /= row[k];
                RowArithmetic.AddTo(below[(k + 1)..], -below[k], row[(k + 1)..]);
            }
            RowArithmetic.Divide(row[(k + 1)..], row[k]);
        }
        (mantissa, exponent, zeros) = (1, 0, 0);
        for (var k = 0; k < n; k++)
        {
            if (a[k * n + k] == 0) zeros++;
            else Include(Mantissa(k), Exponent(k));
        }
        return true;
    }

    /// <summary>
    /// The power of two by which to scale down products of all but one or two elements of d, times the largest of some factors, so that none is
    /// infinite. Intermediate sums may be larger than the result.
    /// </summary>
    public int Shift(int without, double factor = 1)
    {
        const int Most = 1000;
        if (factor == 0 || !double.IsFinite(factor)) return 0;
        var largest = exponent + Math.ILogB(factor);
        int[] least = [.. Enumerable.Range(0, n).Where(k => a[k * n + k] != 0).Select(Exponent).Order().Take(Math.Max(0, without - zeros))];
        foreach (var e in least) largest -= e;
        return (int)Math.Clamp(largest - Most, 0, int.MaxValue);
    }

    /// <summary>A factor times the product of all d except d_i and d_j (one if i = j), scaled by 2^−shift.</summary>
    public double ProductWithout(int i, int j, double factor, int shift)
    {
        if (factor == 0) return 0;
        var (m, e, left) = (mantissa, exponent - shift, zeros);
        if (double.IsFinite(factor))
        {
            var own = Math.ILogB(factor);
            (factor, e) = (Math.ScaleB(factor, -own), e + own);
        }
        foreach (var k in (ReadOnlySpan<int>)(i == j ? [i] : [i, j]))
        {
            if (a[k * n + k] == 0) left--;
            else (m, e) = (m / Mantissa(k), e - Exponent(k));
        }
        return left > 0 ? 0 : Math.ScaleB(factor * m, (int)Math.Clamp(e, -4000, 4000));
    }

    /// <summary>X⁻¹ H Y⁻¹.</summary>
    public void Start<T>(ReadOnlySpan<T> h, double[] result)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var i = 0; i < n; i++)
        {
            var row = result.AsSpan(i * n, n);
            for (var j = 0; j < n; j++) row[j] = double.CreateTruncating(h[rows[i] * n + columns[j]]);
            for (var k = 0; k < n; k++) Add(row[(k + 1)..], -row[k], a.AsSpan(k * n, n)[(k + 1)..]);
        }
        for (var i = 0; i < n; i++)
            for (var j = 0; j < i; j++) Add(result.AsSpan(i * n, n), -a[i * n + j], result.AsSpan(j * n, n));
    }

    /// <summary>± X⁻ᵀ M Y⁻ᵀ, scaled back by 2^shift; overwrites M.</summary>
    public void Finish<T>(double[] m, Span<T> result, int shift)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var i = n - 1; i >= 0; i--)
            for (var j = i + 1; j < n; j++) Add(m.AsSpan(i * n, n), -a[j * n + i], m.AsSpan(j * n, n));
        for (var i = 0; i < n; i++)
        {
            var row = m.AsSpan(i * n, n);
            for (var j = n - 1; j >= 0; j--) row[j] -= RowArithmetic.Dot<double>(a.AsSpan(j * n, n)[(j + 1)..], row[(j + 1)..]);
            for (var j = 0; j < n; j++) result[rows[i] * n + columns[j]] = T.CreateTruncating(Math.ScaleB(sign * row[j], shift));
        }
    }

    /// <summary>Swaps the element of largest magnitude in the remaining block to position k; false if the block is zero.</summary>
    private bool BringLargest(int k)
    {
        var (row, column) = (k, k);
        for (var i = k; i < n; i++)
        {
            var j = k + RowArithmetic.IndexOfLargest<double>(a.AsSpan(i * n, n)[k..]);
            if (Math.Abs(a[i * n + j]) > Math.Abs(a[row * n + column])) (row, column) = (i, j);
        }
        if (a[row * n + column] == 0) return false;
        if (row != k)
        {
            for (var j = 0; j < n; j++) (a[k * n + j], a[row * n + j]) = (a[row * n + j], a[k * n + j]);
            (rows[k], rows[row], sign) = (rows[row], rows[k], -sign);
        }
        if (column != k)
        {
            for (var i = 0; i < n; i++) (a[i * n + k], a[i * n + column]) = (a[i * n + column], a[i * n + k]);
            (columns[k], columns[column], sign) = (columns[column], columns[k], -sign);
        }
        return true;
    }

    private double Mantissa(int k) => Math.ScaleB(a[k * n + k], -Exponent(k));

    private int Exponent(int k) => Math.ILogB(a[k * n + k]);

    private void Include(double m, int e)
    {
        mantissa *= m;
        var more = Math.ILogB(mantissa);
        (mantissa, exponent) = (Math.ScaleB(mantissa, -more), exponent + e + more);
    }

    /// <summary>target += factor · row.</summary>
    private static void Add(Span<double> target, double factor, ReadOnlySpan<double> row)
    {
        if (factor != 0) RowArithmetic.AddTo(target, factor, row);
    }
}
