namespace Nabla.Tests;

/// <summary>Rows for factorizations and linear systems.</summary>
internal static partial class OperationCases
{
    private static IEnumerable<OperationCase> Factors() =>
    [
        One("cholesky", typeof(Cholesky), x => Definite(x).Cholesky(), x => EachMatrix(DefiniteNumbers(x), CholeskyReference)) with
        {
            RefusesNumbers = true, Shapes = [[[3, 3]], [[2, 4, 4]], [[1, 1]], [[0, 0]], [[0, 2, 2]]], OfLength = n => [[n, 2, 2]], Sums = true, Ulps = 32,
        },
        new("solve with a lower triangle", typeof(SolveTriangular), x => Dominant(x[0]).SolveTriangular(x[1]),
            x => Solved(EachMatrix(DominantNumbers(x[0]), a => Triangle(a, lower: true)), x[1]))
        {
            Shapes = [[[3, 3], [3, 2]], [[2, 3, 3], [2, 3, 1]], [[0, 0], [0, 2]], [[2, 2], [2, 0]]], OfLength = n => [[n, 2, 2], [n, 2, 1]], Sums = true,
            Ulps = 32,
        },
        new("solve with the transpose of an upper triangle", typeof(SolveTriangular), x => Dominant(x[0]).SolveTriangular(x[1], upper: true, transpose: true),
            x => Solved(EachMatrix(DominantNumbers(x[0]), a => Turned(Triangle(a, lower: false))), x[1]))
        {
            Shapes = [[[3, 3], [3, 2]], [[2, 3, 3], [2, 3, 1]]], OfLength = n => [[n, 2, 2], [n, 2, 1]], Sums = true, Ulps = 32,
        },
        new("solve with the transpose of a lower triangle", typeof(SolveTriangular), x => Dominant(x[0]).SolveTriangular(x[1], transpose: true),
            x => Solved(EachMatrix(DominantNumbers(x[0]), a => Turned(Triangle(a, lower: true))), x[1]))
        {
            Shapes = [[[3, 3], [3, 2]]], OfLength = n => [[n, 2, 2], [n, 2, 1]], Sums = true, Ulps = 32,
        },
        new("solve with an upper triangle", typeof(SolveTriangular), x => Dominant(x[0]).SolveTriangular(x[1], upper: true),
            x => Solved(EachMatrix(DominantNumbers(x[0]), a => Triangle(a, lower: false)), x[1]))
        {
            Shapes = [[[4, 4], [4, 2]]], OfLength = n => [[n, 2, 2], [n, 2, 1]], Sums = true, Ulps = 32,
        },
        new("solve", typeof(Solve), x => Dominant(x[0]).Solve(x[1]), x => Solved(DominantNumbers(x[0]), x[1]))
        {
            RefusesNumbers = true, Shapes = [[[3, 3], [3, 2]], [[2, 3, 3], [2, 3, 1]], [[0, 0], [0, 2]], [[0, 2, 2], [0, 2, 1]]],
            OfLength = n => [[n, 2, 2], [n, 2, 1]], Sums = true, Ulps = 64,
        },
        One("inverse", typeof(Solve), x => Dominant(x).Inverse(),
            x => Solved(DominantNumbers(x), Numbers.Make(x.Shape, i => i[^1] == i[^2] ? 1 : 0))) with
        {
            RefusesNumbers = true, Shapes = [[[3, 3]], [[2, 2, 2]], [[0, 0]]], OfLength = n => [[n, 2, 2]], Sums = true, Ulps = 64,
        },
        One("determinant", typeof(Determinant), x => x.Determinant(), x => Folded(x, Laplace)) with
        {
            RefusesNumbers = true, Shapes = [[[3, 3]], [[2, 4, 4]], [[0, 2, 2]]], OfLength = n => [[n, 2, 2]], Sums = true, Ulps = 64,
        },
        One("log-determinant", typeof(Determinant), x => Dominant(x).LogDeterminant(),
            x => Folded(DominantNumbers(x), a => Math.Log(Math.Abs(Laplace(a))))) with
        {
            RefusesNumbers = true, Shapes = [[[3, 3]], [[2, 4, 4]], [[1, 1]], [[0, 0]]], OfLength = n => [[n, 2, 2]], Sums = true, Ulps = 64,
        },
        One("cofactors", typeof(Cofactors), x => Tensor.Apply(Cofactors.Instance, x), x => EachMatrix(x, CofactorsReference)) with
        {
            Shapes = [[[3, 3]], [[2, 4, 4]], [[1, 1]], [[0, 0]], [[0, 2, 2]]], OfLength = n => [[n, 2, 2]], Sums = true, Ulps = 64,
        },
        One("cofactors of singular matrices", typeof(Cofactors), x => Tensor.Apply(Cofactors.Instance, x * Tensor.From<double>([1, 1, 0]).To(x.ElementType)),
            x => EachMatrix(Numbers.Make(x.Shape, i => i[^1] == 2 ? 0 : x[i]), CofactorsReference)) with
        {
            Shapes = [[[3, 3]], [[2, 3, 3]]], OfLength = n => [[n, 3, 3]], Sums = true, Ulps = 64, Order = 1,
        },
        new("cofactors-along", typeof(CofactorsAlong), x => Tensor.Apply(CofactorsAlong.Instance, x[0], x[1]), x => CofactorsAlongReference(x[0], x[1]))
        {
            RefusesNumbers = true, Shapes = [[[3, 3], [3, 3]], [[2, 4, 4], [2, 4, 4]], [[2, 2], [2, 2]], [[0, 0], [0, 0]]],
            OfLength = n => [[n, 2, 2], [n, 2, 2]], Sums = true, Ulps = 128,
        },
        One("qr", typeof(Qr), x => Independent(x).Qr().R, x => QrReference(IndependentNumbers(x), wantsQ: false)) with
        {
            Shapes = [[[3, 3]], [[2, 4, 2]], [[5, 1]], [[0, 3, 2]], [[2, 0]]], OfLength = n => [[n, 3, 2]], Sums = true, Ulps = 64,
        },
        One("qr, the orthonormal columns", typeof(Qr), x => Independent(x).Qr().Q, x => QrReference(IndependentNumbers(x), wantsQ: true)) with
        {
            Shapes = [[[3, 3]], [[2, 4, 2]], [[5, 1]]], OfLength = n => [[n, 3, 2]], Sums = true, Ulps = 256,
        },
        One("eigenvalues", typeof(SymmetricEigen), x => x.SymmetricEigen().Values, x => Eigenvalues(x)) with
        {
            Shapes = [[[2, 2]], [[3, 2, 2]], [[1, 1]], [[0, 2, 2]]], OfLength = n => [[n, 2, 2]], Sums = true, Ulps = 32,
        },
        // The matrix exponential through eigenvalues, which does not depend on the signs of the eigenvectors.
        One("eigenvectors", typeof(SymmetricEigen), x => OfEigenvalues(x, w => w.Exp()), x => EachMatrix(x, MatrixExponential)) with
        {
            Shapes = [[[3, 3]], [[2, 2, 2]], [[1, 1]]], OfLength = n => [[n, 2, 2]], Sums = true, Ulps = 256,
        },
    ];

