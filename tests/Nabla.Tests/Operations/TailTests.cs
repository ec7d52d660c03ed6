using Xunit;

namespace Nabla.Tests.Operations;

/// <summary>Functions and derivatives that are very small compared with their terms. Expected values were computed with sixty digits.</summary>
public class TailTests
{
    private static readonly Dictionary<string, Func<Tensor, Tensor>> Functions = new(StringComparer.Ordinal)
    {
        ["sigmoid"] = x => x.Sigmoid(),
        ["tanh"] = x => x.Tanh(),
        ["expm1"] = x => x.ExpM1(),
        ["softplus"] = x => x.Softplus(),
        ["log-sigmoid"] = x => x.LogSigmoid(),
        ["silu"] = x => x.Silu(),
        ["elu"] = x => x.Elu(),
        ["erf"] = x => x.Erf(),
        ["erfc"] = x => x.Erfc(),
        ["log-erfc"] = x => x.LogErfc(),
        ["gelu"] = x => x.Gelu(),
        ["normal-cdf"] = x => x.NormalCdf(),
    };

    [Theory]
    [InlineData("sigmoid", 37, 0.9999999999999999, 8.533047625744065e-17, -8.533047625744063e-17)]
    [InlineData("sigmoid", 40, 1, 4.248354255291589e-18, -4.248354255291589e-18)]
    [InlineData("sigmoid", -40, 4.248354255291589e-18, 4.248354255291589e-18, 4.248354255291589e-18)]
    [InlineData("sigmoid", 4.5, 0.9890130573694068, 0.010866229722225234, -0.010627456437087363)]
    [InlineData("sigmoid", 4, 0.9820137900379085, 0.017662706213291118, -0.01702733592838913)]
    [InlineData("tanh", 20, 1, 1.6993417021166355e-17, -3.398683404233271e-17)]
    [InlineData("tanh", -20, -1, 1.6993417021166355e-17, 3.398683404233271e-17)]
    [InlineData("tanh", 3, 0.9950547536867305, 0.00986603716544019, -0.019634494363042435)]
    [InlineData("tanh", 2.5, 0.9866142981514303, 0.02659222668316062, -0.0524725421305805)]
    [InlineData("expm1", -50, -1, 1.9287498479639178e-22, 1.9287498479639178e-22)]
    [InlineData("softplus", -50, 1.9287498479639178e-22, 1.9287498479639178e-22, 1.9287498479639178e-22)]
    [InlineData("softplus", 50, 50, 1, 1.9287498479639178e-22)]
    [InlineData("log-sigmoid", -800, -800, 1, 0)]
    [InlineData("log-sigmoid", 40, -4.248354255291589e-18, 4.248354255291589e-18, -4.248354255291589e-18)]
    [InlineData("silu", -40, -1.6993417021166355e-16, -1.6568581595637197e-16, -1.6143746170108038e-16)]
    [InlineData("silu", 40, 40, 1, -1.6143746170108038e-16)]
    [InlineData("elu", -50, -1, 1.9287498479639178e-22, 1.9287498479639178e-22)]
    [InlineData("erf", 5, 0.9999999999984626, 1.5670866531017336e-11, -1.5670866531017336e-10)]
    [InlineData("erfc", 10, 2.088487583762545e-45, -4.197656231354417e-44, 8.395312462708834e-43)]
    [InlineData("erfc", 20, 5.395865611607901e-176, -2.1610374743867984e-174, 8.644149897547193e-173)]
    [InlineData("log-erfc", 5, -27.200889545537436, -10.192700054863682, -1.964133859781281)]
    [InlineData("log-erfc", 30, -903.9741171106439, -60.03329639875623, -1.998892575543838)]
    [InlineData("gelu", -3, -0.0040496940948902835, -0.011945647204183927, -0.03102293888356605)]
    [InlineData("gelu", -9, -1.0157295653584566e-18, -9.138937373906639e-18, -8.121021121618442e-17)]
    [InlineData("gelu", 9, 9, 1, -8.121021121618442e-17)]
    [InlineData("normal-cdf", -9, 1.1285884059538405e-19, 1.0279773571668915e-18, 9.251796214502023e-18)]
    public void Function_InItsTail_HasItsValueAndBothDerivativesInEveryMode(string name, double x, double value, double first, double second)
    {
        var f = Functions[name];
        var at = Tensor.From([x]);
        AssertNear(value, f(at), 1e-14);
        Func<Tensor, Tensor> gradient = Derivative.Gradient(x => f(x).Sum());
        AssertNear(first, gradient(at), 2e-14);
        AssertNear(first, Derivative.Nth(f, 1)(at), 2e-14);
        AssertNear(second, Derivative.Gradient(x => gradient(x).Sum())(at), 5e-12);
        AssertNear(second, Derivative.Nth(f, 2)(at), 5e-12);
        AssertNear(second, Derivative.Hessian(x => f(x).Sum())(at), 5e-12);
    }

