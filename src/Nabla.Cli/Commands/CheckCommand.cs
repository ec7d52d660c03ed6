using System.CommandLine;
using System.Text;
using Nabla.Cli.Checks;
using Nabla.Learning;
using Spectre.Console;

namespace Nabla.Cli;

/// <summary><c>nabla check</c>: checks the derivatives of every operation, or of a formula, against finite differences and each other.</summary>
internal sealed class CheckCommand
{
    private const int WidthWithoutTerminal = 160;

    private readonly Argument<string[]> names = new("operations")
    {
        Description = "Operations to check (default: all). With --formula, the values of its names, such as x=2",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string?> formula = new("--formula") { Description = "Check a formula instead, such as \"exp(-x) * sin(y)\"" };
    private readonly Option<long> seed = Numbers.Seed("Random seed of directions and weights", 0);
    private readonly Option<string?> page = new("--out") { Description = "Write the report of all operations to a file that ends in .md" };
    private readonly Option<bool> json = new("--json") { Description = "Print one JSON object per operation" };

    public static Command Create()
    {
        var self = new CheckCommand();
        var command = new Command(
            "check", "Check derivatives: reverse and forward mode against finite differences and each other, second derivatives, float32 against float64.")
        {
            self.names, self.formula, self.seed, self.page, self.json,
        };
        command.SetAction(self.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var path = parsed.GetValue(page);
        if (path is not null
            && (!path.EndsWith(".md", StringComparison.Ordinal) || parsed.GetValue(formula) is not null || parsed.GetValue(names) is { Length: > 0 }))
        {
            throw new DataException($"--out {path}: the report covers all operations, in a file that ends in .md.");
        }
        if (path is not null) AtomicFile.ThrowIfCannotWrite(path);
        using var interruption = new Interruption();
        var checks = new List<OperationCheck>();
        foreach (var operation in Chosen(parsed))
        {
            interruption.Token.ThrowIfCancellationRequested();
            Progress(parsed, operation.Name);
            checks.Add(operation.Check(parsed.GetValue(seed)));
        }
        Progress(parsed, "");
        if (parsed.GetValue(json)) foreach (var check in checks) Console.Out.WriteLine(Line(check));
        else Show(checks);
        if (path is not null)
        {
            AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(GradientReport.Text(checks))));
            if (!parsed.GetValue(json)) Console.Out.WriteLine($"written to {path}");
        }
        foreach (var check in checks.Where(check => !check.Passed)) Console.Error.WriteLine($"nabla: {check.Operation.Name}: {check.Errors!.Failure}");
        return checks.All(check => check.Passed) ? 0 : ExitCode.Failed;
    }

    private IEnumerable<CheckedOperation> Chosen(ParseResult parsed)
    {
        var given = parsed.GetValue(names) ?? [];
        if (parsed.GetValue(formula) is { } text) return [OfFormula(text, given)];
        if (Array.Find(given, name => CheckedOperations.All.All(operation => operation.Name != name)) is { } wrong)
        {
            throw new DataException(
                $"check {wrong}: unknown operation; use --formula to check a formula. The operations are "
                + $"{string.Join(", ", CheckedOperations.All.Select(operation => operation.Name))}.");
        }
        return CheckedOperations.All.Where(operation => given.Length == 0 || given.Contains(operation.Name));
    }

    private static CheckedOperation OfFormula(string text, string[] assignments)
    {
        var expression = Expression.Parse(text);
        var values = FormulaValues.Parse(expression, assignments);
        string[] ordered = [.. values.Keys];
        if (ordered.Length == 0) throw new DataException($"{text}: there is no value to differentiate with respect to; give one, such as x=2.");
        // Errors in the evaluation are reported by their position in the formula.
        expression.Bind(values.ToDictionary(value => value.Key, value => Tensor.Scalar(value.Value))).RequireFinite();
        return new(text, x => Bound(x), [.. ordered.Select(name => Tensor.Scalar(values[name]))]);

        Tensor Bound(Tensor[] x)
        {
            var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
            for (var i = 0; i < ordered.Length; i++) tensors[ordered[i]] = x[i];
            return expression.Bind(tensors).Output;
        }
    }

    private void Progress(ParseResult parsed, string name)
    {
        if (!Console.IsErrorRedirected && !parsed.GetValue(json)) Console.Error.Write($"\r{name,-60}\r");
    }

    private static void Show(IReadOnlyList<OperationCheck> checks)
    {
        // Lines may be longer if there is no terminal to cut them off.
        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = WidthWithoutTerminal;
        var table = new Table().Border(TableBorder.Simple).AddColumn("operation");
        foreach (var heading in (string[])["reverse", "forward", "reverse against forward", "second order", "value, ulps", "gradient, ulps"])
            table.AddColumn(new TableColumn(heading).RightAligned().NoWrap());
        foreach (var check in checks) table.AddRow(Array.ConvertAll(Cells(check), Markup.Escape));
        AnsiConsole.Write(table);
        foreach (var check in checks.Where(check => check.Operation.Reason is not null))
            Console.Out.WriteLine($"{check.Operation.Name}: {check.Operation.Reason}");
        var failed = checks.Count(check => !check.Passed);
        Console.Out.WriteLine(failed == 0 ? $"{checks.Count(check => check.Errors is not null)} checked, all passed" : $"{failed} of {checks.Count} failed");
    }

    /// <summary>A row of the table.</summary>
    internal static string[] Cells(OperationCheck check) => check.Errors is not { } errors ? [check.Operation.Name, "—", "—", "—", "—", "—", "—"] :
    [
        check.Operation.Name,
        GradientReport.Error(errors.Reverse),
        GradientReport.Error(errors.Forward),
        GradientReport.Error(errors.InnerProduct),
        errors.SecondOrder is { } second ? GradientReport.Error(second) : "—",
        GradientReport.Ulps(check.Precision!.Value),
        GradientReport.Ulps(check.Precision.Gradient),
    ];

    private static string Line(OperationCheck check) => Json.Line([
        ("operation", check.Operation.Name), ("passed", check.Passed), ("reason", check.Operation.Reason),
        ("reverse", check.Errors?.Reverse), ("forward", check.Errors?.Forward),
        ("reverse_against_forward", check.Errors?.InnerProduct), ("second_order", check.Errors?.SecondOrder),
        ("value_ulps", check.Precision?.Value), ("gradient_ulps", check.Precision?.Gradient)]);
}
