using Xunit;

namespace Nabla.Tests.Operations;

/// <summary>Derivatives of determinants of singular matrices. Determinants are polynomials, so they exist.</summary>
public class SingularDeterminantTests
{
    private static readonly Func<Tensor, Tensor> Sum = a => a.Determinant().Sum();

    [Theory]
    [InlineData(ElementType.Float64)]
    [InlineData(ElementType.Float32)]
    public void Gradient_OfASingularMatrix_IsItsCofactors(ElementType type)
    {
        Assert.Equal([4, -2, -2, 1], Numbers(Derivative.Gradient(Sum)(Matrix(2, type, 1, 2, 2, 4))));
        // Rank 2 of 3: by hand, from [[1, 2, 3], [4, 5, 6], [7, 8, 9]].
        Assert.Equal(
            [-3, 6, -3, 6, -12, 6, -3, 6, -3], Numbers(Derivative.Gradient(Sum)(Matrix(3, type, 1, 2, 3, 4, 5, 6, 7, 8, 9))).Select(x => Math.Round(x, 4)));
        // Rank 1 of 3, and zero matrices.
        Assert.Equal(new double[9], Numbers(Derivative.Gradient(Sum)(Matrix(3, type, 1, 2, 3, 2, 4, 6, 3, 6, 9))));
        Assert.Equal(new double[4], Numbers(Derivative.Gradient(Sum)(Matrix(2, type, 0, 0, 0, 0))));
        Assert.Equal([1], Numbers(Derivative.Gradient(Sum)(Matrix(1, type, 0))));
    }

    [Fact]
    public void Hessian_OfASingularMatrix_HasTheMinorsOfTwoLess()
    {
        // ∂²/∂a∂d = 1 and ∂²/∂b∂c = −1, whatever the matrix.
        double[] ofTwo = [0, 0, 0, 1, 0, 0, -1, 0, 0, -1, 0, 0, 1, 0, 0, 0];
        foreach (var matrix in (Tensor[])
        [
            Matrix(2, ElementType.Float64, 1, 2, 2, 4), Matrix(2, ElementType.Float64, 0, 0, 0, 0), Matrix(2, ElementType.Float64, 1, 2, 3, 4),
        ])
        {
            Assert.Equal(ofTwo, Numbers(Derivative.Hessian(Sum)(matrix)));
            Assert.Equal(ofTwo, Numbers(Derivative.Jacobian(Derivative.Gradient(Sum))(matrix)));
        }
        // Rank 1 of 3: the gradient is 0, ∂²/∂a₀₀∂a₁₁ is a₂₂ and ∂²/∂a₀₁∂a₁₀ is −a₂₂.
        var hessian = Derivative.Hessian(Sum)(Matrix(3, ElementType.Float64, 1, 2, 3, 2, 4, 6, 3, 6, 9));
        Assert.Equal(9, hessian[0, 0][1, 1].ToDouble(), 1e-12);
        Assert.Equal(-9, hessian[0, 1][1, 0].ToDouble(), 1e-12);
        Assert.Equal(-6, hessian[0, 0][1, 2].ToDouble(), 1e-12);
    }

    [Fact]
    public void Gradient_OfAStackWithOneSingularMatrix_IsRightForAll()
    {
        var stack = Tensor.From<double>([1, 2, 2, 4, 1, 2, 3, 4], [2, 2, 2]);
        Assert.Equal([4, -2, -2, 1, 4, -3, -2, 1], Numbers(Derivative.Gradient(Sum)(stack)).Select(x => Math.Round(x, 12)));
    }

    [Fact]
    public void Gradient_OfHugeAndTinyMatrices_DoesNotOverflowOnTheWay()
    {
        // Four entries of 1e150 and four of 1e-150: the determinant is 1, so each cofactor is the reciprocal of its entry.
        var diagonal = Enumerable.Range(0, 8).Select(i => i % 2 == 0 ? 1e150 : 1e-150).ToArray();
        var a = Tensor.From([.. Enumerable.Range(0, 64).Select(i => i % 9 == 0 ? diagonal[i / 9] : 0)], [8, 8]);
        var gradient = Derivative.Gradient(Sum)(a).Diagonal().ToArray<double>();
        for (var i = 0; i < 8; i++) Assert.Equal(1, gradient[i] * diagonal[i], 1e-12);
    }

    [Fact]
    public void Message_NamesTheOperationThatWasCalled()
    {
        var singular = Matrix(2, ElementType.Float64, 1, 2, 2, 4);
        Assert.StartsWith("inverse: matrix 0 of float64[2, 2] is singular", Assert.Throws<ArithmeticException>(() => singular.Inverse().Evaluate()).Message);
        Assert.StartsWith("inverse: ", Assert.Throws<ArithmeticException>(() => Derivative.Gradient(a => a.Inverse().Sum())(singular).Evaluate()).Message);
        Assert.StartsWith(
            "log-determinant: ", Assert.Throws<ArithmeticException>(() => Derivative.Gradient(a => a.LogDeterminant())(singular).Evaluate()).Message);
        Assert.StartsWith("solve: ", Assert.Throws<ArithmeticException>(() => singular.Solve(singular).Evaluate()).Message);
        Func<Tensor, Tensor> second = Derivative.Gradient(a => Derivative.Gradient(Sum)(a).Square().Sum());
        Assert.StartsWith(
            "determinant: ",
            Assert.Throws<ArithmeticException>(
                () => Derivative.Gradient(a => second(a).Sum())(Matrix(3, ElementType.Float64, 1, 2, 4, 2, 4, 8, 0, 0, 1)).Evaluate()).Message);
    }

    [Fact]
    public void Derivatives_OfRegularMatrices_AgreeWithDifferencesToTheThirdOrder()
    {
        var a = Tensor.From<double>([2, 1, 0.5, -1, 3, 1, 0.25, 1, -2], [3, 3]);
        GradientCheck.Require(x => x[0].Determinant(), [a]);
        GradientCheck.Require(x => Derivative.Gradient(Sum)(x[0]), [a]);
        var direction = Tensor.From<double>([1, 0, 2, 3, -1, 0, 1, 1, 1], [3, 3]);
        GradientCheck.Require(x => Derivative.HessianVectorProduct(Sum)(x[0], direction), [a]);
    }

    private static Tensor Matrix(int n, ElementType type, params double[] numbers) => Tensor.From(numbers, [n, n]).To(type);

    private static IEnumerable<double> Numbers(Tensor x) => x.To(ElementType.Float64).ToArray<double>().Select(number => number + 0.0);
}