    [Theory]
    [InlineData("sigmoid", 16, 0.9999998874648379, 1.1253514941e-7)]
    [InlineData("sigmoid", 40, 1, 4.248354255291589e-18)]
    [InlineData("tanh", 9, 0.999999969540041, 6.0919917e-8)]
    [InlineData("tanh", 20, 1, 1.6993417021166355e-17)]
    [InlineData("expm1", -50, -1, 1.9287498479639178e-22)]
    [InlineData("gelu", -3, -0.0040496940948902835, -0.011945647204183927)]
    [InlineData("gelu", -5, -1.4332578593959695e-06, -7.146946001792295e-06)]
    [InlineData("gelu", -9, -1.0157295653584566e-18, -9.138937373906639e-18)]
    [InlineData("erfc", 5, 1.537459794428035e-12, -1.5670866531017336e-11)]
    [InlineData("log-erfc", 30, -903.9741171106439, -60.03329639875623)]
    public void Function_OfFloat32InItsTail_HasItsValueAndDerivative(string name, double x, double value, double first)
    {
        var at = Tensor.From([(float)x]);
        AssertNear(value, Functions[name](at), 1e-6);
        AssertNear(first, Derivative.Gradient(x => Functions[name](x).Sum())(at), 2e-6);
        AssertNear(first, Derivative.Nth(Functions[name], 1)(at), 2e-6);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(40)]
    [InlineData(300)]
    public void LogSoftmax_WhereOneOutweighsAll_KeepsWhatTheOthersLeave(int count)
    {
        // One logit of 40 and one of 0; all others are far below.
        var p = 4.248354255291589e-18;
        foreach (var winner in (int[])[0, count - 1])
        {
            var z = Tensor.From([.. Enumerable.Range(0, count).Select(i => i == winner ? 40.0 : i == (winner == 0 ? 1 : 0) ? 0 : -1000)]);
            var loser = winner == 0 ? 1 : 0;
            AssertNear(-p, z.LogSoftmax()[winner], 1e-14);
            AssertNear(-p, z.Reshape(count, 1).LogSoftmax(0)[winner], 1e-14);
            AssertNear(p, (z - 40).LogSumExp(), 1e-14);
            AssertNear(p, (z - 40).Reshape(count, 1).LogSumExp(0), 1e-14);
            // ∂ log p₀ is (1 − p₀, −p₁); ∂p₀ is (p₀ p₁, −p₀ p₁).
            foreach (var f in (Func<Tensor, Tensor>[])[z => z.LogSoftmax()[winner], z => z.Softmax()[winner]])
            {
                var gradient = Derivative.Gradient(f)(z);
                AssertNear(p, gradient[winner], 1e-14);
                AssertNear(-p, gradient[loser], 1e-14);
                var tangent = Derivative.Jvp(f)(z, Tensor.Identity(count, ElementType.Float64)[winner]).Tangent;
                AssertNear(p, tangent, 1e-14);
                var hessian = Derivative.Hessian(f)(z);
                AssertNear(-p, hessian[winner][winner], 1e-13);
                AssertNear(p, hessian[winner][loser], 1e-13);
            }
        }
    }

    [Fact]
    public void LogSumExp_OfLargeNumbers_HasTheWeightsOfTheirDifferences()
    {
        var gradient = Derivative.Gradient(x => x.LogSumExp())(Tensor.From([1000f, 1001f])).ToArray<float>();
        Assert.Equal(0.268941421, gradient[0], 1e-7);
        Assert.Equal(0.731058579, gradient[1], 1e-7);
    }

    internal static void AssertNear(double expected, Tensor actual, double tolerance)
    {
        var number = actual.To(ElementType.Float64).ToArray<double>()[0];
        Assert.True(Math.Abs(number - expected) <= tolerance * Math.Abs(expected), $"{number:R} instead of {expected:R}");
    }

    [Theory]
    [InlineData(1e4, -5.64189575e-9)]
    [InlineData(1e8, -5.641895835477563e-17)]
    [InlineData(12.0, -0.0038778)]
    public void Erfcx_OfLargeNumbers_HasItsDerivative(double x, double slope)
    {
        foreach (var type in (ElementType[])[ElementType.Float64, ElementType.Float32])
        {
            var found = Derivative.Gradient(a => a.Erfcx().Sum())(Tensor.From([x]).To(type)).To(ElementType.Float64).ToArray<double>()[0];
            Assert.Equal(slope, found, Math.Abs(slope) * 1e-4);
        }
    }

    [Theory]
    [InlineData(-30.0, 0.0, 1e-300)]
    [InlineData(100.0, -1.99990003, 1e-8)]
    [InlineData(1e5, -2.0, 1e-9)]
    public void LogErfc_AtBothEnds_HasItsSecondDerivative(double x, double curvature, double tolerance) =>
        Assert.Equal(curvature, Derivative.Nth(a => a.LogErfc(), 2)(Tensor.Scalar(x)).ToDouble(), tolerance);
}
