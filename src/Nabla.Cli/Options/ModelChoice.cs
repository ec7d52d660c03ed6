using System.CommandLine;
using Nabla.Learning;

namespace Nabla.Cli;

/// <summary>The options for the architecture of a network.</summary>
internal sealed class ModelChoice
{
    private static readonly string[] Kinds = ["mlp", "linear", "perceptron", "delta"];

    private readonly Option<string> model = new("--model")
    {
        Description = "Model: mlp; linear, without hidden layers; perceptron or delta, linear and trained by that rule",
        DefaultValueFactory = _ => "mlp",
    };

    private readonly Option<string> hidden = new("--hidden")
    {
        Description = "Widths of the hidden layers, such as 300 or 300,100; none for a linear model",
        DefaultValueFactory = _ => "128",
    };

    private readonly Option<string> activation = new("--activation")
    {
        Description = $"Nonlinearity between layers: {string.Join(", ", Activation.Names)} or maxout",
        DefaultValueFactory = _ => "relu",
    };

    private readonly Option<string?> output = new("--output")
    {
        Description = $"Nonlinearity of the outputs: {string.Join(", ", Activation.Names)} or softmax (default: none, as classification losses expect)",
    };

    private readonly Option<string?> basis = BasisChoice.Create();

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[model, hidden, activation, output, basis]) command.Options.Add(option);
    }

    /// <summary>Returns the kind of model: mlp, linear, perceptron or delta.</summary>
    public string Kind(ParseResult parsed)
    {
        var kind = parsed.GetValue(model)!;
        return Kinds.Contains(kind) ? kind : throw new DataException($"--model {kind}: unknown model; the models are {string.Join(", ", Kinds)}.");
    }

    /// <summary>Rejects invalid combinations before any data is read.</summary>
    public void Check(ParseResult parsed)
    {
        // Without hidden layers the nonlinearity is not used, but an unknown name is still an error.
        var name = parsed.GetValue(activation)!;
        if (name != "maxout") _ = Activation.FromName(name);
        if (parsed.GetValue(output) is { } end and not "softmax") _ = Activation.FromName(end);
        _ = LayerWidths.Parse(parsed.GetValue(hidden)!);
        if (parsed.GetValue(basis) is { } functions) _ = BasisChoice.Parse(functions, 1, new Generator(0));
        var kind = Kind(parsed);
        if (kind != "mlp" && parsed.GetResult(hidden) is { Implicit: false } && LayerWidths.Parse(parsed.GetValue(hidden)!).Length > 0)
            throw new DataException($"--model {kind} has no hidden layers; omit --hidden, or use --model mlp.");
        if (kind != "mlp" && parsed.GetResult(activation) is { Implicit: false })
            throw new DataException($"--model {kind} has no hidden layers, so no nonlinearity between them; omit --activation, or use --model mlp.");
        if (kind is "perceptron" or "delta" && parsed.GetValue(output) is { } given)
            throw new DataException($"--output {given}: --model {kind} has its own outputs.");
    }

    /// <summary>Builds a network for examples of the given shape. Examples with several axes are flattened first.</summary>
    public Sequential Build(ParseResult parsed, IReadOnlyList<int> exampleShape, int outputs, Generator generator)
    {
        var network = new Sequential();
        var inputs = exampleShape.Aggregate(1, (product, size) => product * size);
        if (exampleShape.Count > 1) network.Add(new Flatten());
        if (parsed.GetValue(basis) is { } text)
        {
            var functions = BasisChoice.Parse(text, inputs, generator);
            network.Add(functions);
            inputs = functions.Outputs;
        }
        var widths = Kind(parsed) == "mlp" ? LayerWidths.Parse(parsed.GetValue(hidden)!) : [];
        foreach (var layer in Sequential.Perceptron([inputs, .. widths, outputs], parsed.GetValue(activation)!, generator)) network.Add(layer);
        if (parsed.GetValue(output) is { } end) network.Add(end == "softmax" ? new Softmax() : Activation.FromName(end));
        return network;
    }
}
