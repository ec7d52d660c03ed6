using Xunit;

namespace Nabla.Tests.Operations;

/// <summary>
/// Factorizations of larger matrices: their defining properties, their errors, and derivatives that the table of operations does not cover.
/// </summary>
public class MatrixTests
{
    private static readonly Tensor A = new Generator(1).Normal([3, 40, 40], type: ElementType.Float64).Evaluate();

    [Fact]
    public void Identity_OfAnySize_HasOnesOnItsDiagonal()
    {
        Assert.Equal([1f, 0, 0, 1], Tensor.Identity(2).ToArray<float>());
        Assert.Equal([0, 0], Tensor.Identity(0).Shape);
        Assert.Throws<ArgumentOutOfRangeException>(() => Tensor.Identity(-1));
        Assert.Throws<ElementTypeException>(() => Tensor.Identity(2, ElementType.Int64));
    }

    [Fact]
    public void Cholesky_OfLargerMatrices_GivesThemBack()
    {
        var definite = A.MatMul(A, transposeB: true) + Eye(40);
        var l = definite.Cholesky();
        Near(definite, l.MatMul(l, transposeB: true), 1e-12);
        Assert.Equal(l.ToArray<double>(), l.LowerTriangle().ToArray<double>());
        Assert.True(l.Diagonal().Min().ToDouble() > 0);
    }

    [Fact]
    public void Solve_AndInverse_OfLargerMatrices_Undo()
    {
        var b = new Generator(2).Normal([3, 40, 7], type: ElementType.Float64);
        Near(b, A.MatMul(A.Solve(b)), 1e-10);
        Near(Eye(40).BroadcastTo([3, 40, 40]), A.Inverse().MatMul(A), 1e-10);
        var triangle = A.LowerTriangle() * 0.1 + Eye(40);
        Near(b, triangle.MatMul(triangle.SolveTriangular(b)), 1e-10);
        Near(b, triangle.MatMul(triangle.SolveTriangular(b, transpose: true), transposeA: true), 1e-10);
        // One column, and one right-hand side for all matrices.
        var column = b.Slice(0, ..1).Slice(2, ..1).Reshape(40);
        Near(column, A[0].MatMul(A[0].Solve(column)), 1e-10);
        Assert.Equal([3, 40, 7], A.Solve(b[0]).Shape);
        // The other triangle is not read.
        Near(triangle.SolveTriangular(b), (triangle + A.UpperTriangle(1)).SolveTriangular(b), 0);
    }

    [Fact]
    public void Determinant_OfLargerMatrices_IsTheProductOfTheEigenvalues()
    {
        var symmetric = A + A.Transpose() + Eye(40) * 3;
        var values = symmetric.SymmetricEigen().Values;
        Near(values.Abs().Log().Sum(1), symmetric.LogDeterminant(), 1e-10);
        // The determinant of a permutation is ±1.
        var swapped = Tensor.From<double>([0, 1, 0, 1, 0, 0, 0, 0, 1], [3, 3]);
        Assert.Equal(-1, swapped.Determinant().ToDouble());
        Assert.Equal(1, Tensor.Zeros([0, 0], ElementType.Float64).Determinant().ToDouble());
        var singular = Tensor.From<double>([1, 2, 2, 4], [2, 2]);
        Assert.Equal((0, double.NegativeInfinity), (singular.Determinant().ToDouble(), singular.LogDeterminant().ToDouble()));
    }

    [Fact]
    public void Qr_OfLargerMatrices_IsOrthonormalTimesTriangular()
    {
        var tall = A.Slice(2, ..25);
        var (q, r) = tall.Qr();
        Near(tall, q.MatMul(r), 1e-12);
        Near(Eye(25).BroadcastTo([3, 25, 25]), q.MatMul(q, transposeA: true), 1e-13);
        Assert.Equal(r.ToArray<double>(), r.UpperTriangle().ToArray<double>());
        // Dependent columns work as well.
        var (dependent, _) = Tensor.From<double>([1, 2, 1, 2, 1, 2], [3, 2]).Qr();
        Near(Eye(2), dependent.MatMul(dependent, transposeA: true), 1e-13);
        Near(Eye(3), Tensor.Zeros([3, 3], ElementType.Float64).Qr().Q, 0);
    }

