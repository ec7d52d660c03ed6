using Xunit;

namespace Nabla.Tests.Operations;

/// <summary>Functions with a kink at 0, where their derivative is defined as 0, and their squares, which are smooth.</summary>
public class KinkTests
{
    private static readonly Dictionary<string, Func<Tensor, Tensor>> Squares = new(StringComparer.Ordinal)
    {
        ["|x|²"] = x => x.Abs().Square().Sum(),
        ["|x| |x|"] = x => (x.Abs() * x.Abs()).Sum(),
        ["|x|² by a power"] = x => x.Abs().Pow(2).Sum(),
        ["mean of −(−|x|) |x| n"] = x => (-(-x.Abs()) * x.Abs()).Mean() * x.ElementCount,
        ["|x|² by a power of a tensor"] = x => Tensor.Power(x.Abs(), Tensor.Scalar(2.0)).Sum(),
        ["|x|² reshaped"] = x => x.Abs().Reshape(2, 1).Square().Sum(),
        ["|x| |x|, each moved"] = x => (x.Abs().Flip().Reshape(2, 1).Transpose() * x.Abs().Flip().Reshape(2, 1).Transpose()).Sum(),
        ["|x|² moved and multiplied"] = x => (x.Abs().Reshape(1, 2).Transpose() * (x.Abs().Reshape(1, 2).Transpose() * 3)).Sum() / 3,
        ["|x|² sliced and repeated"] = x => x.Abs().Slice(0, ..1).BroadcastTo((Shape)(int[])[3]).Square().Mean() + x[1].Square(),
        ["|x|² put together"] = x => Tensor.Concatenate(0, x.Abs(), x).Square().Sum() / 2,
        ["|x|² stacked"] = x => Tensor.Stack(0, x[0].Abs(), -x[1].Abs()).Square().Sum(),
        ["|x|² chosen"] = x => Tensor.Where(Tensor.From([true, false]), x.Abs(), x).Square().Sum(),
        ["|x|² gathered"] = x => x.Abs().Gather(Tensor.From([1L, 0L])).Square().Sum(),
        ["|x|² taken along"] = x => x.Abs().TakeAlong(Tensor.From([1L, 0L])).Square().Sum(),
        ["|x| · |x| as a matrix product"] = x => x.Abs().MatMul(x.Abs()),
        ["|x| · |x| of one node"] = x => x.Abs() is var y ? y.Reshape(1, 2).MatMul(y.Reshape(1, 2), transposeB: true).Sum() : x,
        ["|x| · |x| as a sum of products"] = x => Tensor.Einsum("i,i->", x.Abs(), x.Abs()),
        ["|x| · |x| in rows"] = x => Tensor.Einsum("ij,ij->i", x.Abs().Reshape(2, 1), x.Abs().Reshape(2, 1)).Sum(),
        ["|x| · |x| over all axes"] = x => x.Abs().Reshape(2, 1).TensorDot(x.Abs().Reshape(2, 1)),
        ["hypot²"] = x => Tensor.Hypot(x[0], x[1]).Square(),
        ["hypot · hypot"] = x => Tensor.Hypot(x[0], x[1]) * Tensor.Hypot(x[0], x[1]),
        ["norm²"] = x => x.Norm().Square(),
        ["norm · norm"] = x => x.Norm() * x.Norm(),
        ["norm² / 3 · 3"] = x => (x.Norm() / 3).Square() * 9,
        ["norm of two sizes squared"] = x => (2 * x.Abs()).Norm().Square() / 4,
        ["√Σx² squared"] = x => x.Square().Sum().Sqrt().Square(),
    };

