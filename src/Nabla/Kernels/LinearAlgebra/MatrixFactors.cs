using System.Numerics;

namespace Nabla.Kernels;

/// <summary>Factorizations of one row-major matrix and solvers based on them. Inner loops run along rows.</summary>
internal static class MatrixFactors
{
    /// <summary>
    /// Writes the lower triangle l with l · lᵀ = a and a positive diagonal, zeros above; reads only the lower triangle of a. Returns the row whose
    /// pivot is not positive, or −1.
    /// </summary>
    public static int Cholesky<T>(ReadOnlySpan<T> a, Span<T> l, int n)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        l.Clear();
        for (var i = 0; i < n; i++)
        {
            var row = l.Slice(i * n, n);
            for (var j = 0; j <= i; j++)
            {
                var rest = a[i * n + j] - RowArithmetic.Dot<T>(row[..j], l.Slice(j * n, j));
                if (j < i) row[j] = rest / l[j * n + j];
                // Written so that NaN is rejected.
                else if (rest > T.Zero) row[j] = T.Sqrt(rest);
                else return i;
            }
        }
        return -1;
    }

    /// <summary>
    /// x = op(a)⁻¹ · x for the lower or upper triangle of a, where op is the identity or the transpose; x has <paramref name="columns"/> columns.
    /// </summary>
    public static void SolveTriangular<T>(ReadOnlySpan<T> a, Span<T> x, int n, int columns, bool isUpper, bool isTransposed)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // The transpose of an upper triangle is solved from the top, like a lower one.
        var isFromTop = isUpper == isTransposed;
        for (var step = 0; step < n; step++)
        {
            var i = isFromTop ? step : n - 1 - step;
            var row = x.Slice(i * columns, columns);
            var (first, end) = isUpper ? (i + 1, n) : (0, i);
            if (isTransposed)
            {
                // Row i of a holds the factors of the rows that come later.
                RowArithmetic.Divide(row, a[i * n + i]);
                for (var j = first; j < end; j++) RowArithmetic.AddTo<T>(x.Slice(j * columns, columns), -a[i * n + j], row);
            }
            else
            {
                for (var j = first; j < end; j++) RowArithmetic.AddTo<T>(row, -a[i * n + j], x.Slice(j * columns, columns));
                RowArithmetic.Divide(row, a[i * n + i]);
            }
        }
    }

    /// <summary>
    /// Gaussian elimination with partial pivoting: a becomes upper triangular and b = a⁻¹ · b, unless there is a zero pivot. Returns the sign of the
    /// row permutation and the first column without a pivot, or −1.
    /// </summary>
    public static (int Sign, int Singular) Eliminate<T>(Span<T> a, Span<T> b, int n, int columns)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (sign, singular) = (1, -1);
        for (var k = 0; k < n; k++)
        {
            var best = k;
            for (var i = k + 1; i < n; i++)
                if (T.Abs(a[i * n + k]) > T.Abs(a[best * n + k]) || T.IsNaN(a[i * n + k])) best = i;
            if (best != k)
            {
                Swap(a, k, best, n);
                Swap(b, k, best, columns);
                sign = -sign;
            }
            var pivot = a[k * n + k];
            if (pivot == T.Zero)
            {
                if (singular < 0) singular = k;
                continue;
            }
            for (var i = k + 1; i < n; i++)
            {
                var factor = a[i * n + k] / pivot;
                if (factor == T.Zero) continue;
                RowArithmetic.AddTo<T>(a.Slice(i * n + k, n - k), -factor, a.Slice(k * n + k, n - k));
                RowArithmetic.AddTo<T>(b.Slice(i * columns, columns), -factor, b.Slice(k * columns, columns));
            }
        }
        if (singular < 0 && columns > 0) SolveTriangular<T>(a, b, n, columns, isUpper: true, isTransposed: false);
        return (sign, singular);
    }

    /// <summary>
    /// The product of a diagonal, with a sign. Mantissas and exponents are kept apart, so that only the final result overflows or underflows.
    /// </summary>
    public static double Determinant<T>(ReadOnlySpan<T> a, int sign, int n)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (mantissa, exponent) = ((double)sign, 0L);
        for (var i = 0; i < n; i++)
        {
            mantissa *= double.CreateTruncating(a[i * n + i]);
            if (mantissa == 0 || !double.IsFinite(mantissa)) return mantissa;
            var shift = Math.ILogB(mantissa);
            mantissa = Math.ScaleB(mantissa, -shift);
            exponent += shift;
        }
        return Math.ScaleB(mantissa, (int)Math.Clamp(exponent, -10_000, 10_000));
    }

    /// <summary>The sum of the logarithms of the magnitudes of a diagonal.</summary>
    public static double LogDeterminant<T>(ReadOnlySpan<T> a, int n)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var sum = 0.0;
        for (var i = 0; i < n; i++) sum += Math.Log(Math.Abs(double.CreateTruncating(a[i * n + i])));
        return sum;
    }

    /// <summary>
    /// q · r = a for a [m, n] with m ≥ n: q [m, n] has orthonormal columns, r is upper triangular with a nonnegative diagonal. Uses Householder
    /// reflections.
    /// </summary>
    public static void Qr<T>(ReadOnlySpan<T> a, Span<T> q, Span<T> r, int m, int n)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // Columns are stored as rows, also those of q; each reflection I − 2 v vᵀ replaces the column that it clears.
        var (work, basis, scales) = (new T[n * m], new T[n * m], new T[n]);
        for (var j = 0; j < n; j++)
        {
            for (var i = 0; i < m; i++) work[j * m + i] = a[i * n + j];
            scales[j] = Normalize<T>(work.AsSpan(j * m, m));
        }
        r.Clear();
        for (var k = 0; k < n; k++)
        {
            var column = work.AsSpan(k * m, m);
            for (var i = 0; i < k; i++) r[i * n + k] = column[i];
            var v = column[k..];
            // The remainder of a column after earlier reflections may be much smaller than the column.
            var scale = Normalize(v);
            var length = RowArithmetic.Norm<T>(v);
            if (v[0] > T.Zero) length = -length;
            r[k * n + k] = length * scale;
            v[0] -= length;
            var size = RowArithmetic.Norm<T>(v);
            if (size > T.Zero) RowArithmetic.Divide(v, size);
            for (var j = k + 1; j < n; j++) Reflect<T>(v, work.AsSpan(j * m + k, m - k));
        }
        for (var j = 0; j < n; j++)
        {
            basis[j * m + j] = T.One;
            for (var k = n - 1; k >= 0; k--) Reflect<T>(work.AsSpan(k * m + k, m - k), basis.AsSpan(j * m + k, m - k));
            var isTurned = r[j * n + j] < T.Zero;
            if (isTurned)
                for (var i = j; i < n; i++) r[j * n + i] = -r[j * n + i];
            for (var i = 0; i < m; i++) q[i * n + j] = isTurned ? -basis[j * m + i] : basis[j * m + i];
        }
        for (var i = 0; i < n; i++)
            for (var j = i; j < n; j++) r[i * n + j] *= scales[j];
    }

    /// <summary>
    /// Scales by a power of two so that the largest magnitude is about 1, and returns the divisor. Squares then neither overflow nor underflow.
    /// </summary>
    private static T Normalize<T>(Span<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var largest = T.Abs(x[RowArithmetic.IndexOfLargest<T>(x)]);
        if (!T.IsFinite(largest) || largest == T.Zero) return T.One;
        var scale = T.ScaleB(T.One, T.ILogB(largest));
        RowArithmetic.Divide(x, scale);
        return scale;
    }

    private static void Reflect<T>(ReadOnlySpan<T> v, Span<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> => RowArithmetic.AddTo(x, T.CreateTruncating(-2) * RowArithmetic.Dot<T>(v, x), v);

    private static void Swap<T>(Span<T> a, int i, int j, int columns)
    {
        for (var k = 0; k < columns; k++) (a[i * columns + k], a[j * columns + k]) = (a[j * columns + k], a[i * columns + k]);
    }
}
