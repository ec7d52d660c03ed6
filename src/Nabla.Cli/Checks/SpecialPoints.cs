using System.Globalization;
using System.Text;

namespace Nabla.Cli.Checks;

/// <summary>
/// Derivatives where finite differences fail: in tails, at extreme values, at kinks and ties. The references were computed with 60 digits or derived
/// by hand from closed forms, independently of this library.
/// </summary>
internal static class SpecialPoints
{
    private static readonly SpecialPoint[] All =
    [
        new("sigmoid", "x = 37", x => x.Sigmoid().Sum(), [37], 0.9999999999999999, [8.533047625744065e-17], [-8.533047625744063e-17]),
        new("sigmoid", "x = 40", x => x.Sigmoid().Sum(), [40], 1, [4.248354255291589e-18], [-4.248354255291589e-18]),
        new("tanh", "x = 3", x => x.Tanh().Sum(), [3], 0.9950547536867305, [0.00986603716544019], [-0.019634494363042435]),
        new("tanh", "x = 20", x => x.Tanh().Sum(), [20], 1, [1.6993417021166355e-17], [-3.398683404233271e-17]),
        new("expm1", "x = −50", x => x.ExpM1().Sum(), [-50], -1, [1.9287498479639178e-22], [1.9287498479639178e-22]),
        new("elu", "x = −50", x => x.Elu().Sum(), [-50], -1, [1.9287498479639178e-22], [1.9287498479639178e-22]),
        new("softplus", "x = −50", x => x.Softplus().Sum(), [-50], 1.9287498479639178e-22, [1.9287498479639178e-22], [1.9287498479639178e-22]),
        new("log-sigmoid", "x = −800", x => x.LogSigmoid().Sum(), [-800], -800, [1], [0]),
        new("log-sigmoid", "x = 40", x => x.LogSigmoid().Sum(), [40], -4.248354255291589e-18, [4.248354255291589e-18], [-4.248354255291589e-18]),
        new("silu", "x = −40", x => x.Silu().Sum(), [-40], -1.6993417021166355e-16, [-1.6568581595637197e-16], [-1.6143746170108038e-16]),
        new("gelu", "x = −5", x => x.Gelu().Sum(), [-5], -1.4332578593959695e-06, [-7.146946001792295e-06], [-3.4194548838888845e-05]),
        new("gelu", "x = −9", x => x.Gelu().Sum(), [-9], -1.0157295653584566e-18, [-9.138937373906639e-18], [-8.121021121618442e-17]),
        new("erfc", "x = 5", x => x.Erfc().Sum(), [5], 1.537459794428035e-12, [-1.5670866531017336e-11], [1.5670866531017336e-10]),
        new("log-erfc", "x = 30", x => x.LogErfc().Sum(), [30], -903.9741171106439, [-60.03329639875623], [-1.998892575543838]),
        new("log-softmax", "(40, 0), the first", z => z.LogSoftmax()[0], [40, 0], -4.248354255291589e-18, [4.248354255291589e-18, -4.248354255291589e-18],
            [-4.248354255291589e-18, 4.248354255291589e-18, 4.248354255291589e-18, -4.248354255291589e-18]),
        new("softmax", "(40, 0), the first", z => z.Softmax()[0], [40, 0], 1, [4.248354255291589e-18, -4.248354255291589e-18],
            [-4.248354255291589e-18, 4.248354255291589e-18, 4.248354255291589e-18, -4.248354255291589e-18]),
        new("log-sum-exp", "(1000, 1000)", x => x.LogSumExp(), [1000, 1000], 1000.6931471805599, [0.5, 0.5], [0.25, -0.25, -0.25, 0.25]),
        new("hypot", "(3, 4) · 10⁻³⁰", x => Tensor.Hypot(x[0], x[1]), [3e-30, 4e-30], 5e-30, [0.6, 0.8], null),
        new("hypot", "(3, 4) · 10³⁰", x => Tensor.Hypot(x[0], x[1]), [3e30, 4e30], 5e30, [0.6, 0.8], null),
        new("atan2", "(1, 1) · 10⁻³⁰", x => Tensor.Atan2(x[0], x[1]), [1e-30, 1e-30], 0.78539816339744831, [5e29, -5e29], null),
        new("atan2", "(1, 1) · 10³⁰", x => Tensor.Atan2(x[0], x[1]), [1e30, 1e30], 0.78539816339744831, [5e-31, -5e-31], null),
        new("log", "x = 10⁻³⁰", x => x.Log().Sum(), [1e-30], -69.077552789821371, [1e30], null),
        new("sqrt", "x = 10⁻³⁰", x => x.Sqrt().Sum(), [1e-30], 1e-15, [5e14], null),
        new("asinh", "x = 10³⁰", x => x.Asinh().Sum(), [1e30], 69.770699970381316, [1e-30], null),
        new("max", "a tie of 2 and 2", x => x.Max(), [2, 2, 1], 2, [0.5, 0.5, 0], [0, 0, 0, 0, 0, 0, 0, 0, 0]),
        new("maximum", "a tie of 2 and 2", x => Tensor.Maximum(x[0], x[1]), [2, 2], 2, [0.5, 0.5], [0, 0, 0, 0]),
        new("abs, squared", "x = 0", x => x.Abs().Square().Sum(), [0, 0], 0, [0, 0], [2, 0, 0, 2]),
        new("hypot", "(0, 0)", x => Tensor.Hypot(x[0], x[1]), [0, 0], 0, [0, 0], [0, 0, 0, 0]),
        new("hypot, squared", "(0, 0)", x => Tensor.Hypot(x[0], x[1]).Square(), [0, 0], 0, [0, 0], [2, 0, 0, 2]),
        new("atan2", "(0, 0)", x => Tensor.Atan2(x[0], x[1]), [0, 0], 0, [0, 0], [0, 0, 0, 0]),
        new("standard deviation", "(2, 2)", x => x.StandardDeviation(), [2, 2], 0, [0, 0], [0, 0, 0, 0]),
        new("standard deviation, squared", "(2, 2)", x => x.StandardDeviation().Square(), [2, 2], 0, [0, 0], [0.5, -0.5, -0.5, 0.5]),
        new("log, the last of two", "(0, 1)", x => x.Log()[^1], [0, 1], 0, [0, 1], [0, 0, 0, -1]),
        new("sqrt, the larger of two", "(0, 4)", x => x.Sqrt().Max(), [0, 4], 2, [0, 0.25], [0, 0, 0, -0.03125]),
        new("sqrt, where x > 0", "(0, 4)", x => Tensor.Where(x > 0, x.Sqrt(), 0).Sum(), [0, 4], 2, [0, 0.25], [0, 0, 0, -0.03125]),
        new("determinant", "a singular matrix", x => x.Reshape(2, 2).Determinant(), [1, 2, 2, 4], 0, [4, -2, -2, 1],
            [0, 0, 0, 1, 0, 0, -1, 0, 0, -1, 0, 0, 1, 0, 0, 0]),
        new("determinant", "a matrix of zeros", x => x.Reshape(2, 2).Determinant(), [0, 0, 0, 0], 0, [0, 0, 0, 0],
            [0, 0, 0, 1, 0, 0, -1, 0, 0, -1, 0, 0, 1, 0, 0, 0]),
    ];

