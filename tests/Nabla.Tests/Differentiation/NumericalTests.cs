using Xunit;

namespace Nabla.Tests.Differentiation;

public class NumericalTests
{
    private static readonly Tensor X = Tensor.From([0.5, -1.5, 2, 0.1], [2, 2]);

    [Theory]
    [InlineData(Differences.Central, 1e-9)]
    [InlineData(Differences.Forward, 1e-6)]
    public void Gradient_OfAKnownFunction_IsTheFormulaToTheSchemesAccuracy(Differences differences, double tolerance)
    {
        var gradient = Numerical.Gradient(x => (x.Sin() * x).Sum(), X, differences);
        Assert.Equal(X.Type, gradient.Type);
        Assert.All(X.ToArray<double>().Zip(gradient.ToArray<double>()), pair =>
            Assert.Equal(Math.Sin(pair.First) + pair.First * Math.Cos(pair.First), pair.Second, tolerance * Math.Max(1, Math.Abs(pair.First))));
    }

    [Theory]
    [InlineData(Differences.Central, 1e-8)]
    [InlineData(Differences.Forward, 1e-5)]
    public void Along_ADirection_IsTheInnerProductWithTheGradient(Differences differences, double tolerance)
    {
        var direction = Tensor.From([1.0, 2, -0.5, 3], [2, 2]);
        var expected = (Derivative.Gradient(x => (x.Sin() * x).Sum())(X) * direction).Sum().ToDouble();
        Assert.Equal(expected, Numerical.DirectionalDerivative(x => (x.Sin() * x).Sum(), X, direction, differences), tolerance);
    }

    [Fact]
    public void Along_CentralDifferencesOfAParabola_AreExactAndForwardOnesOffByTheStep()
    {
        var one = Tensor.From([1.0]);
        var x = Tensor.From([3.0]);
        Assert.Equal(6, Numerical.DirectionalDerivative(t => (t * t).Sum(), x, one, step: 0.125));
        Assert.Equal(6.125, Numerical.DirectionalDerivative(t => (t * t).Sum(), x, one, Differences.Forward, 0.125));
        Assert.Equal([6.0], Numerical.Gradient(t => (t * t).Sum(), x, step: 0.125).ToArray<double>());
        Assert.Equal([6.125], Numerical.Gradient(t => (t * t).Sum(), x, Differences.Forward, 0.125).ToArray<double>());
    }

    [Fact]
    public void Gradient_ByNoNumbers_IsEmpty() =>
        Assert.Equal("float64[0, 2]", Numerical.Gradient(x => x.Sum(), Tensor.Zeros([0, 2], ElementType.Float64)).Type.ToString());

    [Fact]
    public void Gradient_Float32_SaysWhatToDo()
    {
        var exception = Assert.Throws<ElementTypeException>(() => Numerical.Gradient(x => x.Sum(), Tensor.Ones([2])));
        Assert.Equal(
            "numerical: x is float32[2], but float64 precision is required; convert it with To(ElementType.Float64).", exception.Message);
    }

    [Fact]
    public void Gradient_ResultOfManyNumbers_SaysSo()
    {
        var exception = Assert.Throws<ShapeException>(() => Numerical.Gradient(x => x, X));
        Assert.Equal("numerical: the function must return a single number, got float64[2, 2].", exception.Message);
    }

    [Fact]
    public void Along_DirectionOfAnotherShape_NamesBoth()
    {
        var exception = Assert.Throws<ShapeException>(() => Numerical.DirectionalDerivative(x => x.Sum(), X, Tensor.Ones([4], ElementType.Float64)));
        Assert.Equal("numerical: x is float64[2, 2], the direction float64[4].", exception.Message);
    }
}
