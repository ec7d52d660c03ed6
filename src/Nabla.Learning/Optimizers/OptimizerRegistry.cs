namespace Nabla.Learning;

/// <summary>An optimizer that can be chosen by name.</summary>
/// <param name="Name">The name on the command line.</param>
/// <param name="LearningRate">The learning rate if none is given.</param>
/// <param name="AppliesRegularization">True if the optimizer itself applies λ to the weights, so that λ is not part of the objective.</param>
/// <param name="Create">Creates the optimizer from the parameters, the learning rate and λ, which is ignored unless it applies the regularization.</param>
public sealed record OptimizerType(
    string Name, double LearningRate, bool AppliesRegularization, Func<IReadOnlyList<Variable>, double, double, Optimizer> Create)
{
    /// <summary>Returns the name.</summary>
    public override string ToString() => Name;
}

/// <summary>The optimizers that can be chosen by name.</summary>
public static class OptimizerRegistry
{
    /// <summary>All optimizers of this library.</summary>
    public static IReadOnlyList<OptimizerType> All { get; } =
    [
        new("sgd", 0.05, false, (parameters, rate, _) => new Sgd(parameters, rate)),
        new("momentum", 0.05, false, (parameters, rate, _) => new Sgd(parameters, rate, momentum: 0.9)),
        new("nesterov", 0.05, false, (parameters, rate, _) => new Sgd(parameters, rate, momentum: 0.9, isNesterov: true)),
        new("adam", 1e-3, false, (parameters, rate, _) => new Adam(parameters, rate)),
        new("adamw", 1e-3, true, (parameters, rate, strength) => new AdamW(parameters, rate, weightDecay: strength)),
        new("amsgrad", 1e-3, false, (parameters, rate, _) => new AmsGrad(parameters, rate)),
        new("nadam", 2e-3, false, (parameters, rate, _) => new NAdam(parameters, rate)),
        new("adagrad", 1e-2, false, (parameters, rate, _) => new AdaGrad(parameters, rate)),
        new("rmsprop", 1e-3, false, (parameters, rate, _) => new RmsProp(parameters, rate)),
        new("adadelta", 1, false, (parameters, rate, _) => new Adadelta(parameters, rate)),
        new("lion", 1e-4, true, (parameters, rate, strength) => new Lion(parameters, rate, weightDecay: strength)),
        new("proximal", 0.05, true, (parameters, rate, strength) => new ProximalGradient(parameters, rate, strength)),
    ];

    /// <summary>Returns the optimizer with the given name.</summary>
    /// <exception cref="ArgumentException">The name is unknown; the message lists the available ones.</exception>
    public static OptimizerType FromName(string name) => All.FirstOrDefault(type => type.Name == name)
        ?? throw new ArgumentException($"Unknown optimizer '{name}'; the optimizers are {string.Join(", ", All.Select(type => type.Name))}.", nameof(name));
}
