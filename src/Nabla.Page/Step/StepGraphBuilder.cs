using System.Globalization;
using System.Numerics;

namespace Nabla.Page;

/// <summary>Computes everything that the page shows of a formula, by the library's own graph.</summary>
internal static class StepGraphBuilder
{
    /// <summary>The number of nodes that can still be told apart on a page.</summary>
    internal const int MostNodes = 60;

    /// <summary>The number of paths that one still steps through.</summary>
    internal const int MostPaths = 64;

    private const int MostCharacters = 2_000;

    // Walking more takes longer than people wait.
    private const int MostWalked = 100_000;

    /// <summary>The names in a formula that need values.</summary>
    /// <exception cref="ExpressionException">The formula is invalid; the message says where and why.</exception>
    /// <exception cref="PageException">It is too long.</exception>
    internal static IReadOnlyList<string> NamesOf(string formula) => Parse(formula).Names;

    /// <summary>Builds the graph of a formula.</summary>
    /// <param name="formula">The formula.</param>
    /// <param name="values">A value for each name.</param>
    /// <exception cref="ExpressionException">The formula is invalid or has no finite value; the message says where and why.</exception>
    /// <exception cref="PageException">It is too large for the page, or there is nothing to differentiate with respect to.</exception>
    internal static StepGraph Build(string formula, IReadOnlyDictionary<string, double> values)
    {
        var expression = Parse(formula);
        var variables = expression.Names.ToDictionary(
            name => name, name => (Tensor)new Variable(Tensor.Scalar(values.TryGetValue(name, out double value) ? value : 1.0), name));
        var bound = expression.Bind(variables);
        bound.RequireFinite();
        if (!bound.Output.RequiresGradient)
        {
            throw new PageException(
                $"The formula has no name to differentiate with respect to; write letters such as a and b. Its value is {Text(bound.Output.ToDouble())}.");
        }
        ScalarGraph graph;
        try
        {
            graph = ScalarGraph.Build(bound.Output, mostEdges: 2 * MostNodes);
        }
        catch (GraphLimitException)
        {
            throw TooLarge($"more than {2 * MostNodes} edges");
        }
        if (graph.Nodes.Count > MostNodes) throw TooLarge($"{graph.Nodes.Count} nodes");
        return new Builder(graph, graph.NameNodes(bound.Names), expression.Names).Build();
    }

    /// <summary>A number for people: six digits, with a minus sign.</summary>
    internal static string Text(double number) => number.ToString("G6", CultureInfo.InvariantCulture).Replace('-', '−');

    private static Expression Parse(string formula) => formula.Length <= MostCharacters
        ? Expression.Parse(formula)
        : throw TooLarge($"{formula.Length.ToString("N0", CultureInfo.InvariantCulture)} characters");

    private static PageException TooLarge(string size) => new(
        $"The formula has {size}. The page draws up to {MostNodes} nodes and reads {MostCharacters} characters; the library and its tool take any size.");

    private sealed class Builder(ScalarGraph graph, string[] names, IReadOnlyList<string> inputs)
    {
        private readonly string[] values = [.. graph.Nodes.Select(node => node.Value < 0 ? $"({Text(node.Value)})" : Text(node.Value))];
        private readonly int output = graph.Nodes.Count - 1;
        private readonly int[] inputNodes = [.. inputs.Select(name => Array.IndexOf(names, name)).Where(node => node >= 0)];
        private readonly ScalarSweep reverse = graph.Reverse(graph.Nodes.Count - 1);
        private readonly BigInteger[] pathCounts = graph.CountPaths(graph.Nodes.Count - 1);
        private readonly Dictionary<(int From, int To), int> places =
            graph.Edges.Select((edge, place) => (edge, place)).ToDictionary(entry => (entry.edge.From, entry.edge.To), entry => entry.place);

        internal StepGraph Build() => new(
            [.. graph.Nodes.Select(NodeOf)],
            [.. graph.Edges.Select(EdgeOf)],
            Sweep(output, isForward: false),
            [.. inputNodes.Select(InputOf)],
            Costs());