    /// <summary>Returns the section of the report.</summary>
    public static string Text()
    {
        var text = new StringBuilder();
        text.Append(
            """

            Tails, extreme values and kinks: the largest relative errors of the value, the gradient and the Hessian (absolute where the exact result is 0),
            in float64 and in float32, against references computed with 60 digits or by hand. At a kink the derivative is 0 by convention; tied maxima share
            it equally.

            | function | where | value | gradient | Hessian | float32: value | gradient |
            | --- | --- | --- | --- | --- | --- | --- |

            """);
        foreach (var point in All)
        {
            var (value, gradient, hessian) = point.Errors(ElementType.Float64);
            var single = point.Errors(ElementType.Float32);
            string[] cells =
            [
                point.Name,
                point.Where,
                GradientReport.Error(value),
                GradientReport.Error(gradient),
                hessian is { } error ? GradientReport.Error(error) : "",
                GradientReport.Error(single.Value),
                GradientReport.Error(single.Gradient),
            ];
            text.Append(CultureInfo.InvariantCulture, $"| {string.Join(" | ", cells)} |\n");
        }
        return text.ToString();
    }

    private sealed record SpecialPoint(
        string Name, string Where, Func<Tensor, Tensor> Function, double[] At, double Value, double[] Gradient, double[]? Hessian)
    {
        public (double Value, double Gradient, double? Hessian) Errors(ElementType type)
        {
            var x = Tensor.From(At).To(type);
            var (value, gradient) = Derivative.ValueAndGradient(Function)(x);
            var isDouble = type == ElementType.Float64;
            return (
                Largest([Value], value),
                Largest(Gradient, gradient),
                isDouble && Hessian is not null ? Largest(Hessian, Derivative.Hessian(Function)(x)) : null);
        }

        private static double Largest(double[] expected, Tensor actual) =>
            expected.Zip(
                actual.To(ElementType.Float64).ToArray<double>(),
                (right, found) => Math.Abs(found - right) / (right == 0 ? 1 : Math.Abs(right))).Max();
    }
}
