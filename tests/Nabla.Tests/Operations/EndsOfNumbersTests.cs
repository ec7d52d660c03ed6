using Xunit;

namespace Nabla.Tests.Operations;

/// <summary>Second derivatives that cancel, infinities, intermediate overflow, and NaN, which must propagate.</summary>
public class EndsOfNumbersTests
{
    private const double Infinity = double.PositiveInfinity;

    [Theory]
    [InlineData(1e-17)]
    [InlineData(1e-9)]
    [InlineData(-0.3)]
    [InlineData(0.999999)]
    [InlineData(-0.99999999999999)]
    public void InverseFunctions_SecondDerivatives_KeepTheirDigits(double x)
    {
        var w = (1 - x) * (1 + x);
        Second(2 * x / (w * w), a => a.Atanh(), x);
        Second(x / (w * Math.Sqrt(w)), a => a.Asin(), x);
        Second(-x / (w * Math.Sqrt(w)), a => a.Acos(), x);
        // The third derivative of the first one, 2 (1 + 3x²)/w³.
        Near(2 * (1 + 3 * x * x) / (w * w * w), Derivative.Nth(a => a.Atanh(), 3)(Tensor.From([x])).ToArray<double>()[0], 1e-13);
    }

    [Theory]
    [InlineData(1, 1e-5)]
    [InlineData(1e-8, 1)]
    [InlineData(1e-200, 1)]
    [InlineData(3e150, -1e-3)]
    [InlineData(-1e-300, 1e-130)]
    public void Hypot_OfUnequalSides_HasItsSecondDerivatives(double a, double b)
    {
        var y = double.Hypot(a, b);
        double[] expected = [b / y * (b / y / y), -(a / y) * (b / y / y), -(a / y) * (b / y / y), a / y * (a / y / y)];
        foreach (var hessian in Hessians(x => Tensor.Hypot(x[0], x[1]), Tensor.From([a, b])))
            for (var i = 0; i < 4; i++) Near(expected[i], hessian[i], 1e-14);
    }

    [Fact]
    public void Hypot_OfFloat32OfUnequalSides_HasNoNoiseInItsSecondDerivatives()
    {
        var hessian = Derivative.Hessian(x => Tensor.Hypot(x[0], x[1]))(Tensor.From([1f, 1e-4f])).ToArray<float>();
        Assert.Equal(1e-8f, hessian[0], 1e-14f);
        Assert.Equal(0, Derivative.Hessian(x => Tensor.Hypot(x[0], x[1]))(Tensor.From([1e30f, 1e-8f])).ToArray<float>()[0]);
    }

    [Theory]
    [InlineData(Infinity, 2, 1, 0)]
    [InlineData(-3, -Infinity, 0, -1)]
    [InlineData(1.5e308, -1.5e308, 0.70710678118654752, -0.70710678118654752)]
    public void Hypot_OfInfiniteOrOverflowingSides_HasTheDirectionAsGradient(double a, double b, double da, double db)
    {
        foreach (var gradient in Gradients(x => Tensor.Hypot(x[0], x[1]), Tensor.From([a, b])))
        {
            Near(da, gradient[0], 1e-15);
            Near(db, gradient[1], 1e-15);
        }
    }

    [Fact]
    public void Atan2_OfInfiniteSides_HasTheGradientZero()
    {
        foreach (var at in (double[][])[[Infinity, 2], [2, -Infinity], [-Infinity, Infinity]])
            foreach (var gradient in Gradients(x => Tensor.Atan2(x[0], x[1]), Tensor.From(at))) Assert.Equal([0, 0], gradient.Select(number => number + 0.0));
    }