        private StepNode NodeOf(ScalarNode node, int i) => new(
            names[i], Readable(graph.Formula(i, names)), Readable(graph.Formula(i, values)), Text(node.Value), i == output);

        private StepEdge EdgeOf(ScalarEdge edge) => new(
            edge.From, edge.To, Readable(graph.DerivativeFormula(edge, names)), Readable(graph.DerivativeFormula(edge, values)), Text(edge.Derivative));

        private StepInput InputOf(int input)
        {
            BigInteger count = pathCounts[input];
            var paths = new List<StepPath>();
            double sum = 0;
            if (count <= MostPaths)
            {
                foreach (ScalarPath path in graph.Paths(output, input))
                {
                    sum += path.Product;
                    paths.Add(new(
                        [.. path.Edges.Select(PlaceOf)], [.. path.Edges.Select(edge => Text(edge.Derivative))], Text(path.Product), Text(sum)));
                }
            }
            string total = count.ToString("N0", CultureInfo.InvariantCulture);
            return new(input, Sweep(input, isForward: true), paths, total, Text(reverse.Derivatives[input]));
        }

        /// <summary>The steps of a sweep in the order in which the library makes them.</summary>
        private List<StepEvent> Sweep(int start, bool isForward)
        {
            var derivatives = new double[names.Length];
            var reached = new bool[names.Length];
            var events = new List<StepEvent> { new(start, -1, "", "", "", "1") };
            (derivatives[start], reached[start]) = (1, true);
            for (int i = 0; i < names.Length; i++)
            {
                int node = isForward ? i : output - i;
                foreach (ScalarEdge edge in graph.EdgesTo(node))
                {
                    (int from, int to) = isForward ? (edge.From, node) : (node, edge.From);
                    if (!reached[from] || (isForward && node <= start)) continue;
                    double product = derivatives[from] * edge.Derivative;
                    string before = reached[to] ? Text(derivatives[to]) : "";
                    derivatives[to] += product;
                    reached[to] = true;
                    events.Add(new(to, PlaceOf(edge), Text(derivatives[from]), Text(product), before, Text(derivatives[to])));
                }
            }
            return events;
        }

        private StepCost[] Costs()
        {
            BigInteger paths = inputNodes.Aggregate(BigInteger.Zero, (sum, node) => sum + pathCounts[node]);
            PathSum[]? walked = paths <= MostWalked ? [.. inputNodes.Select(node => graph.SumOverPaths(output, node))] : null;
            ScalarSweep[] forward = [.. inputNodes.Select(graph.Forward)];
            int operations = graph.Nodes.Select((_, i) => i).Count(i => graph.EdgesTo(i).Length > 0);
            string each = Count(inputNodes.Length);
            return
            [
                walked is null
                    ? new("Naive, by paths", Plural(paths, "path"), "too many", "too many")
                    : new("Naive, by paths", Plural(paths, "path"), Count(walked.Sum(sum => sum.Multiplications)), Count(walked.Sum(sum => sum.Additions))),
                new("Numerical", $"{2 * inputNodes.Length} evaluations of {Plural(operations, "operation")}", each, each),
                new("Forward mode", $"{Plural(inputNodes.Length, "sweep")}, one per input", Count(forward.Sum(sweep => sweep.Multiplications)),
                    Count(forward.Sum(sweep => sweep.Additions))),
                new("Reverse mode", "1 sweep for all inputs", Count(reverse.Multiplications), Count(reverse.Additions)),
            ];
        }

        private int PlaceOf(ScalarEdge edge) => places[(edge.From, edge.To)];

        private static string Plural(BigInteger count, string noun) =>
            string.Create(CultureInfo.InvariantCulture, $"{count:N0} {noun}{(count.IsOne ? "" : "s")}");

        private static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

        private static string Readable(string formula) => formula.Replace('-', '−');
    }
}
