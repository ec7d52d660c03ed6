using System.CommandLine;
using System.Globalization;
using Nabla.Learning;
using Nabla.Plots;
using Spectre.Console;

namespace Nabla.Cli;

/// <summary><c>nabla graph</c>: shows a formula as a computational graph with its derivatives.</summary>
internal sealed class GraphCommand
{
    private readonly Argument<string?> formula = new("formula")
    {
        Description = "Formula, such as \"(a + b) * (b + 1)\"; parts can be named: \"c = a + b; c * c\"",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Argument<string[]> assignments = new("values")
    {
        Description = "A value for every name, such as a=2 b=1",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string> mode = new("--mode")
    {
        Description = "reverse: ∂output/∂node of every node; forward:NAME: ∂node/∂NAME of every node; paths or paths:NAME: paths to inputs; values",
        DefaultValueFactory = _ => "reverse",
    };

    private readonly Option<long> limit = Numbers.Long("--limit", "Maximum number of paths to list", 1000);
    private readonly NetworkGraph network = new();
    private readonly Option<string?> picture = new("--out") { Description = "Draw the graph to a file that ends in .svg, .png, .dot, .mmd or .txt" };
    private readonly Option<bool> json = new("--json") { Description = "Print one JSON object instead of the table" };

    public static Command Create()
    {
        var self = new GraphCommand();
        var command = new Command("graph", "Show a formula as a computational graph with values and derivatives, or a small network with backpropagation.")
        {
            self.formula, self.assignments, self.mode, self.limit, self.picture, self.json,
        };
        self.network.AddTo(command);
        command.SetAction(self.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        if (parsed.GetValue(picture) is { } early) GraphDrawing.ThrowIfCannotSave(early);
        if (network.IsChosen(parsed))
        {
            if (parsed.GetValue(formula) is { } extra) throw new DataException($"{extra}: --network draws a network, so there is no formula.");
            if (parsed.GetValue(json) || parsed.GetResult(mode) is { Implicit: false })
                throw new DataException("--network prints the passes of backpropagation; it has no --mode and no --json.");
            network.Run(parsed, parsed.GetValue(picture));
            return 0;
        }
        var text = parsed.GetValue(formula) ?? throw new DataException("graph: give a formula, such as \"(a + b) * (b + 1)\", or --network 2-2-1.");
        var expression = Expression.Parse(text);
        var values = FormulaValues.Parse(expression, parsed.GetValue(assignments) ?? []);
        var bound = expression.Bind(values.ToDictionary(value => value.Key, value => (Tensor)new Variable(Tensor.Scalar(value.Value), value.Key)));
        bound.RequireFinite();
        if (!bound.Output.RequiresGradient)
            throw new DataException($"{text}: it has no name to differentiate with respect to; its value is {Text(bound.Output.ToDouble())}.");
        var graph = ScalarGraph.Build(bound.Output);
        var names = graph.NameNodes(bound.Names);
        var output = graph.Nodes.Count - 1;

        using var interruption = new Interruption();
        var (kind, name) = Mode(parsed);
        switch (kind)
        {
            case "reverse":
                Show(parsed, graph, names, $"∂{names[output]}/∂", graph.Reverse(output).Derivatives);
                Save(parsed, () => ScalarGraphDrawing.Reverse(graph, output, names, text));
                break;
            case "forward":
                var input = Node(names, name);
                Show(parsed, graph, names, $"∂/∂{name}", graph.Forward(input).Derivatives);
                Save(parsed, () => ScalarGraphDrawing.Forward(graph, input, names, text));
                break;
            case "values":
                Show(parsed, graph, names, null, null);
                Save(parsed, () => ScalarGraphDrawing.Values(graph, names, text));
                break;
            default:
                int[] inputs = name.Length > 0
                    ? [Node(names, name)]
                    :
                    [
                        .. expression.Names.Concat(expression.Constants.Where(values.ContainsKey))
                            .Select(input => Array.IndexOf(names, input))
                            .Where(node => node >= 0),
                    ];
                ShowPaths(parsed, graph, names, inputs, interruption.Token);
                Save(parsed, () => name.Length > 0
                    ? ScalarGraphDrawing.Paths(graph, output, inputs[0], names, text)
                    : ScalarGraphDrawing.Values(graph, names, text));
                break;
        }
        return 0;
    }

    private void Show(ParseResult parsed, ScalarGraph graph, string[] names, string? heading, double[]? derivatives)
    {
        if (parsed.GetValue(json))
        {
            Console.Out.WriteLine(Json.Line([
                ("output", names[^1]), ("mode", parsed.GetValue(mode)), ("nodes", Nodes(graph, names, derivatives)), ("edges", Edges(graph, names))]));
            return;
        }
        var table = new Table().Border(TableBorder.Simple).AddColumn("node").AddColumn("formula").AddColumn(new TableColumn("value").RightAligned());
        if (heading is not null) table.AddColumn(new TableColumn(Markup.Escape(heading)).RightAligned());
        for (var node = 0; node < names.Length; node++)
        {
            string[] cells =
            [
                names[node],
                graph.Formula(node, names),
                Text(graph.Nodes[node].Value),
                .. derivatives is null ? (string[])[] : [Text(derivatives[node])],
            ];
            table.AddRow(Array.ConvertAll(cells, Markup.Escape));
        }
        AnsiConsole.Write(table);
    }

    private void ShowPaths(ParseResult parsed, ScalarGraph graph, string[] names, int[] inputs, CancellationToken cancellation)
    {
        var output = names.Length - 1;
        var most = parsed.GetValue(limit);
        if (most < 1) throw new DataException($"--limit {most}: it must be at least 1.");
        var sweep = graph.Reverse(output);
        var found = new List<object?>();
        var counts = graph.CountPaths(output);
        foreach (var input in inputs)
        {
            if (counts[input] > most)
            {
                var count = counts[input].ToString("N0", CultureInfo.InvariantCulture);
                throw new DataException(
                    $"{count} paths lead from {names[output]} to {names[input]}, more than --limit {most}; "
                    + "--mode reverse adds them up without listing them.");
            }
            var factored = graph.Eliminate(output, input);
            var sum = graph.SumOverPaths(output, input, most, cancellation);
            var paths = graph.Paths(output, input).Select(path => (
                Nodes: path.Edges.Select(edge => names[edge.From]).Prepend(names[output]).ToArray(),
                Factors: path.Edges.Select(edge => Text(edge.Derivative)).ToArray(),
                path.Product)).ToList();
            if (parsed.GetValue(json))
            {
                found.Add(((string, object?)[])[
                    ("input", names[input]), ("count", sum.Paths), ("sum", sum.Derivative),
                    ("multiplications", sum.Multiplications), ("additions", sum.Additions),
                    ("factored_multiplications", factored.Multiplications), ("factored_additions", factored.Additions),
                    ("paths", paths.Select(path => (object?)((string, object?)[])[("nodes", path.Nodes), ("product", path.Product)]).ToArray())]);
                continue;
            }
            Console.Out.WriteLine($"{Count(paths.Count, "path")} from {names[output]} to {names[input]}:");
            foreach (var path in paths)
            {
                var factors = path.Factors.Length > 1 ? $"{string.Join(" · ", path.Factors)} = " : "";
                Console.Out.WriteLine($"  {string.Join(" ← ", path.Nodes)}:  {factors}{Text(path.Product)}");
            }
            Console.Out.WriteLine(
                $"  their sum: ∂{names[output]}/∂{names[input]} = {Text(sum.Derivative)}  "
                + $"({Cost(sum.Multiplications, sum.Additions)}; factored: {Cost(factored.Multiplications, factored.Additions)})");
        }
        if (!parsed.GetValue(json))
        {
            Console.Out.WriteLine(
                $"reverse mode computes the derivatives with respect to all nodes with {Cost(sweep.Multiplications, sweep.Additions)}");
        }
        else
        {
            Console.Out.WriteLine(Json.Line([
                ("output", names[output]), ("mode", parsed.GetValue(mode)), ("inputs", found),
                ("reverse_multiplications", sweep.Multiplications), ("reverse_additions", sweep.Additions),
                ("nodes", Nodes(graph, names, null)), ("edges", Edges(graph, names))]));
        }
    }

    private void Save(ParseResult parsed, Func<GraphDrawing> drawing)
    {
        if (parsed.GetValue(picture) is not { } path) return;
        drawing().Save(path);
        if (!parsed.GetValue(json)) Console.Out.WriteLine($"saved to {path}");
    }

    private (string Kind, string Name) Mode(ParseResult parsed)
    {
        var text = parsed.GetValue(mode)!;
        var colon = text.IndexOf(':');
        var (kind, name) = colon < 0 ? (text, "") : (text[..colon], text[(colon + 1)..]);
        return (kind, name.Length > 0) switch
        {
            ("reverse" or "values", false) or ("forward", true) or ("paths", _) => (kind, name),
            ("forward", false) => throw new DataException("--mode forward: name the node to differentiate with respect to, such as forward:b."),
            _ => throw new DataException($"--mode {text}: unknown mode; the modes are reverse, forward:NAME, paths, paths:NAME and values."),
        };
    }

    private static int Node(string[] names, string name) => Array.IndexOf(names, name) is var node and >= 0
        ? node
        : throw new DataException($"There is no node '{name}' in the graph; its nodes are {string.Join(", ", names)}.");

    private static object?[] Nodes(ScalarGraph graph, string[] names, double[]? derivatives) =>
        [.. names.Select((name, node) => (object?)(IEnumerable<(string, object?)>)[
            ("name", name), ("formula", graph.Formula(node, names)), ("value", graph.Nodes[node].Value),
            .. derivatives is null ? ((string, object?)[])[] : [("derivative", derivatives[node])]])];

    private static object?[] Edges(ScalarGraph graph, string[] names) =>
        [.. graph.Edges.Select(edge => (object?)((string, object?)[])[("from", names[edge.From]), ("to", names[edge.To]), ("derivative", edge.Derivative)])];

    private static string Cost(long multiplications, long additions) => $"{Count(multiplications, "multiplication")}, {Count(additions, "addition")}";

    private static string Count(long number, string what) => $"{number} {what}{(number == 1 ? "" : "s")}";

    private static string Text(double number) => number.ToString("G6", CultureInfo.InvariantCulture);
}
