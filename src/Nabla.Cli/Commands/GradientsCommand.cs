using System.CommandLine;
using System.Globalization;
using System.Numerics;
using Nabla.Learning;
using Nabla.Plots;
using Spectre.Console;

namespace Nabla.Cli;

/// <summary><c>nabla gradients</c>: compares the methods of computing a gradient and their costs.</summary>
internal sealed class GradientsCommand
{
    private const int MostSizes = 30;

    /// <summary>The methods with their names on the command line and their titles in the table.</summary>
    private static readonly (string Name, GradientMethod Method, string Title)[] Methods =
    [
        ("paths", GradientMethod.Paths, "sum over all paths"),
        ("differences", GradientMethod.ForwardDifferences, "forward differences"),
        ("central", GradientMethod.CentralDifferences, "central differences"),
        ("complex", GradientMethod.ComplexStep, "complex step"),
        ("layers", GradientMethod.Layers, "layer by layer"),
        ("forward", GradientMethod.Forward, "forward mode"),
        ("reverse", GradientMethod.Reverse, "reverse mode"),
    ];

    private readonly Option<string> layers = new("--layers")
    {
        Description = "Widths from input to output, such as 4-8-8-3",
        DefaultValueFactory = _ => "4-8-8-3",
    };

    private readonly Option<string> network = new("--network")
    {
        Description = "mlp; skip: skip connections around all hidden layers but the first; recurrent: an Elman network with one step per hidden layer",
        DefaultValueFactory = _ => "mlp",
    };

    private readonly Option<string> activation = new("--activation")
    {
        Description = $"Nonlinearity: {string.Join(", ", Activation.Names)}, or maxout with mlp",
        DefaultValueFactory = _ => "tanh",
    };

    private readonly Option<string> loss = new("--loss")
    {
        Description = $"Loss: {string.Join(", ", Loss.All.Select(loss => loss.Name))}",
        DefaultValueFactory = _ => "squared-error",
    };

    private readonly Option<string> regularizer = new("--regularizer")
    {
        Description = $"Regularizer Ω: {string.Join(", ", Regularizer.All.Select(regularizer => regularizer.Name))}",
        DefaultValueFactory = _ => "l2",
    };

    private readonly Option<double> strength = Numbers.Real("--strength", "Strength λ of the regularizer", 0.01);
    private readonly Option<int> examples = Numbers.Whole("--examples", "Number of examples in the error E", 1);
    private readonly Option<string> ways = new("--ways")
    {
        Description = $"Methods to compare, separated by commas: {string.Join(", ", Methods.Select(way => way.Name))}; or all",
        DefaultValueFactory = _ => "all",
    };

    private readonly Option<string?> sweep = new("--sweep")
    {
        Description = "depth or width: repeat the comparison with 1, 2, … hidden layers of the first hidden width, or with growing widths",
    };

    private readonly Option<int> steps = Numbers.Whole("--steps", "Number of sizes in a sweep", 6);
    private readonly Option<long> limit = Numbers.Long("--limit", "Maximum number of paths to enumerate", 1_000_000);
    private readonly Option<int> evaluations = Numbers.Whole("--evaluations", "Maximum number of evaluations or sweeps per method", 20_000);
    private readonly Option<long> seed = Numbers.Seed("Random seed of weights and examples");
    private readonly Option<string?> picture = new("--out") { Description = "Draw the sweep to a file that ends in .png or .svg" };
    private readonly Option<bool> explain = new("--explain") { Description = "Print every step of the layer-by-layer method with its numbers" };
    private readonly Option<bool> json = new("--json") { Description = "Print one JSON object instead of the table" };

