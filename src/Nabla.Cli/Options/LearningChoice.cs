using System.CommandLine;
using System.Globalization;
using Nabla.Learning;

namespace Nabla.Cli;

/// <summary>The options for the objective and its minimization.</summary>
internal sealed class LearningChoice
{
    private const string RandomChanges = "random-changes";

    private static readonly string Optimizers = string.Join(", ", OptimizerRegistry.All.Select(type => type.Name).Append(RandomChanges));

    private readonly Option<string?> loss = new("--loss")
    {
        Description = $"Loss: {string.Join(", ", Loss.All.Select(loss => loss.Name))} (default: cross-entropy for classes, squared-error for numbers)",
    };

    private readonly Option<string> regularizer = new("--regularizer")
    {
        Description = $"Regularizer Ω: {string.Join(", ", Regularizer.All.Select(regularizer => regularizer.Name))}; used if --strength is above 0",
        DefaultValueFactory = _ => "l2",
    };

    private readonly Option<double> strength = Numbers.Real("--strength", "Strength λ of the regularizer; with adamw or lion, the weight decay", 0);

    private readonly Option<string> optimizer = new("--optimizer")
    {
        Description = $"Optimizer: {Optimizers}; proximal makes weights exactly zero with --regularizer l1, random-changes keeps changes that improve the loss",
        DefaultValueFactory = _ => "adam",
    };

    private readonly Option<double?> rate = Numbers.OptionalReal("--learning-rate", "Learning rate (default: depends on the optimizer)", "--lr");
    private readonly Option<bool> constantRate = new("--constant-rate")
    {
        Description = "Keep the learning rate constant instead of lowering it along half a cosine",
    };


    /// <summary>The optimizer option.</summary>
    public Option<string> Optimizer => optimizer;

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[loss, regularizer, strength, optimizer, rate, constantRate]) command.Options.Add(option);
    }

    /// <summary>Rejects invalid combinations before any data is read.</summary>
    public void Check(ParseResult parsed, string model)
    {
        if (parsed.GetValue(loss) is { } name && Loss.FromName(name) is MisclassificationLoss)
            throw new DataException($"--loss {name}: it has no gradient to follow; use hinge or cross-entropy, or --model perceptron.");
        var omega = Regularizer.FromName(parsed.GetValue(regularizer)!);
        var lambda = parsed.GetValue(strength);
        if (!(lambda >= 0 && double.IsFinite(lambda))) throw new DataException($"--strength {Text(lambda)}: it must be a finite number of at least 0.");
        if (parsed.GetValue(rate) is { } given && !(given > 0 && double.IsFinite(given)))
            throw new DataException($"--learning-rate {Text(given)}: it must be a positive number.");
        var chosen = parsed.GetValue(optimizer)!;
        if (chosen != RandomChanges && !OptimizerRegistry.All.Any(type => type.Name == chosen))
            throw new DataException($"--optimizer {chosen}: unknown optimizer; the optimizers are {Optimizers}.");
        if (chosen == "proximal" && omega is L2Regularizer)
            throw new DataException("--optimizer proximal is for --regularizer l1 or elastic-net; l2 has a gradient everywhere.");
        if (chosen is "adamw" or "lion" && omega is not L2Regularizer && lambda > 0)
            throw new DataException($"--regularizer {omega.Name}: {chosen} shrinks weights by its own weight decay; use --optimizer adam, or proximal.");
        if (model is not ("perceptron" or "delta")) return;
        if (parsed.GetResult(optimizer) is { Implicit: false }) throw new DataException($"--optimizer {chosen}: --model {model} has its own rule.");
        if (parsed.GetValue(loss) is { } other) throw new DataException($"--loss {other}: --model {model} has its own rule.");
        if (lambda > 0) throw new DataException($"--strength {Text(lambda)}: --model {model} has no regularizer; use --model linear.");
    }

    /// <summary>Returns the loss for a data set.</summary>
    public Loss LossFor(ParseResult parsed, string model, Dataset data)
    {
        if (model == "perceptron" && !data.IsClassification)
            throw new DataException($"--model perceptron: {data.Name} has numbers to predict, not classes; use --model delta.");
        if (model == "perceptron") return new MisclassificationLoss();
        var chosen = Loss.FromName(parsed.GetValue(loss) ?? (model == "delta" || !data.IsClassification ? "squared-error" : "cross-entropy"));
        if (!data.IsClassification && !chosen.IsRegression)
        {
            throw new DataException(
                $"--loss {chosen.Name}: {data.Name} has numbers to predict, not classes; "
                + $"use {string.Join(", ", Loss.All.Where(other => other.IsRegression).Select(other => other.Name))}.");
        }
        return chosen;
    }

    /// <summary>Returns the learning rule.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="model">The kind of model.</param>
    /// <param name="network">The network that learns.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="seed">The seed of random changes.</param>
    /// <param name="trialRate">A learning rate to use instead of that of the command line; null for none.</param>
    public LearningRule Rule(ParseResult parsed, string model, Sequential network, Loss loss, long seed, double? trialRate = null)
    {
        var (step, lambda, parameters) = (trialRate ?? parsed.GetValue(rate), parsed.GetValue(strength), network.Parameters());
        switch (model)
        {
            case "perceptron": return new PerceptronRule(network, step ?? 1);
            case "delta": return new DeltaRule(network, step ?? 0.01);
        }
        var omega = Regularizer.FromName(parsed.GetValue(regularizer)!);
        var objective = new Objective(loss, omega, lambda);
        if (parsed.GetValue(optimizer) == RandomChanges) return new RandomChangesRule(network, objective, step ?? 0.03, new Generator(seed + 1));
        var type = OptimizerRegistry.FromName(parsed.GetValue(optimizer)!);
        // A single layer allows larger steps.
        var length = step ?? (type.Name == "adam" && model == "linear" ? 0.02 : type.LearningRate);
        if (!type.AppliesRegularization) return new GradientRule(network, objective, type.Create(parameters, length, 0));
        if (type.Name != "proximal") return new GradientRule(network, new Objective(loss), type.Create(parameters, length, lambda));
        // The part with kinks goes into the proximal step, the smooth part into the gradient.
        var kinked = omega is ElasticNetRegularizer net ? net.Mixture * lambda : lambda;
        return new GradientRule(network, new Objective(loss, new L2Regularizer(), lambda - kinked), type.Create(parameters, length, kinked));
    }

    /// <summary>Returns the learning rate schedule. The perceptron rule is defined for a constant rate.</summary>
    public ILearningRateSchedule? Schedule(ParseResult parsed, string model) =>
        model != "perceptron" && !parsed.GetValue(constantRate) ? new CosineSchedule() : null;

    /// <summary>Returns a report of the zero weights after a run with the proximal optimizer; null for other runs.</summary>
    public string? Zeros(ParseResult parsed, Sequential network)
    {
        if (parsed.GetValue(strength) == 0 || parsed.GetValue(optimizer) != "proximal") return null;
        var weights = network.Parameters().Where(parameter => parameter.Shape.Rank >= 2).SelectMany(parameter => parameter.Value.ToArray<float>()).ToArray();
        return $"{weights.Count(weight => weight == 0)} of {weights.Length} weights are exactly zero";
    }

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
}
