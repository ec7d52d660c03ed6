using System.Globalization;
using System.Text.Json;
using Nabla.Cli;
using Nabla.Cli.Checks;
using Xunit;

namespace Nabla.Tests.Cli;

/// <summary><c>nabla check</c> and the report it writes.</summary>
public class CheckTests
{
    [Fact]
    public void Show_OfAnOperationOfFirstOrder_HasADashForTheSecond()
    {
        var check = new CheckedOperation("sine", x => x[0].Sin(), Tensor.From([0.5])) { Order = 1 }.Check(0);
        Assert.Null(check.Errors!.SecondOrder);
        Assert.Equal("—", CheckCommand.Cells(check)[4]);
        Assert.Equal(7, CheckCommand.Cells(check).Length);
    }

    [Fact]
    public void Report_InTheDocumentation_IsTrue()
    {
        var written = File.ReadAllLines(Path.Combine(Structure.SourceTree.Root, "docs", "gradient-report.md"));
        var found = GradientReport.Text([.. CheckedOperations.All.Select(operation => operation.Check(0))]).TrimEnd('\n').Split('\n');
        Assert.Equal(found.Length, written.Length);
        var isPoint = false;
        for (var line = 0; line < found.Length; line++)
        {
            // Tails and kinks are compared with exact references, which have no errors of their own.
            isPoint |= found[line].StartsWith("| function | where", StringComparison.Ordinal);
            var (expected, actual) = (written[line].Split(" | "), found[line].Split(" | "));
            Assert.Equal(expected.Length, actual.Length);
            for (var cell = 0; cell < actual.Length; cell++)
            {
                // Rounding errors differ between machines; the documented values must not be too optimistic.
                if (cell > 0 && double.TryParse(expected[cell].TrimEnd(' ', '|'), CultureInfo.InvariantCulture, out var said))
                {
                    Assert.InRange(
                        double.Parse(actual[cell].TrimEnd(' ', '|'), CultureInfo.InvariantCulture),
                        0,
                        cell < 5 ? 20 * said + (isPoint ? 1e-14 : 1e-12) : isPoint ? 20 * said + 1e-6 : 2 * said + 4);
                }
                else
                {
                    Assert.Equal(expected[cell], actual[cell]);
                }
            }
        }
    }

    [Theory]
    [InlineData(ElementType.Float32, 2.5e-7)]
    [InlineData(ElementType.Float64, 2e-12)]
    public void Reductions_OfTenMillionNumbers_AreNearTheExactSums(ElementType type, double most) =>
        Assert.All(ReductionAccuracy.Errors(type), reduction => Assert.InRange(reduction.Error, 0, most));

    [Fact]
    public void Report_OfEveryOperationOfTheLibrary_HasIt()
    {
        var seen = new HashSet<Type>();
        foreach (var operation in CheckedOperations.All)
        {
            var inputs = operation.Inputs.Length > 0 ? operation.Inputs : [Tensor.From<double>([0.5, 1.5])];
            var arguments = Array.ConvertAll(inputs, Tensor.Argument);
            var y = operation.Function(arguments);
            var walk = new GraphWalk(_ => true, node => node.InputArray);
            walk.Add(y);
            if (y.RequiresGradient) foreach (var gradient in Reverse.Vjp(y, Tensor.Ones(y.Shape, ElementType.Float64), arguments)) walk.Add(gradient);
            seen.UnionWith(walk.Order.Select(entry => entry.Node.Operation.GetType()));
        }
        var all = typeof(Operation).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Operation)) && !type.IsAbstract);
        Assert.Empty(all.Except(seen).Except(OperationCases.Excepted.Keys).Select(type => type.Name));
        Assert.All(CheckedOperations.All, operation => Assert.True(operation.Inputs.Length > 0 != operation.Reason is not null, operation.Name));
        Assert.Distinct(CheckedOperations.All.Select(operation => operation.Name));
    }

    [Fact]
    public void Check_OfSomeOperations_ShowsTheirErrors()
    {
        var result = Tool.Succeed("check", "sin", "matmul", "--json");
        var lines = result.Output.TrimEnd('\n').Split('\n').Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal(["sin", "matmul"], lines.Select(line => line.GetProperty("operation").GetString()!));
        Assert.All(lines, line => Assert.InRange(line.GetProperty("second_order").GetDouble(), 0, 1e-8));
        Assert.EndsWith("1 checked, all passed", Tool.Succeed("check", "tanh").Output.TrimEnd());
        Assert.Contains("floor: Piecewise constant", Tool.Succeed("check", "floor").Output);
    }

    [Fact]
    public void Check_OfAFormula_PassesWhereItIsSmooth_AndNotAtAKink()
    {
        Assert.EndsWith("1 checked, all passed", Tool.Succeed("check", "--formula", "exp(-x) * sin(y)", "x=1", "y=2").Output.TrimEnd());
        var kink = Tool.Run("check", "--formula", "relu(x) * x + abs(x)", "x=0");
        Assert.Equal(1, kink.ExitCode);
        Assert.Contains("relative error", kink.Error);
        Assert.Contains("1 of 1 failed", kink.Output);
    }

    [Fact]
    public void Check_OfWhatThereIsNot_IsRefused()
    {
        foreach (var (arguments, message) in ((string[], string)[])
        [
            (["check", "sine"], "check sine: unknown operation; use --formula to check a formula. The operations are add,"),
            (["check", "--formula", "x + 1"], "there is no value to differentiate with respect to"),
            (["check", "--formula", "x + y", "x=1"], "'y' has no value"),
            (["check", "--formula", "log(x)", "x=-1"], "log gives NaN"),
            (["check", "--out", "report.txt"], "the report covers all operations, in a file that ends in .md"),
            (["check", "sin", "--out", "report.md"], "the report covers all operations"),
        ])
        {
            var result = Tool.Run(arguments);
            Assert.Equal(2, result.ExitCode);
            Assert.Contains(message, result.Error);
        }
    }
}