    private static Tensor Eye(int n, ElementType type) => Tensor.From(Enumerable.Range(0, n).Select(i => (long)i).ToArray()).OneHot(n, type);

    private static Tensor Definite(Tensor x) => x.MatMul(x, transposeB: true) + Eye(x.Shape[^1], x.ElementType);

    private static Numbers DefiniteNumbers(Numbers x) => Numbers.Make(
        x.Shape, i => Enumerable.Range(0, x.Shape[^1]).Sum(k => x[[.. i[..^2], i[^2], k]] * x[[.. i[..^2], i[^1], k]]) + (i[^1] == i[^2] ? 1 : 0));

    // Entries of magnitude up to 2, with a much larger diagonal.
    private static Tensor Dominant(Tensor x) => x + Eye(x.Shape[^1], x.ElementType) * 10;

    private static Numbers DominantNumbers(Numbers x) => Numbers.Make(x.Shape, i => x[i] + (i[^1] == i[^2] ? 10 : 0));

    private static Tensor Independent(Tensor x) =>
        x + Tensor.From(Enumerable.Range(0, x.Shape[^1]).Select(i => (long)i).ToArray()).OneHot(x.Shape[^2], x.ElementType).Transpose() * 6;

    private static Numbers IndependentNumbers(Numbers x) => Numbers.Make(x.Shape, i => x[i] + (i[^1] == i[^2] ? 6 : 0));

