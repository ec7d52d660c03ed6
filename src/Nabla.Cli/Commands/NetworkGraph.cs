using System.CommandLine;
using Nabla.Learning;

namespace Nabla.Cli;

/// <summary><c>nabla graph --network</c>: backpropagation through a small network, step by step.</summary>
internal sealed class NetworkGraph
{
    private const int MostConnections = 60;

    private readonly Option<string?> network = new("--network") { Description = "Widths of a network to show instead of a formula, such as 2-2-1" };
    private readonly Option<string> activation = new("--activation")
    {
        Description = $"With --network: nonlinearity of the hidden layers: {string.Join(", ", Activation.Names)}",
        DefaultValueFactory = _ => "sigmoid",
    };

    private readonly Option<string?> output = new("--output")
    {
        Description = $"With --network: nonlinearity of the outputs: {string.Join(", ", Activation.Names)} (default: none)",
    };

    private readonly Option<long> seed = Numbers.Seed("With --network: random seed of weights and example");

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[network, activation, output, seed]) command.Options.Add(option);
    }

    public bool IsChosen(ParseResult parsed) => parsed.GetValue(network) is not null;

    /// <summary>Prints both passes and draws the network, if there is a file for the picture.</summary>
    public void Run(ParseResult parsed, string? picture)
    {
        var widths = Widths(parsed.GetValue(network)!);
        var generator = new Generator(parsed.GetValue(seed));
        var layers = Models.Perceptron(widths, Activation.FromName(parsed.GetValue(activation)!).TypeName, generator, ElementType.Float64);
        if (parsed.GetValue(output) is { } end) layers.Add(Activation.FromName(end));
        // One decimal keeps the arithmetic easy to follow.
        foreach (var parameter in layers.Parameters()) parameter.Value = OneDecimal(generator.Normal(parameter.Shape, type: ElementType.Float64));
        var x = OneDecimal(generator.Normal([1, widths[0]], type: ElementType.Float64));
        var t = Tensor.Ones([1, widths[^1]], ElementType.Float64);

        var steps = new List<BackpropagationStep>();
        _ = new Backpropagation(layers, new Objective(new HalfSquaredError())) { Observer = steps.Add }.Differentiate(x, t);
        Console.Out.WriteLine($"E = ½ Σ (y − t)² with the target{(widths[^1] == 1 ? "" : "s")} t = {string.Join(", ", Enumerable.Repeat("1", widths[^1]))}");
        BackpropagationText.Print(steps);
        if (picture is null) return;
        NetworkDrawing.Of(widths, steps, $"Backpropagation through a {parsed.GetValue(network)} network").Save(picture);
        Console.Out.WriteLine($"saved to {picture}");
    }

    private static int[] Widths(string text)
    {
        var widths = LayerWidths.ParseAll("--network", text, MostConnections);
        if (widths.Length < 2) throw new DataException($"--network {text}: there must be at least an input and an output.");
        var connections = widths.Zip(widths.Skip(1), (a, b) => a * b).Sum();
        return connections <= MostConnections
            ? widths
            : throw new DataException($"--network {text}: {connections} connections do not fit into a picture; there may be {MostConnections}.");
    }

    private static Tensor OneDecimal(Tensor numbers) => ((numbers * 10).Round() / 10).Evaluate();

    /// <summary>The lecture's error for this algorithm, ½ Σ (y − t)², whose derivative is y − t.</summary>
    private sealed class HalfSquaredError : Loss
    {
        public override string Name => "half-squared-error";

        public override string Description => "least-squares regression";

        public override bool IsRegression => true;

        public override Tensor PerExample(Tensor outputs, Tensor targets) => (outputs - targets).Square().Sum(1) * 0.5;

        public override Tensor Derivative(Tensor outputs, Tensor targets) => outputs - targets;
    }
}
