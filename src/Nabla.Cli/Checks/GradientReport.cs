using System.Globalization;
using System.Text;

namespace Nabla.Cli.Checks;

/// <summary>The results of all checks as a Markdown page.</summary>
internal static class GradientReport
{
    public static string Text(IReadOnlyList<OperationCheck> checks)
    {
        var text = new StringBuilder();
        text.Append(
            """
            # Gradient report

            The largest relative errors of the derivatives of every differentiable operation, at random inputs in float64: reverse mode against finite
            differences, forward mode against finite differences, the two modes against each other, and the maximum of the same three for the derivatives
            of the gradient (second order). Finite differences are extrapolated to step size 0 and are themselves accurate to about 10⁻¹⁰. The last two
            columns compare float32 with float64, in ulps of the largest element. `nabla check --out docs/gradient-report.md` writes this page, and a test
            verifies it. Operations that occur only in derivatives (spread, window-spread, convolution-weights) are checked as parts of the operations that
            use them.


            """);
        text.Append("| operation | reverse | forward | reverse against forward | second order | value, ulps | gradient, ulps |\n");
        text.Append("| --- | --- | --- | --- | --- | --- | --- |\n");
        foreach (var check in checks.Where(check => check.Errors is not null))
        {
            var (errors, precision) = (check.Errors!, check.Precision!);
            string[] cells =
            [
                check.Operation.Name,
                Error(errors.Reverse),
                Error(errors.Forward),
                Error(errors.InnerProduct),
                errors.SecondOrder is { } second ? Error(second) : "",
                Ulps(precision.Value),
                Ulps(precision.Gradient),
            ];
            text.Append(CultureInfo.InvariantCulture, $"| {string.Join(" | ", cells)} |\n");
        }
        text.Append(SpecialPoints.Text());
        text.Append("\nNot checked against finite differences:\n\n| operation | reason |\n| --- | --- |\n");
        foreach (var check in checks.Where(check => check.Operation.Reason is not null))
            text.Append(CultureInfo.InvariantCulture, $"| {check.Operation.Name} | {check.Operation.Reason} |\n");
        ReductionAccuracy.AppendTo(text);
        return text.ToString();
    }

    public static string Error(double error) => error == 0 ? "0" : error.ToString("0.0e+00", CultureInfo.InvariantCulture);

    public static string Ulps(double units) => units.ToString("0.0", CultureInfo.InvariantCulture);
}
