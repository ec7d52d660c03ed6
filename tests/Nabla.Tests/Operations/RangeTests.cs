using Xunit;

namespace Nabla.Tests.Operations;

/// <summary>Representable results whose intermediate values may be too large, too small or too coarse for the type.</summary>
public class RangeTests
{
    private const ElementType Single = ElementType.Float32;
    private const ElementType Double = ElementType.Float64;

    [Theory]
    [InlineData(Single, 1e-30, 1e-6)]
    [InlineData(Single, 1e-38, 1e-6)]
    [InlineData(Single, 1e30, 1e-6)]
    [InlineData(Single, 5e37, 1e-6)]
    [InlineData(Double, 1e-200, 1e-14)]
    [InlineData(Double, 1e-307, 1e-14)]
    [InlineData(Double, 1e200, 1e-14)]
    [InlineData(Double, 3e307, 1e-14)]
    public void Norm_OfHugeAndTinyNumbers_IsRightWithItsGradient(ElementType type, double size, double tolerance)
    {
        var x = Tensor.From([3 * size, -4 * size]).To(type);
        Near(5 * size, x.Norm(), tolerance);
        Near([0.6, -0.8], Derivative.Gradient(y => y.Norm())(x), tolerance);
        Near([0.6, -0.8], Derivative.Gradient(y => y.Norm([0], keepAxes: true).Sum())(x), tolerance);
        // (27 + 64)^(1/3), by hand.
        Near(4.497941445275415 * size, x.Norm(order: 3), tolerance);
        Near([9 / 20.231477246, -16 / 20.231477246], Derivative.Gradient(y => y.Norm(order: 3))(x), 1e-6);
    }

    [Fact]
    public void Norm_OfHighOrder_NeitherOverflowsNorVanishes()
    {
        // 100 · 2^(1/20) and 0.01 · 2^(1/20).
        Near(103.52649238413775, Tensor.From([100f, 100f]).Norm(order: 20), 1e-6);
        Near(0.010352649238413775, Tensor.From([0.01f, 0.01f]).Norm(order: 20), 1e-6);
        Near([0.51763246192, 0.51763246192], Derivative.Gradient(y => y.Norm(order: 20))(Tensor.From([100f, 100f])), 1e-6);
        Near(1e300 * Math.Pow(2, 1.0 / 300), Tensor.From([1e300, -1e300]).Norm(order: 300), 1e-14);
    }

    [Fact]
    public void Norm_OfInfinityZeroAndNothing_IsTheLimit()
    {
        Assert.Equal(double.PositiveInfinity, Tensor.From([1, double.NegativeInfinity]).Norm().ToDouble());
        Assert.Equal(double.NaN, Tensor.From([1, double.NaN]).Norm().ToDouble());
        Assert.Equal(0, Tensor.Zeros([3]).Norm().ToDouble());
        Assert.Equal([0, 0], Tensor.Zeros([2, 0]).Norm([1]).ToArray<float>());
        Assert.Equal([0f, 0], Derivative.Gradient(y => y.Norm())(Tensor.Zeros([2])).ToArray<float>());
    }

    [Fact]
    public void Norm_AtAnySize_HasItsSecondDerivatives()
    {
        // (δ_ij − x_i x_j / r²) / r at (3, 4) · size.
        foreach (var size in new[] { 1e-100, 1, 1e100 })
        {
            Near(
                [16 / 125.0 / size, -12 / 125.0 / size, -12 / 125.0 / size, 9 / 125.0 / size],
                Derivative.Hessian(x => x.Norm())(Tensor.From([3 * size, 4 * size])),
                1e-12);
        }
        GradientCheck.Require(x => x[0].Norm([1]), [Tensor.From(new double[,] { { 3, -4, 2 }, { 3, 3, -3 } })]);
    }

    [Fact]
    public void Mean_OfLargeNumbers_DoesNotOverflowInTheSum()
    {
        Assert.Equal(3e38f, Tensor.Full([1000], 3e38).Mean().Item<float>());
        Assert.Equal([3e38f, 3e38f, 3e38f], Tensor.Full([500, 3], 3e38).Mean(0).ToArray<float>());
        Assert.Equal([3e38f, 3e38f], Tensor.Full([2, 4, 2], 3e38).Mean([0, 1], keepAxes: false).ToArray<float>());
        Near(1.5e308, Tensor.Full([1000], 1.5e308, Double).Mean(), 1e-15);
        Near([1.5e308, 1.5e308], Tensor.Full([1000, 2], 1.5e308, Double).Mean(0), 1e-15);
        Assert.Equal(double.PositiveInfinity, Tensor.From([1, double.PositiveInfinity]).Mean().ToDouble());
        Assert.Equal(1e-40f, Tensor.Full([1000], 1e-40).Mean().Item<float>());
        Assert.All(Derivative.Gradient(x => x.Mean())(Tensor.Full([8], 3e38)).ToArray<float>(), share => Assert.Equal(0.125f, share));
    }

