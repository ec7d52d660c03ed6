using System.Globalization;
using System.Text;

namespace Nabla.Cli.Checks;

/// <summary>What checks found, as a page of Markdown.</summary>
internal static class GradientReport
{
    public static string Text(IReadOnlyList<OperationCheck> checks)
    {
        var text = new StringBuilder();
        text.Append(
            """
            # Gradient report

            Every operation with a derivative, at random numbers, in float64: the largest relative error of reverse mode against differences, of forward mode against
            differences, of the one mode against the other, and of the same three for the gradient, which is differentiated again. Differences are extrapolated to step 0
            and are themselves off by some 10⁻¹⁰. The last columns compare float32 with float64 in units of the last place of the largest number.
            `nabla check --out docs/gradient-report.md` writes this page; a test holds that no error is larger than it says. What only derivatives are made of (spread,
            window-spread, convolution-weights) is checked where it occurs in them.


            """);
        text.Append("| operation | reverse | forward | reverse against forward | second order | value, ulps | gradient, ulps |\n| --- | --- | --- | --- | --- | --- | --- |\n");
        foreach (var check in checks.Where(check => check.Errors is not null))
        {
            var (errors, precision) = (check.Errors!, check.Precision!);
            string[] cells =
            [
                check.Operation.Name, Error(errors.Reverse), Error(errors.Forward), Error(errors.InnerProduct), errors.SecondOrder is { } second ? Error(second) : "",
                Ulps(precision.Value), Ulps(precision.Gradient),
            ];
            text.Append(CultureInfo.InvariantCulture, $"| {string.Join(" | ", cells)} |\n");
        }
        text.Append(SpecialPoints.Text());
        text.Append("\nNot checked by differences:\n\n| operation | why |\n| --- | --- |\n");
        foreach (var check in checks.Where(check => check.Operation.Reason is not null)) text.Append(CultureInfo.InvariantCulture, $"| {check.Operation.Name} | {check.Operation.Reason} |\n");
        ReductionAccuracy.AppendTo(text);
        return text.ToString();
    }

    public static string Error(double error) => error == 0 ? "0" : error.ToString("0.0e+00", CultureInfo.InvariantCulture);

    public static string Ulps(double units) => units.ToString("0.0", CultureInfo.InvariantCulture);
}
