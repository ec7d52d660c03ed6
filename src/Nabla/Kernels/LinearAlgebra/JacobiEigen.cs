namespace Nabla.Kernels;

/// <summary>
/// Eigenvalues and eigenvectors of a symmetric matrix by Jacobi rotations (1846), each of which zeroes one off-diagonal element; sweeps repeat until
/// all are negligible. Slow for large matrices, but highly accurate.
/// </summary>
internal static class JacobiEigen
{
    private const int MostSweeps = 60;

    /// <summary>
    /// Overwrites a [n, n]; writes the eigenvalues in ascending order and the eigenvectors as columns of v, each with its first largest component
    /// positive.
    /// </summary>
    public static void Run(double[] a, double[] values, double[] v, int n)
    {
        // Rows of the work matrix are eigenvectors.
        var work = new double[n * n];
        for (var i = 0; i < n; i++) work[i * n + i] = 1;
        for (var sweep = 0; sweep < MostSweeps && Sweep(a, work, n); sweep++)
        {
        }
        var order = Enumerable.Range(0, n).OrderBy(i => a[i * n + i]).ToArray();
        for (var column = 0; column < n; column++)
        {
            var row = work.AsSpan(order[column] * n, n);
            values[column] = a[order[column] * n + order[column]];
            var largest = 0;
            for (var i = 1; i < n; i++)
                if (Math.Abs(row[i]) > Math.Abs(row[largest])) largest = i;
            for (var i = 0; i < n; i++) v[i * n + column] = row[largest] < 0 ? -row[i] : row[i];
        }
    }

    /// <summary>Rotates every pair once; true if any rotation changed something.</summary>
    private static bool Sweep(double[] a, double[] vectors, int n)
    {
        var changed = false;
        for (var p = 0; p < n; p++)
        {
            for (var q = p + 1; q < n; q++)
            {
                var beside = a[p * n + q];
                // Elements negligible against both diagonal elements are skipped; NaN is left alone.
                if (!(Math.Abs(beside) > double.Epsilon) || Lost(a[p * n + p], beside) && Lost(a[q * n + q], beside)) continue;
                changed = true;
                var ratio = (a[q * n + q] - a[p * n + p]) / (2 * beside);
                var tangent = Math.CopySign(1, ratio) / (Math.Abs(ratio) + double.Hypot(ratio, 1));
                var cosine = 1 / double.Hypot(tangent, 1);
                Rotate(a, vectors, n, p, q, cosine, tangent * cosine);
            }
        }
        return changed;
    }

    private static bool Lost(double diagonal, double beside) => diagonal + beside / 16 == diagonal;

    private static void Rotate(double[] a, double[] vectors, int n, int p, int q, double cosine, double sine)
    {
        Turn(a.AsSpan(p * n, n), a.AsSpan(q * n, n), cosine, sine);
        for (var i = 0; i < n; i++)
        {
            var (x, y) = (a[i * n + p], a[i * n + q]);
            (a[i * n + p], a[i * n + q]) = (cosine * x - sine * y, sine * x + cosine * y);
        }
        a[p * n + q] = a[q * n + p] = 0;
        Turn(vectors.AsSpan(p * n, n), vectors.AsSpan(q * n, n), cosine, sine);
    }

    private static void Turn(Span<double> first, Span<double> second, double cosine, double sine)
    {
        for (var i = 0; i < first.Length; i++)
        {
            var (x, y) = (first[i], second[i]);
            (first[i], second[i]) = (cosine * x - sine * y, sine * x + cosine * y);
        }
    }
}