    public static TheoryData<string> Names => [.. Squares.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Square_OfAFunctionWithAKink_HasTheHessianOfTheSquaresAtZero(string name)
    {
        var f = Squares[name];
        foreach (var at in (double[][])[[0, 0], [0, 1], [-2, 0], [3, -4]])
        {
            var x = Tensor.From(at);
            Assert.Equal([2 * at[0], 2 * at[1]], Rounded(Derivative.Gradient(f)(x)));
            Assert.Equal([2, 0, 0, 2], Rounded(Derivative.Hessian(f)(x)));
            Assert.Equal([2, 0, 0, 2], Rounded(Derivative.Jacobian(Derivative.Gradient(f))(x)));
        }
    }

    [Fact]
    public void Square_OfTheSizeOrTheHypotenuse_HasItsSecondDerivativeInForwardModeToo()
    {
        Assert.Equal([2, 2], Derivative.Nth(x => x.Abs().Square(), 2)(Tensor.From([0.0, -3])).ToArray<double>());
        Assert.Equal([4], Derivative.Nth(x => Tensor.Hypot(x, x).Square(), 2)(Tensor.From([0.0])).ToArray<double>());
        Assert.Equal(
            double.PositiveInfinity, Tensor.Hypot(new Variable(Tensor.Scalar(double.NaN)).Value, Tensor.Scalar(double.PositiveInfinity)).Square().ToDouble());
    }

    [Fact]
    public void Square_OfALargeOrSmallNumberOverAnother_IsThatOfTheQuotient()
    {
        foreach (var size in new[] { 1e30f, 1e-30f })
        {
            var x = Tensor.From([size]);
            var (value, gradient) = Derivative.ValueAndGradient(a => (a.Abs() / x).Square().Sum())(x);
            Assert.Equal(1, value.ToDouble());
            Assert.Equal(2f / size, gradient.ToArray<float>()[0], 1e-6f * 2 / size);
        }
        var (norm, slope) = Derivative.ValueAndGradient(a => (a.Norm() / 1e200).Square())(Tensor.From([3e200, 4e200]));
        Assert.Equal(25, norm.ToDouble(), 1e-13);
        Assert.Equal(6e-200, slope.ToArray<double>()[0], 1e-213);
        Assert.Equal([0.5, -0.5, -0.5, 0.5], Rounded(Derivative.Hessian(a => a.StandardDeviation().Square())(Tensor.From([2f, 2f])).To(ElementType.Float64)));
    }

    [Fact]
    public void Square_OfAVeryLongChain_LooksOnlySoDeep()
    {
        var x = new Variable(Tensor.Scalar(-2.0), "x");
        var (sizes, product) = (x.Value, x.Value);
        for (var i = 0; i < 30_000; i++) (sizes, product) = (sizes.Abs(), product * 1.0);
        Assert.Equal(-4, Reverse.Gradients(sizes.Square(), x)[0].ToDouble());
        Assert.Equal(-4, Reverse.Gradients(product.Square(), x)[0].ToDouble());
    }

    [Fact]
    public void Square_OfARootOfWhatIsNegative_StaysNaN() =>
        Assert.True(double.IsNaN(Derivative.Gradient(x => x.Sqrt().Square().Sum())(Tensor.From([-1.0])).ToArray<double>()[0]));

    [Fact]
    public void Atan2_AtTheOrigin_HasTheDerivativeZeroInEveryMode()
    {
        Func<Tensor, Tensor> f = x => Tensor.Atan2(x[0], x[1]);
        Assert.Equal([0, 0], Derivative.Gradient(f)(Tensor.From([0.0, 0])).ToArray<double>());
        Assert.Equal([0, 0], Derivative.Jacobian(f)(Tensor.From([0.0, 0])).ToArray<double>());
        Assert.Equal([0, 0, 0, 0], Derivative.Hessian(f)(Tensor.From([0.0, 0])).ToArray<double>());
    }

    [Fact]
    public void StandardDeviation_OfEqualNumbers_HasTheDerivativeZero_AndItsSquareThoseOfTheVariance()
    {
        var x = Tensor.From([2.0, 2, 2]);
        Assert.Equal([0, 0, 0], Derivative.Gradient(x => x.StandardDeviation())(x).ToArray<double>());
        Assert.Equal([0, 0, 0], Derivative.Jacobian(x => x.StandardDeviation())(x).ToArray<double>());
        foreach (var f in (Func<Tensor, Tensor>[])[x => x.StandardDeviation().Square(), x => x.StandardDeviation() * x.StandardDeviation()])
        {
            // 2/n (δᵢⱼ − 1/n).
            var hessian = Derivative.Hessian(f)(x).ToArray<double>();
            for (var i = 0; i < 9; i++) Assert.Equal(i % 4 == 0 ? 4 / 9.0 : -2 / 9.0, hessian[i], 1e-15);
        }
    }

    [Fact]
    public void SymmetricEigen_WhereEigenvaluesAreEqual_HasFirstDerivativesOfSums_AndNaNForWhatThereIsNot()
    {
        Func<Tensor, Tensor> f = a => a.SymmetricEigen().Values.Exp().Sum();
        var a = Tensor.Identity(2, ElementType.Float64);
        Assert.Equal(
            [Math.E, 0, 0, Math.E], Derivative.Gradient(f)(a).ToArray<double>().Select(x => Math.Abs(x) < 1e-15 ? 0 : x), (x, y) => Math.Abs(x - y) < 1e-14);
        Assert.Contains(Derivative.Hessian(f)(a).ToArray<double>(), double.IsNaN);
        Assert.Contains(Derivative.Jacobian(Derivative.Gradient(f))(a).ToArray<double>(), double.IsNaN);
        Assert.Contains(Derivative.Gradient(a => a.SymmetricEigen().Vectors[0, 1])(a).ToArray<double>(), double.IsNaN);
        // Forward mode with the eigenvalues only.
        Assert.Equal([1, 1], Derivative.Jvp(a => a.SymmetricEigen().Values)(a, a).Tangent.ToArray<double>());
    }

    private static IEnumerable<double> Rounded(Tensor x) => x.ToArray<double>().Select(number => Math.Round(number, 12) + 0.0);

    [Fact]
    public void ReluBeforeMaxPool_InReverse_SpreadsOnceForEachPooling()
    {
        var x = new Generator(1).Normal([2, 3, 8, 8]).Evaluate();
        var gradient = Derivative.Gradient(y => (y.Relu().MaxPool(2) * 2).Relu().MaxPool(2).Sum());
        var graph = Profiler.Profile(y => [gradient(y[0])], [x], 1, TestContext.Current.CancellationToken).GraphAfter;
        Assert.Equal(2, graph.Split("= window-spread(").Length - 1);
    }

    [Fact]
    public void Relu_OfNotANumber_GivesNotANumberUnlessTheElementIsUnused()
    {
        // The last row and column belong to no window.
        var numbers = Enumerable.Range(0, 9).Select(i => i is 1 or 8 ? double.NaN : i).ToArray();
        var x = Tensor.From(numbers).Reshape(1, 1, 3, 3);
        var dx = Derivative.Gradient(y => y.Relu().MaxPool(2).Sum())(x).ToArray<double>();
        Assert.Equal([0, double.NaN, 0, 0, 0, 0, 0, 0, 0], dx);
    }
}