    [Fact]
    public void SymmetricEigen_OfLargerMatrices_HasOrderedValuesAndOrthonormalVectors()
    {
        var symmetric = (A + A.Transpose()) * 0.5;
        var (values, vectors) = A.SymmetricEigen();
        Near(symmetric.MatMul(vectors), vectors * values.Reshape(3, 1, 40), 1e-12);
        Near(Eye(40).BroadcastTo([3, 40, 40]), vectors.MatMul(vectors, transposeA: true), 1e-13);
        Assert.Equal(values.Sort().ToArray<double>(), values.ToArray<double>());
        // Equal eigenvalues, and only zero eigenvalues.
        Near(Tensor.From<double>([0, 3, 3]), (Tensor.Ones([3, 3], ElementType.Float64) * -1 + Eye(3) * 3).SymmetricEigen().Values, 1e-14);
        Near(Tensor.Zeros([4], ElementType.Float64), Tensor.Zeros([4, 4], ElementType.Float64).SymmetricEigen().Values, 0);
    }

    [Fact]
    public void Derivatives_OfEigenvectors_AreThoseOfDifferences()
    {
        var x = new Generator(4).Normal([2, 4, 4], type: ElementType.Float64).Evaluate();
        // Each vector times its first element, which is independent of its sign.
        GradientCheck.Require(y => y[0].SymmetricEigen().Vectors * y[0].SymmetricEigen().Vectors.Slice(1, ..1), [x], tolerance: 1e-5);
        // The sum of two equal eigenvalues still has a derivative.
        var equal = Derivative.Gradient(y => y.SymmetricEigen().Values.Slice(0, 1..).Square().Sum());
        Near(Eye(3) * 2 - Tensor.From<double>([2, 0, 0, 0, 0, 0, 0, 0, 0], [3, 3]), equal(Tensor.From<double>([0, 0, 0, 0, 1, 0, 0, 0, 1], [3, 3])), 1e-14);
    }

    [Fact]
    public void NaN_GoesThrough_AndScalesDoNotMatter()
    {
        var nan = Tensor.From<double>([0, 1, double.NaN, 1], [2, 2]);
        Assert.All(
            new[] { nan.Determinant(), nan.LogDeterminant(), nan.SymmetricEigen().Values.Sum(), nan.SymmetricEigen().Vectors.Sum() },
            x => Assert.True(double.IsNaN(x.ToDouble())));
        foreach (var scale in (double[])[1e-170, 1e160])
        {
            var (q, r) = (A * scale).Qr();
            Near(A, q.MatMul(r / scale), 1e-12);
        }
        Assert.Equal(1e154, (Eye(2) * 1e308).Cholesky()[0, 0].ToDouble(), 1e140);
    }

    [Fact]
    public void Float32_IsFactorisedInItsOwnPrecision()
    {
        var x = A.To(ElementType.Float32);
        var (q, r) = x.Qr();
        Near(A, q.MatMul(r).To(ElementType.Float64), 1e-4);
        Near(
            A,
            (x + x.Transpose()).SymmetricEigen() is var (w, v)
                ? ((v * w.Reshape(3, 1, 40)).MatMul(v, transposeB: true) * 0.5).To(ElementType.Float64) - ((A.Transpose() - A) * 0.5)
                : A,
            1e-4);
    }

    [Fact]
    public void NumbersThatHaveNoAnswer_AreReportedWithTheMatrix()
    {
        var indefinite = Tensor.From<double>([1, 0, 0, 1, 1, 2, 2, 1], [2, 2, 2]);
        Assert.StartsWith(
            "cholesky: matrix 1 of float64[2, 2, 2] is not positive definite: the pivot of row 1",
            Assert.Throws<ArithmeticException>(() => indefinite.Cholesky().Evaluate()).Message);
        var singular = Tensor.From<double>([1, 2, 2, 4], [2, 2]);
        Assert.Equal(
            "inverse: matrix 0 of float64[2, 2] is singular: column 1 depends on those before it.",
            Assert.Throws<ArithmeticException>(() => singular.Inverse().Evaluate()).Message);
    }