    [Fact]
    public void Sum_OfMany_MayBeLargeOnTheWay()
    {
        const float Expected = (float)((double)3e38f - 2e38f);
        float[] numbers = [3e38f, 3e38f, -3e38f, -2e38f, .. new float[2000]];
        Assert.Equal(Expected, Tensor.From(numbers).Sum().Item<float>());
        Assert.Equal([Expected], Tensor.From(numbers, [numbers.Length, 1]).Sum(0).ToArray<float>());
    }

    [Theory]
    [InlineData(1e30)]
    [InlineData(1e-30)]
    [InlineData(3e38)]
    [InlineData(1e-38)]
    public void StandardDeviation_OfHugeAndTinyNumbers_IsRight(double size)
    {
        var x = Tensor.From([-size, size]);
        Near(size, x.To(Single).StandardDeviation(), 1e-6);
        Near(size, x.StandardDeviation(), 1e-15);
        Near(size, (x.To(Single) + 0).StandardDeviation([0], keepAxes: true), 1e-6);
        Near(Math.Sqrt(2) * size, Tensor.From([-size, size]).StandardDeviation(correction: 1), 1e-15);
        Near([-0.5, 0.5], Derivative.Gradient(y => y.StandardDeviation())(x.To(Single)), 1e-6);
    }

    [Fact]
    public void StandardDeviation_OfHugeDoubles_IsRight()
    {
        Near(1e200, Tensor.From([-1e200, 1e200]).StandardDeviation(), 1e-15);
        Near(1e-200, Tensor.From([-1e-200, 1e-200]).StandardDeviation(), 1e-15);
    }

    [Fact]
    public void Variance_FarFromZero_KeepsItsDigits()
    {
        Assert.Equal(0.25f, Tensor.From([1e7f, 1e7f + 1]).Variance().Item<float>());
        Assert.Equal(0.5f, Tensor.From([1e7f, 1e7f + 1]).Variance(correction: 1).Item<float>());
        Assert.Equal(0.5f, Tensor.From([1e7f, 1e7f + 1]).StandardDeviation().Item<float>());
        Assert.Equal([0.25f, 0.25f], Tensor.From([1e7f, 1e7f + 1, -1e7f, -1e7f - 1], [2, 2]).Variance([1]).ToArray<float>());
        // The mean, 10¹⁶ + 1, is not a float64.
        Assert.Equal(1, Tensor.From([1e16, 1e16 + 2]).Variance().ToDouble());
        Assert.Equal([-0.5f, 0.5f], Derivative.Gradient(x => x.Variance())(Tensor.From([1e7f, 1e7f + 1])).ToArray<float>());
        Assert.Equal([0.5f, -0.5f, -0.5f, 0.5f], Derivative.Hessian(x => x.Variance())(Tensor.From([1e7f, 1e7f + 1])).ToArray<float>());
    }

    [Fact]
    public void Variance_WhoseSumOfSquaresOverflows_IsRight() =>
        Near(1e38, Tensor.From([.. Enumerable.Repeat(1e19f, 500), .. Enumerable.Repeat(-1e19f, 500)]).Variance(), 1e-6);

    [Theory]
    [InlineData(Single, 1e12)]
    [InlineData(Double, 1e100)]
    public void Atan_OfLargeNumbers_HasItsSecondDerivative(ElementType type, double x)
    {
        Func<Tensor, Tensor> gradient = Derivative.Gradient(y => y.Atan().Sum());
        Near(1 / x / x, gradient(Tensor.From([x]).To(type)), 1e-6);
        Near(-2 / x / x / x, Derivative.Gradient(y => gradient(y).Sum())(Tensor.From([x]).To(type)), 1e-6);
    }

    private static void Near(double expected, Tensor actual, double tolerance) => Near([expected], actual, tolerance);

    private static void Near(double[] expected, Tensor actual, double tolerance)
    {
        var numbers = actual.To(Double).ToArray<double>();
        Assert.Equal(expected.Length, numbers.Length);
        for (var i = 0; i < expected.Length; i++) Assert.Equal(1, numbers[i] / expected[i], tolerance);
    }
}