    private static Tensor OfEigenvalues(Tensor x, Func<Tensor, Tensor> function)
    {
        var (values, vectors) = x.SymmetricEigen();
        return (vectors * function(values).Reshape(Shape.Create([.. values.Shape.AsSpan()[..^1], 1, values.Shape[^1]]))).MatMul(vectors, transposeB: true);
    }

    private static IEnumerable<double[,]> MatricesOf(Numbers x)
    {
        var (rows, columns) = (x.Shape[^2], x.Shape[^1]);
        var count = x.Shape[..^2].Aggregate(1, (a, b) => a * b);
        for (var index = 0; index < count; index++)
        {
            var a = new double[rows, columns];
            for (var i = 0; i < rows * columns; i++) a[i / columns, i % columns] = x.Values[index * rows * columns + i];
            yield return a;
        }
    }

    private static Numbers EachMatrix(Numbers x, Func<double[,], double[,]> function) => EachMatrix(x, x.Shape[^1], x.Shape[^2], function);

    private static Numbers EachMatrix(Numbers x, int columns, int rows, Func<double[,], double[,]> function) =>
        new([.. x.Shape[..^2], rows, columns], [.. MatricesOf(x).Select(function).SelectMany(a => a.Cast<double>())]);

    private static Numbers Folded(Numbers x, Func<double[,], double> function) => new(x.Shape[..^2], [.. MatricesOf(x).Select(function)]);

    private static double[,] CholeskyReference(double[,] a)
    {
        // Column by column, each subtracted from the rest.
        var n = a.GetLength(0);
        var (rest, l) = ((double[,])a.Clone(), new double[n, n]);
        for (var k = 0; k < n; k++)
        {
            for (var i = k; i < n; i++) l[i, k] = rest[i, k] / Math.Sqrt(rest[k, k]);
            for (var i = k; i < n; i++)
                for (var j = k; j < n; j++) rest[i, j] -= l[i, k] * l[j, k];
        }
        return l;
    }

    private static double[,] Triangle(double[,] a, bool lower)
    {
        var y = (double[,])a.Clone();
        for (var i = 0; i < a.GetLength(0); i++)
            for (var j = 0; j < a.GetLength(1); j++)
                if (lower ? j > i : j < i) y[i, j] = 0;
        return y;
    }

    private static double[,] Turned(double[,] a)
    {
        var y = new double[a.GetLength(1), a.GetLength(0)];
        for (var i = 0; i < a.GetLength(0); i++)
            for (var j = 0; j < a.GetLength(1); j++) y[j, i] = a[i, j];
        return y;
    }

    /// <summary>By Cramer's rule.</summary>
    private static Numbers Solved(Numbers a, Numbers b)
    {
        var matrices = MatricesOf(a).ToArray();
        return Numbers.Make(b.Shape, i =>
        {
            var index = i[..^2].Length == 0 ? 0 : i[0];
            var changed = (double[,])matrices[index].Clone();
            for (var row = 0; row < changed.GetLength(0); row++) changed[row, i[^2]] = b[[.. i[..^2], row, i[^1]]];
            return Laplace(changed) / Laplace(matrices[index]);
        });
    }

    /// <summary>The determinant by Laplace expansion along the first row.</summary>
    private static double Laplace(double[,] a)
    {
        var n = a.GetLength(0);
        if (n == 0) return 1;
        var total = 0.0;
        for (var column = 0; column < n; column++)
        {
            var minor = new double[n - 1, n - 1];
            for (var i = 1; i < n; i++)
                for (var j = 0; j < n - 1; j++) minor[i - 1, j] = a[i, j < column ? j : j + 1];
            total += (column % 2 == 0 ? 1 : -1) * a[0, column] * Laplace(minor);
        }
        return total;
    }

    /// <summary>Cofactors as signed determinants of the minors.</summary>
    private static double[,] CofactorsReference(double[,] a)
    {
        var y = (double[,])a.Clone();
        for (var i = 0; i < a.GetLength(0); i++)
            for (var j = 0; j < a.GetLength(1); j++) y[i, j] = ((i + j) % 2 == 0 ? 1 : -1) * Laplace(Without(a, i, j));
        return y;
    }

