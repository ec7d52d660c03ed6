using System.CommandLine;
using Nabla.Learning;

namespace Nabla.Cli;

/// <summary>The options for the architecture of a network.</summary>
internal sealed class ModelChoice
{
    private static readonly string[] Kinds = ["mlp", "linear", "perceptron", "delta"];

    // Networks for images of 28×28.
    private static readonly Dictionary<string, Func<int, Generator, Sequential>> OfImages = new(StringComparer.Ordinal)
    {
        ["lenet1"] = Models.LeNet1,
        ["lenet4"] = Models.LeNet4,
        ["lenet5"] = Models.LeNet5,
        ["resnet"] = (classes, generator) => Models.ResNet(classes, generator),
    };

    // For text.
    private const string Lstm = "lstm";

    private readonly Option<string> model = new("--model")
    {
        Description = "Model: mlp; linear, without hidden layers; perceptron or delta, linear and trained by that rule; lenet1, lenet4, lenet5 or resnet, for "
            + "images of 28×28; lstm, for text; or FILE.json, with layers as summary --json prints them",
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

    /// <summary>Returns the kind of model: mlp, linear, perceptron, delta, a network for images, or a file.</summary>
    public string Kind(ParseResult parsed)
    {
        var kind = parsed.GetValue(model)!;
        if (Kinds.Contains(kind) || OfImages.ContainsKey(kind) || IsFile(kind) || kind == Lstm) return kind;
        throw new DataException(
            $"--model {kind}: unknown model; the models are {string.Join(", ", Kinds.Concat(OfImages.Keys))}, lstm for text:FILE, or FILE.json.");
    }

    /// <summary>True for models that are made of linear layers.</summary>
    public static bool IsOfRows(string kind) => Kinds.Contains(kind);

    private static bool IsFile(string kind) => kind.EndsWith(".json", StringComparison.OrdinalIgnoreCase);

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
        if (!IsOfRows(kind))
        {
            foreach (var option in kind == Lstm ? (Option[])[activation, output, basis] : [hidden, activation, output, basis])
            {
                if (parsed.GetResult(option) is { Implicit: false })
                    throw new DataException($"{option.Name} is for --model mlp; --model {kind} has its own layers.");
            }
            return;
        }
        if (kind != "mlp" && parsed.GetResult(hidden) is { Implicit: false } && LayerWidths.Parse(parsed.GetValue(hidden)!).Length > 0)
            throw new DataException($"--model {kind} has no hidden layers; omit --hidden, or use --model mlp.");
        if (kind != "mlp" && parsed.GetResult(activation) is { Implicit: false })
            throw new DataException($"--model {kind} has no hidden layers, so no nonlinearity between them; omit --activation, or use --model mlp.");
        if (kind is "perceptron" or "delta" && parsed.GetValue(output) is { } given)
            throw new DataException($"--output {given}: --model {kind} has its own outputs.");
    }

    /// <summary>Builds a network for text.</summary>
    /// <exception cref="DataException">The model is not one for text.</exception>
    public Sequential BuildForText(ParseResult parsed, int characters, double dropout, Generator generator)
    {
        var kind = Kind(parsed);
        if (IsFile(kind)) return FromFile(kind, generator);
        if (kind != Lstm) throw new DataException($"--model {kind}: a text needs --model lstm, or FILE.json.");
        var widths = parsed.GetResult(hidden) is { Implicit: false } ? LayerWidths.Parse(parsed.GetValue(hidden)!) : [256];
        return widths.Length > 0 && widths.All(width => width == widths[0])
            ? Models.CharLstm(characters, generator, widths[0], widths.Length, dropout)
            : throw new DataException($"--hidden {parsed.GetValue(hidden)}: the layers of an LSTM have one width, such as 256 or 256,256.");
    }

    /// <summary>Builds a network for examples of the given shape. Examples with several axes are flattened first.</summary>
    public Sequential Build(ParseResult parsed, IReadOnlyList<int> exampleShape, int outputs, Generator generator)
    {
        var kind = Kind(parsed);
        if (OfImages.TryGetValue(kind, out var create))
        {
            return exampleShape is [28, 28]
                ? create(outputs, generator)
                : throw new DataException($"--model {kind} takes images of 28×28, but an example has the shape [{string.Join(", ", exampleShape)}].");
        }
        if (IsFile(kind)) return FromFile(kind, generator);
        if (kind == Lstm) throw new DataException("--model lstm is for text:FILE.");
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
        foreach (var layer in Models.Perceptron([inputs, .. widths, outputs], parsed.GetValue(activation)!, generator)) network.Add(layer);
        if (parsed.GetValue(output) is { } end) network.Add(end == "softmax" ? new Softmax() : Activation.FromName(end));
        return network;
    }

    private static Sequential FromFile(string path, Generator generator)
    {
        try
        {
            var network = ModelFile.CreateNetwork(File.ReadAllText(path), generator);
            return network as Sequential ?? [network];
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException and not OperationException)
        {
            throw new DataException($"--model {path}: {exception.Message.Split('\n')[0].TrimEnd('.')}.", exception);
        }
    }
}
