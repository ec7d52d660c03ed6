using Xunit;

namespace Nabla.Tests.Operations;

/// <summary>Log-gamma and polygamma where intermediate values are not finite although the result is.</summary>
public class SpecialFunctionTests
{
    [Theory]
    [InlineData(-1e-310, 713.8013788281542)]
    [InlineData(1e-310, 713.8013788281542)]
    [InlineData(1e300, 6.897755278982137e302)]
    [InlineData(-1e306, double.PositiveInfinity)]
    [InlineData(double.MaxValue, double.PositiveInfinity)]
    public void LogGamma_OfExtremes_IsTheNumberOrInfinity(double x, double expected) => Near(expected, Tensor.Scalar(x).LogGamma().ToDouble());

    [Theory]
    [InlineData(10, -0.5, -42108.8587689754918)]
    [InlineData(20, -0.5, -487772949462609.874)]
    [InlineData(30, -0.5, -9.22212706616205583e+26)]
    [InlineData(20, -2.5, -9182070.2049456267)]
    [InlineData(30, -2.5, -3611857616302858.1)]
    public void Polygamma_OfEvenOrder_HalfwayBetweenPoles_IsWhatTheReflectionLeaves(int order, double x, double expected) =>
        Assert.Equal(1, Tensor.Scalar(x).Polygamma(order).ToDouble() / expected, 1e-11);

    [Fact]
    public void Polygamma_OfHighOrder_FarOut_DoesNotVanish()
    {
        // The leading term (−1)ⁿ⁺¹ (n − 1)! / xⁿ gives the first digits there.
        foreach (var (order, x) in (ReadOnlySpan<(int, double)>)[(50, 1e7), (100, 1e4)])
        {
            var logarithm = Enumerable.Range(1, order - 1).Sum(k => Math.Log10(k)) - order * Math.Log10(x);
            var value = Tensor.Scalar(x).Polygamma(order).ToDouble();
            Assert.True(value < 0);
            Assert.Equal(logarithm, Math.Log10(-value), 0.01 * Math.Abs(logarithm));
        }
    }

    [Fact]
    public void Exponents_OfAnyNumber_AreThoseOfTheBaseLibrary()
    {
        double[] numbers =
        [
            1, 2, -3, 8, Math.BitDecrement(8), 1e-300, 1e300, double.Epsilon, double.MaxValue, 0.1, 0, double.PositiveInfinity, double.NaN,
            Math.BitIncrement(0.5), Math.BitDecrement(1),
        ];
        var x = Tensor.From(numbers);
        Assert.Equal(numbers.Select(Math.ILogB), x.ILogB().ToArray<int>());
        Assert.Equal(numbers.Select(number => MathF.ILogB((float)number)), x.To(ElementType.Float32).ILogB().ToArray<int>());
        foreach (var n in (int[])[0, 3, -5, 200, -1060, 2000, int.MinValue])
            Assert.Equal(numbers.Select(number => Math.ScaleB(number, n)), x.ScaleB(n).ToArray<double>());
        Near(3, Tensor.Scalar(125.0).Log(5).ToDouble());
        GradientCheck.Require(y => y[0].Log(3) + y[0].ScaleB(-2), [Tensor.From<double>([0.5, 2])]);
        Assert.Throws<ArgumentOutOfRangeException>(() => x.Log(1));
        Assert.Throws<ElementTypeException>(() => Tensor.From<int>([1]).ILogB());
        Assert.ThrowsAny<OperationException>(() => Tensor.From<int>([1]).ScaleB(1));
    }

    private static void Near(double expected, double actual) =>
        Assert.True(expected.Equals(actual) || Math.Abs(expected - actual) <= 1e-13 * Math.Abs(expected), $"{actual:R}, expected {expected:R}");
}