    public static Command Create()
    {
        var self = new GradientsCommand();
        var command = new Command("gradients", "Compute the gradient of a network by every method and compare results and costs.");
        Option[] options =
        [
            self.layers, self.network, self.activation, self.loss, self.regularizer, self.strength, self.examples, self.ways, self.sweep, self.steps,
            self.limit, self.evaluations, self.seed, self.explain, self.picture, self.json,
        ];
        foreach (var option in options) command.Options.Add(option);
        command.SetAction(self.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var widths = Widths(parsed);
        var chosen = Chosen(parsed);
        if (parsed.GetValue(examples) is < 1 or > 1000) throw new DataException($"--examples {parsed.GetValue(examples)}: it must be from 1 to 1000.");
        if (parsed.GetValue(picture) is { } path)
        {
            if (parsed.GetValue(sweep) is null) throw new DataException("--out draws a sweep: add --sweep depth or --sweep width.");
            LineFigure.ThrowIfCannotDraw(path);
        }
        var lambda = parsed.GetValue(strength);
        if (!(lambda >= 0 && lambda <= 1e6))
            throw new DataException($"--strength {lambda.ToString(CultureInfo.InvariantCulture)}: it must be from 0 to 1000000.");
        if (parsed.GetValue(limit) < 1) throw new DataException($"--limit {parsed.GetValue(limit)}: it must be at least 1.");
        if (parsed.GetValue(evaluations) < 1) throw new DataException($"--evaluations {parsed.GetValue(evaluations)}: it must be at least 1.");
        var sizes = Sizes(parsed, widths);
        if (parsed.GetValue(explain))
        {
            if (sizes.Length > 1 || parsed.GetValue(json)) throw new DataException("--explain prints the steps for one network; omit --sweep and --json.");
            var steps = new List<BackpropagationStep>();
            try
            {
                Compare(parsed, widths).ByLayers(steps.Add);
            }
            catch (NotSupportedException exception)
            {
                throw new DataException($"--explain: {exception.Message}", exception);
            }
            BackpropagationText.Print(steps);
            return 0;
        }
        using var interruption = new Interruption();
        var comparisons = new List<GradientSweepPoint>();
        foreach (var (size, shape) in sizes)
        {
            interruption.Token.ThrowIfCancellationRequested();
            var comparison = Compare(parsed, shape);
            var results = comparison.Compare(
                chosen, parsed.GetValue(limit), parsed.GetValue(evaluations), method => Progress(parsed, size, method), interruption.Token);
            comparisons.Add(new(
                size, string.Join('-', shape), comparison.WeightCount, comparison.EvaluationOperations, Paths(comparison), results));
            ClearProgress(parsed);
            if (!parsed.GetValue(json)) Show(comparisons[^1]);
        }
        if (parsed.GetValue(json))
        {
            Console.Out.WriteLine(Json.Line([
                ("network", parsed.GetValue(network)), ("sweep", parsed.GetValue(sweep)), ("sizes", comparisons.Select(Object).ToArray())]));
        }
        if (parsed.GetValue(picture) is { } target)
        {
            var title = $"Gradient methods: cost against {parsed.GetValue(sweep)}";
            LineFigure.Draw(target, GradientSweepFigure.Data(title, parsed.GetValue(sweep)!, comparisons, Title), 1200, 1000);
            if (!parsed.GetValue(json)) Console.Out.WriteLine($"saved to {target}");
        }
        return 0;
    }

    private GradientComparison Compare(ParseResult parsed, int[] widths)
    {
        var generator = new Generator((long)parsed.GetValue(seed));
        var batch = parsed.GetValue(examples);
        var criterion = Loss.FromName(parsed.GetValue(loss)!);
        var net = GradientNetworks.Build(parsed.GetValue(network)!, widths, parsed.GetValue(activation)!, generator);
        // Zero biases would put whole layers exactly on the kink of a ReLU, where the methods disagree.
        foreach (var bias in net.Parameters().Where(parameter => parameter.Shape.Rank == 1))
            bias.Value = generator.Normal(bias.Shape, 0, 0.3, ElementType.Float64);
        var x = generator.Normal([batch, GradientNetworks.Inputs(parsed.GetValue(network)!, widths)], type: ElementType.Float64).Evaluate();
        var t = criterion.IsRegression
            ? generator.Normal([batch, widths[^1]], type: ElementType.Float64).Evaluate()
            : criterion.Encode(
                Tensor.From(Enumerable.Range(0, batch).Select(row => (long)(row % widths[^1])).ToArray()),
                widths[^1],
                ElementType.Float64).Evaluate();
        return new(net, new Objective(criterion, Regularizer.FromName(parsed.GetValue(regularizer)!), parsed.GetValue(strength)), x, t);
    }

    private void Show(GradientSweepPoint point)
    {
        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{point.Shape}: {point.Weights:N0} weights, {point.EvaluationOperations:N0} operations to evaluate E, "
            + $"{(point.Paths is { } paths ? Big(paths) : "uncounted")} paths from E to the weights"));
        var table = new Table().Border(TableBorder.Simple).AddColumn(new TableColumn("method").NoWrap().PadLeft(0).PadRight(1));
        foreach (var heading in (string[])["difference", "operations", "÷ E", "time", "per weight"])
            table.AddColumn(new TableColumn(heading).RightAligned().NoWrap().PadLeft(1).PadRight(0));
        foreach (var result in point.Results)
        {
            if (result.Refusal is not null)
            {
                table.AddRow(Title(result.Method), "refused", "", "", "", "");
                continue;
            }
            table.AddRow(
                Title(result.Method),
                result.Difference.ToString("0.0e+0", CultureInfo.InvariantCulture),
                result.Operations.ToString("N0", CultureInfo.InvariantCulture),
                string.Create(CultureInfo.InvariantCulture, $"{(double)result.Operations / point.EvaluationOperations:N1}"),
                Time(result.Seconds),
                Time(result.Seconds / point.Weights));
        }
        AnsiConsole.Write(table);
        foreach (var result in point.Results.Where(result => result.Refusal is not null))
        {
            var option = result.Method == GradientMethod.Paths ? limit.Name : evaluations.Name;
            Console.Out.WriteLine($"  {Title(result.Method)} does not run: {Bare(result.Refusal!)}{(result.IsLimitReached ? $" ({option})" : "")}.");
        }
    }

    private static (string, object?)[] Object(GradientSweepPoint point) =>
    [
        ("layers", point.Shape), ("weights", point.Weights), ("evaluation_operations", point.EvaluationOperations), ("paths", point.Paths),
        ("ways", point.Results.Select(result => (object?)((string, object?)[])[
            ("way", Methods.Single(way => way.Method == result.Method).Name), ("refusal", result.Refusal), ("difference", result.Difference),
            ("operations", result.Refusal is null ? result.Operations : null), ("seconds", result.Seconds),
            ("seconds_per_weight", result.Seconds / point.Weights)]).ToArray()),
    ];

    private int[] Widths(ParseResult parsed)
    {
        var text = parsed.GetValue(layers)!;
        var widths = LayerWidths.ParseAll(layers.Name, text, 10_000);
        return widths.Length >= 3
            ? widths
            : throw new DataException($"--layers {text}: there must be at least an input, a hidden layer and an output.");
    }

    private GradientMethod[] Chosen(ParseResult parsed)
    {
        var text = parsed.GetValue(ways)!;
        if (text == "all") return [.. Methods.Select(way => way.Method)];
        return Array.ConvertAll(text.Split(',').Distinct().ToArray(), name => Array.Exists(Methods, way => way.Name == name)
            ? Methods.Single(way => way.Name == name).Method
            : throw new DataException($"--ways {name}: unknown method; the methods are {string.Join(", ", Methods.Select(way => way.Name))}, and all."));
    }

    /// <summary>The shapes to compare: a single one, or those of the sweep.</summary>
    private (int Size, int[] Widths)[] Sizes(ParseResult parsed, int[] widths)
    {
        var count = parsed.GetValue(steps);
        if (count is < 1 or > MostSizes) throw new DataException($"--steps {count}: it must be from 1 to {MostSizes}.");
        return parsed.GetValue(sweep) switch
        {
            null => [(widths.Length - 2, widths)],
            "depth" => [.. Enumerable.Range(1, count).Select(depth => (depth, (int[])[widths[0], .. Enumerable.Repeat(widths[1], depth), widths[^1]]))],
            "width" =>
            [
                .. Enumerable.Range(0, count)
                    .Select(step => 2 << step)
                    .Select(width => (width, (int[])[widths[0], .. Enumerable.Repeat(width, widths.Length - 2), widths[^1]])),
            ],
            var other => throw new DataException($"--sweep {other}: it must be depth or width."),
        };
    }

    private void Progress(ParseResult parsed, int size, GradientMethod method)
    {
        if (!Console.IsErrorRedirected && !parsed.GetValue(json)) Console.Error.Write($"\r{parsed.GetValue(sweep) ?? "size"} {size}: {Title(method),-20}");
    }

    private void ClearProgress(ParseResult parsed)
    {
        if (!Console.IsErrorRedirected && !parsed.GetValue(json)) Console.Error.Write($"\r{"",-40}\r");
    }

    private static string Title(GradientMethod method) => Methods.Single(entry => entry.Method == method).Title;

    private static BigInteger? Paths(GradientComparison comparison)
    {
        try
        {
            return comparison.Paths;
        }
        catch (GraphLimitException)
        {
            return null;
        }
    }

    private static string Big(BigInteger number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Time(double seconds) => seconds switch
    {
        < 1e-6 => string.Create(CultureInfo.InvariantCulture, $"{seconds * 1e9:G3} ns"),
        < 1e-3 => string.Create(CultureInfo.InvariantCulture, $"{seconds * 1e6:G3} µs"),
        < 1 => string.Create(CultureInfo.InvariantCulture, $"{seconds * 1e3:G3} ms"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds:G3} s"),
    };

    /// <summary>The reason without its prefix, which would repeat the name of the method.</summary>
    private static string Bare(string reason)
    {
        var colon = reason.IndexOf(": ", StringComparison.Ordinal);
        return (colon is > 0 and < 20 ? reason[(colon + 2)..] : reason).TrimEnd('.');
    }
}
