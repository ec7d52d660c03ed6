using System.CommandLine;
using System.Globalization;
using Nabla.Learning;

namespace Nabla.Cli;

/// <summary>The options that say what a network minimizes, and how.</summary>
internal sealed class LearningChoice
{
    private const string Optimizers = "sgd, momentum, adam, adamw, proximal and random-changes";

    private readonly Option<string?> loss = new("--loss") { Description = $"The loss: {string.Join(", ", Loss.All.Select(loss => loss.Name))}; softmax for classes and l2 for numbers if not given" };
    private readonly Option<string> regularizer = new("--regularizer") { Description = $"Ω: {string.Join(", ", Regularizer.All.Select(regularizer => regularizer.Name))}; it counts where --strength is above 0", DefaultValueFactory = _ => "l2" };
    private readonly Option<double> strength = Numbers.Real("--strength", "λ of the regularizer (with adamw: the decoupled weight decay)", 0);
    private readonly Option<string> optimizer = new("--optimizer") { Description = "sgd, momentum, adam, adamw; proximal, which makes weights exactly zero with --regularizer l1; random-changes, kept when they improve", DefaultValueFactory = _ => "adam" };
    private readonly Option<double?> rate = Numbers.OptionalReal("--learning-rate", "How far a step goes; chosen by the optimizer if not given", "--lr");
    private readonly Option<bool> constantRate = new("--constant-rate") { Description = "Keeps the learning rate, which else falls along half a cosine" };

    /// <summary>How the objective is made smaller.</summary>
    public Option<string> Optimizer => optimizer;

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[loss, regularizer, strength, optimizer, rate, constantRate]) command.Options.Add(option);
    }

    /// <summary>Refuses what cannot be, before any data are read.</summary>
    public void Check(ParseResult parsed, string model)
    {
        if (parsed.GetValue(loss) is { } name && Loss.FromName(name) is MisclassificationLoss) throw new DataException($"--loss {name}: it has no gradient to learn by; take hinge or cross-entropy, or --model perceptron.");
        var omega = Regularizer.FromName(parsed.GetValue(regularizer)!);
        var lambda = parsed.GetValue(strength);
        if (!(lambda >= 0 && double.IsFinite(lambda))) throw new DataException($"--strength {Text(lambda)}: it must be a finite number of at least 0.");
        if (parsed.GetValue(rate) is { } given && !(given > 0 && double.IsFinite(given))) throw new DataException($"--learning-rate {Text(given)}: it must be a positive number.");
        var chosen = parsed.GetValue(optimizer)!;
        if (chosen is not ("sgd" or "momentum" or "adam" or "adamw" or "proximal" or "random-changes")) throw new DataException($"--optimizer {chosen}: there are {Optimizers}.");
        if (chosen == "proximal" && omega is L2Regularizer) throw new DataException("--optimizer proximal is for --regularizer l1 or elastic-net; l2 has a gradient everywhere.");
        if (model is not ("perceptron" or "delta")) return;
        if (parsed.GetResult(optimizer) is { Implicit: false }) throw new DataException($"--optimizer {chosen}: --model {model} has a rule of its own.");
        if (parsed.GetValue(loss) is { } other) throw new DataException($"--loss {other}: --model {model} has a rule of its own.");
        if (lambda > 0) throw new DataException($"--strength {Text(lambda)}: --model {model} has no regularizer; take --model linear.");
    }

    /// <summary>The loss for a data set.</summary>
    public Loss LossFor(ParseResult parsed, string model, Dataset data)
    {
        if (model == "perceptron" && !data.IsClassification)
            throw new DataException($"--model perceptron: {data.Name} has numbers to predict, not classes; take --model delta.");
        if (model == "perceptron") return new MisclassificationLoss();
        var chosen = Loss.FromName(parsed.GetValue(loss) ?? (model == "delta" || !data.IsClassification ? "squared-error" : "cross-entropy"));
        if (!data.IsClassification && !chosen.FitsRegression)
            throw new DataException($"--loss {chosen.Name}: {data.Name} has numbers to predict, not classes; take {string.Join(", ", Loss.All.Where(other => other.FitsRegression).Select(other => other.Name))}.");
        return chosen;
    }

    /// <summary>How the network learns.</summary>
    public LearningRule Rule(ParseResult parsed, string model, Sequential network, Loss loss, long seed)
    {
        var (step, lambda, parameters) = (parsed.GetValue(rate), parsed.GetValue(strength), network.Parameters());
        switch (model)
        {
            case "perceptron": return new PerceptronRule(network, step ?? 1);
            case "delta": return new DeltaRule(network, step ?? 0.01);
        }
        var omega = Regularizer.FromName(parsed.GetValue(regularizer)!);
        var objective = new Objective(loss, omega, lambda);
        switch (parsed.GetValue(optimizer))
        {
            case "sgd": return new GradientRule(network, objective, new Sgd(parameters, step ?? 0.05));
            case "momentum": return new GradientRule(network, objective, new Sgd(parameters, step ?? 0.05, momentum: 0.9));
            case "adamw": return new GradientRule(network, new Objective(loss), new Adam(parameters, step ?? 1e-3, weightDecay: lambda));
            case "random-changes": return new RandomChangesRule(network, objective, step ?? 0.03, new Generator(seed + 1));
            case "proximal":
                // The part with kinks goes into the step, the smooth part into the gradient.
                var kinked = omega is ElasticNetRegularizer net ? net.Mixture * lambda : lambda;
                return new GradientRule(network, new Objective(loss, new L2Regularizer(), lambda - kinked), new ProximalGradient(parameters, step ?? 0.05, kinked));
            // One layer alone can take larger steps.
            default: return new GradientRule(network, objective, new Adam(parameters, step ?? (model == "linear" ? 0.02 : 1e-3)));
        }
    }

    /// <summary>The perceptron's rule is stated for a constant rate.</summary>
    public bool DecaysRate(ParseResult parsed, string model) => model != "perceptron" && !parsed.GetValue(constantRate);

    /// <summary>What a run with a regularizer that makes zeros has to say about them; null for others.</summary>
    public string? Zeros(ParseResult parsed, Sequential network)
    {
        if (parsed.GetValue(strength) == 0 || parsed.GetValue(optimizer) != "proximal") return null;
        var weights = network.Parameters().Where(parameter => parameter.Shape.Rank >= 2).SelectMany(parameter => parameter.Value.ToArray<float>()).ToArray();
        return $"{weights.Count(weight => weight == 0)} of {weights.Length} weights are exactly zero";
    }

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
}