    private static Tensor Eye(int n) => Tensor.Identity(n, ElementType.Float64);

    private static void Near(Tensor expected, Tensor actual, double tolerance)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        Assert.InRange((expected - actual).Abs().Max().ToDouble(), 0, tolerance * Math.Max(1, expected.Abs().Max().ToDouble()));
    }

    [Theory]
    [InlineData(ElementType.Float32, 1e-30, 1e30)]
    [InlineData(ElementType.Float32, 1e30, 1e-30)]
    [InlineData(ElementType.Float64, 1e-250, 1e250)]
    [InlineData(ElementType.Float64, 1e250, 1e-250)]
    public void Determinant_WhoseProductsOverflowOnTheWay_IsRight(ElementType type, double first, double second)
    {
        var diagonal = Tensor.From([3 * first, first, second, -2 * second]).To(type);
        var x = diagonal.Reshape(4, 1) * Tensor.From(new double[,] { { 1, 0, 0, 0 }, { 0, 1, 0, 0 }, { 0, 0, 1, 0 }, { 0, 0, 0, 1 } }).To(type);
        Assert.Equal(-6, x.Determinant().ToDouble(), 1e-5);
        Assert.Equal(Math.Log(6), x.LogDeterminant().ToDouble(), 1e-5);
        Assert.Equal(double.NegativeInfinity, (x * 0).LogDeterminant().ToDouble());
        Assert.Equal(0, (x * 0).Determinant().ToDouble());
    }

    [Fact]
    public void Determinant_OfALargeMatrix_OverflowsOnlyInTheEnd()
    {
        // 2⁻²⁰⁰⁰ · 2²⁰⁰⁰.
        var powers = Enumerable.Range(0, 400).Select(i => i < 200 ? Math.Pow(2, -10) : Math.Pow(2, 10)).ToArray();
        var x = new double[400, 400];
        for (var i = 0; i < 400; i++) x[i, i] = powers[i];
        Assert.Equal(1, Tensor.From(x).Determinant().ToDouble());
        Assert.Equal(0, (Tensor.From(x) / 16).Determinant().ToDouble());
        Assert.Equal(double.PositiveInfinity, (Tensor.From(x) * 16).Determinant().ToDouble());
    }

    [Theory]
    [InlineData(ElementType.Float32, 1e30, 1e-30)]
    [InlineData(ElementType.Float32, 1e-30, 1e30)]
    [InlineData(ElementType.Float64, 1e300, 1e-300)]
    public void Qr_OfColumnsOfVeryDifferentSizes_IsThatOfEach(ElementType type, double first, double second)
    {
        // By hand: (3, 4) has length 5, and (1, 2) = 2.2 · (0.6, 0.8) − 0.4 · (0.8, −0.6).
        var (q, r) = Tensor.From(new double[,] { { 3 * first, second }, { 4 * first, 2 * second } }).To(type).Qr();
        double[] expected = [0.6, -0.8, 0.8, 0.6];
        var found = q.To(ElementType.Float64).ToArray<double>();
        for (var i = 0; i < 4; i++) Assert.Equal(expected[i], found[i], 1e-6);
        var triangle = r.To(ElementType.Float64).ToArray<double>();
        Assert.Equal(5, triangle[0] / first, 1e-5);
        Assert.Equal(2.2, triangle[1] / second, 1e-5);
        Assert.Equal(0, triangle[2]);
        Assert.Equal(0.4, triangle[3] / second, 1e-5);
    }

    [Fact]
    public void Qr_OfAColumnWithALittleBesideTheOthers_KeepsIt()
    {
        var (q, r) = Tensor.From(new float[,] { { 1, 1 }, { 0, 3e-30f }, { 0, -4e-30f } }).Qr();
        Assert.Equal(5e-30, r[1, 1].ToDouble(), 1e-35);
        Assert.Equal([0, 0.6, -0.8], q[.., 1].ToArray<float>().Select(x => Math.Round(x, 6)));
    }
}