    /// <summary>The determinant is linear in every row: each row in turn is replaced by that of the direction.</summary>
    private static Numbers CofactorsAlongReference(Numbers x, Numbers along)
    {
        var directions = MatricesOf(along).GetEnumerator();
        return EachMatrix(x, a =>
        {
            directions.MoveNext();
            var (h, y) = (directions.Current, new double[a.GetLength(0), a.GetLength(1)]);
            for (var i = 0; i < a.GetLength(0); i++)
            {
                for (var k = 0; k < a.GetLength(0); k++)
                {
                    var changed = (double[,])a.Clone();
                    for (var j = 0; j < a.GetLength(1); j++) changed[k, j] = h[k, j];
                    for (var j = 0; j < a.GetLength(1) && k != i; j++) y[i, j] += ((i + j) % 2 == 0 ? 1 : -1) * Laplace(Without(changed, i, j));
                }
            }
            return y;
        });
    }

    private static double[,] Without(double[,] a, int row, int column)
    {
        var n = a.GetLength(0) - 1;
        var y = new double[n, n];
        for (var i = 0; i < n; i++)
            for (var j = 0; j < n; j++) y[i, j] = a[i < row ? i : i + 1, j < column ? j : j + 1];
        return y;
    }

    /// <summary>Modified Gram-Schmidt.</summary>
    private static Numbers QrReference(Numbers x, bool wantsQ) => EachMatrix(x, x.Shape[^1], wantsQ ? x.Shape[^2] : x.Shape[^1], a =>
    {
        var (m, n) = (a.GetLength(0), a.GetLength(1));
        var (q, r) = ((double[,])a.Clone(), new double[n, n]);
        for (var k = 0; k < n; k++)
        {
            r[k, k] = Math.Sqrt(Enumerable.Range(0, m).Sum(i => q[i, k] * q[i, k]));
            for (var i = 0; i < m; i++) q[i, k] /= r[k, k];
            for (var j = k + 1; j < n; j++)
            {
                r[k, j] = Enumerable.Range(0, m).Sum(i => q[i, k] * q[i, j]);
                for (var i = 0; i < m; i++) q[i, j] -= q[i, k] * r[k, j];
            }
        }
        return wantsQ ? q : r;
    });

    /// <summary>Closed form for matrices with at most two rows.</summary>
    private static Numbers Eigenvalues(Numbers x)
    {
        var values = MatricesOf(x).SelectMany(a =>
        {
            if (a.GetLength(0) == 1) return [a[0, 0]];
            var (mean, half, beside) = ((a[0, 0] + a[1, 1]) / 2, (a[0, 0] - a[1, 1]) / 2, (a[0, 1] + a[1, 0]) / 2);
            var distance = Math.Sqrt(half * half + beside * beside);
            return (double[])[mean - distance, mean + distance];
        });
        return new([.. x.Shape[..^1]], [.. values]);
    }

    /// <summary>The matrix exponential by scaling and squaring of its power series.</summary>
    private static double[,] MatrixExponential(double[,] a)
    {
        const int Halvings = 6;
        var n = a.GetLength(0);
        var (sum, term) = (new double[n, n], new double[n, n]);
        for (var i = 0; i < n; i++) sum[i, i] = term[i, i] = 1;
        var small = new double[n, n];
        for (var i = 0; i < n; i++)
            for (var j = 0; j < n; j++) small[i, j] = (a[i, j] + a[j, i]) / 2 / (1 << Halvings);
        for (var k = 1; k < 20; k++)
        {
            term = Times(term, small);
            for (var i = 0; i < n; i++)
                for (var j = 0; j < n; j++) sum[i, j] += term[i, j] /= k;
        }
        for (var k = 0; k < Halvings; k++) sum = Times(sum, sum);
        return sum;

        double[,] Times(double[,] x, double[,] y)
        {
            var product = new double[n, n];
            for (var i = 0; i < n; i++)
                for (var j = 0; j < n; j++)
                    for (var k = 0; k < n; k++) product[i, j] += x[i, k] * y[k, j];
            return product;
        }
    }
}