    [Fact]
    public void StandardDeviation_OfTheLargestNumbers_DoesNotOverflow()
    {
        Near(1.7e308, Tensor.From([1.7e308, -1.7e308]).StandardDeviation().ToDouble(), 1e-15);
        Near(1.7e308 * Math.Sqrt(8) / 3, Tensor.From([1.7e308, -1.7e308, -1.7e308]).StandardDeviation().ToDouble(), 1e-15);
        foreach (var gradient in Gradients(x => x.StandardDeviation(), Tensor.From([1.7e308, -1.7e308])))
        {
            Near(0.5, gradient[0], 1e-15);
            Near(-0.5, gradient[1], 1e-15);
        }
        Near(1e-320, Tensor.From([1e-320, -1e-320]).StandardDeviation().ToDouble(), 1e-3);
        Near(float.MaxValue, Tensor.From([float.MaxValue, -float.MaxValue]).StandardDeviation().ToDouble(), 1e-7);
    }

    [Fact]
    public void Variance_WithNothingLeftToDivideBy_IsInfiniteOrNaN()
    {
        foreach (var correction in new[] { 2.0, 3 })
        {
            Assert.Equal(Infinity, Tensor.From([0.0, 1]).Variance(correction: correction).ToDouble());
            Assert.Equal(Infinity, Tensor.From([0.0, 1]).StandardDeviation(correction: correction).ToDouble());
            Assert.Equal(double.NaN, Tensor.From([1f, 1]).Variance(correction: correction).ToDouble());
            Assert.Equal(double.NaN, Tensor.From([1f, 1]).StandardDeviation(correction: correction).ToDouble());
        }
    }

    [Fact]
    public void Determinant_OfFactorsThatOverflowTogether_HasAGradientWithoutNaN()
    {
        // Two large factors and a 1, with an entry above the diagonal: only one cofactor overflows.
        var a = Tensor.From(new double[,] { { 1e200, 1e190, 0 }, { 0, 1e200, 0 }, { 0, 0, 1 } });
        var cofactors = Derivative.Gradient(x => x.Determinant())(a).ToArray<double>();
        Assert.Equal([1e200, 0, 0, -1e190, 1e200, 0, 0, 0, Infinity], cofactors.Select(number => number + 0.0));
        // Small and large: intermediate products overflow, the result does not.
        var b = Tensor.From(new double[,] { { 1e-200, 0, 0, 0 }, { 0, 1e-200, 0, 0 }, { 0, 0, 1e250, 0 }, { 0, 0, 0, 1e250 } });
        var diagonal = Derivative.Gradient(x => x.Determinant())(b).Diagonal().ToArray<double>();
        Assert.Equal([1e300, 1e300, 1e-150, 1e-150], diagonal, (x, y) => Math.Abs(x - y) <= 1e-13 * x);
        // d² det/da₁₁ da₂₂ is 1e500, times a direction of 1e-250.
        var direction = Tensor.Full([4, 4], 1e-250, ElementType.Float64);
        var along = Derivative.Jvp(Derivative.Gradient(y => y.Determinant()))(b, direction).Tangent.Diagonal().ToArray<double>();
        Near(1e250, along[0], 1e-13);
        Near(1e250, along[1], 1e-13);
    }

    [Theory]
    [InlineData(1.5)]
    [InlineData(1.1)]
    public void Norm_OfAnOrderBelowTwo_HasAnInfiniteSecondDerivativeAtAZero_NotNaN(double order)
    {
        foreach (var hessian in Hessians(x => x.Norm(order: order), Tensor.From([0.0, 2])))
            Assert.Equal([Infinity, 0, 0, 0], hessian.Select(number => Math.Round(number, 12) + 0.0));
        foreach (var hessian in Hessians(x => x.Norm(order: order), Tensor.From([0.0, 0]))) Assert.Equal([0, 0, 0, 0], hessian);
    }

    [Fact]
    public void Norm_OfNothing_NamesItself() =>
        Assert.StartsWith("norm: axis 1 of [2, 0] is empty", Assert.Throws<ShapeException>(() => Tensor.Zeros([2, 0]).Norm(order: Infinity)).Message);

    [Fact]
    public void Kinks_AtNaN_HaveTheDerivativeNaN()
    {
        foreach (var f in (Func<Tensor, Tensor>[])
        [
            x => x.Relu(), x => x.HardTanh(), x => x.Clip(-1, 1), x => x.LeakyRelu(), x => Tensor.Maximum(x, 2 * x), x => Tensor.Minimum(x, Tensor.Scalar(1.0)),
        ])
        {
            foreach (var gradient in Gradients(x => f(x).Sum(), Tensor.From([double.NaN, -3.0])))
            {
                Assert.Equal(double.NaN, gradient[0]);
                Assert.True(double.IsFinite(gradient[1]));
            }
        }
    }

    [Fact]
    public void RandomNumbers_OfProbabilitiesThatAreNone_DoNotHideIt()
    {
        var generator = new Generator(1);
        Assert.Equal([1, double.NaN, 0], generator.Bernoulli(Tensor.From([1, double.NaN, 0])).ToArray<double>());
        Assert.Throws<ArgumentOutOfRangeException>(() => generator.Normal([2], double.NaN));
        foreach (var (row, what) in ((double[], string)[])[([double.NaN, 1], "NaN"), ([0, Infinity], "∞"), ([-Infinity, -Infinity], "−∞")])
        {
            var logits = Tensor.From((double[])[0, 0, .. row], (Shape)(int[])[2, 2]);
            var message = Assert.Throws<ArithmeticException>(() => generator.Categorical(logits).Evaluate()).Message;
            Assert.StartsWith("random-categorical: row 1", message);
            Assert.Contains(what, message);
        }
        Assert.Equal([0L], generator.Categorical(Tensor.From(new double[,] { { 0, -Infinity } })).ToArray<long>());
    }

    [Fact]
    public void Qr_OfDependentColumns_RefusesTheDerivativeByName()
    {
        var a = Tensor.From(new double[,] { { 1, 0 }, { 1, 0 }, { 1, 0 } });
        Assert.Equal(3, a.Qr().R.Square().Sum().ToDouble(), 1e-14);
        foreach (var derivative in (Func<Tensor, Tensor>[])[Derivative.Gradient(x => x.Qr().R.Sum()), x => Derivative.Jvp(y => y.Qr().R)(x, x).Tangent])
            Assert.StartsWith("qr: column 1 of matrix 0", Assert.Throws<ArithmeticException>(() => derivative(a).Evaluate()).Message);
    }

    private static void Second(double expected, Func<Tensor, Tensor> f, double at)
    {
        Near(expected, Derivative.Nth(f, 2)(Tensor.From([at])).ToArray<double>()[0], 1e-13);
        foreach (var hessian in Hessians(x => f(x).Sum(), Tensor.From([at]))) Near(expected, hessian[0], 1e-13);
    }

    /// <summary>The gradient in reverse mode, then in forward mode.</summary>
    private static double[][] Gradients(Func<Tensor, Tensor> f, Tensor x) =>
        [
            Derivative.Gradient(f)(x).ToArray<double>(),
            [.. Enumerable.Range(0, x.ElementCount).Select(i => Derivative.Jvp(f)(x, Unit(i, x.ElementCount)).Tangent.ToDouble())],
        ];

    /// <summary>The Hessian by forward over reverse, then by reverse over reverse.</summary>
    private static double[][] Hessians(Func<Tensor, Tensor> f, Tensor x) =>
        [Derivative.Hessian(f)(x).ToArray<double>(), Derivative.Jacobian(Derivative.Gradient(f))(x).ToArray<double>()];

    // A boolean mask, so that the other elements are structural zeros.
    private static Tensor Unit(int i, int count) => Tensor.From(Enumerable.Range(0, count).Select(place => place == i).ToArray()).To(ElementType.Float64);

    private static void Near(double expected, double actual, double tolerance) =>
        Assert.True(Math.Abs(expected - actual) <= tolerance * Math.Abs(expected) || expected.Equals(actual), $"expected {expected}, got {actual}");
}
