namespace Nabla.Learning;

/// <summary>
/// Learning by small random changes that are kept if E improves: the idea of numerical differentiation without the differences. Every attempt costs two
/// evaluations of E and changes all weights at once, mostly without success.
/// </summary>
public sealed class RandomChangesRule : LearningRule
{
    private readonly Module network;
    private readonly Objective objective;
    private readonly Generator generator;
    private readonly IReadOnlyList<Variable> parameters;

    /// <summary>Creates a rule that changes all parameters of a network at random.</summary>
    /// <param name="network">From [batch, width] to [batch, outputs].</param>
    /// <param name="objective">The objective to minimize.</param>
    /// <param name="standardDeviation">The standard deviation of the change of a weight, which replaces the learning rate.</param>
    /// <param name="generator">The generator of the changes.</param>
    public RandomChangesRule(Module network, Objective objective, double standardDeviation, Generator generator)
        : base(standardDeviation)
    {
        (this.network, this.objective, this.generator) = (network, objective, generator);
        parameters = network.Parameters();
    }

    /// <summary>False: keeping a change depends on computed values.</summary>
    public override bool CanBeCompiled => false;

    /// <summary>The state of the generator.</summary>
    public override IReadOnlyList<(string Name, Variable Variable)> StateVariables => [("generator", generator.State)];

    /// <summary>The number of changes kept so far by this object.</summary>
    public long AcceptedChanges { get; private set; }

    /// <inheritdoc/>
    public override (Tensor Error, Tensor Outputs) Learn(Tensor x, Tensor t)
    {
        var before = parameters.Select(parameter => parameter.Value).ToArray();
        var y = network.Forward(x);
        var error = objective.Compute(y, t, parameters);
        var deviation = LearningRate;
        foreach (var parameter in parameters)
            parameter.Value = parameter.Value + generator.Normal(parameter.Shape, 0, deviation, parameter.Type.Element);
        var changed = objective.Compute(network.Forward(x), t, parameters);
        Tensor.Evaluate(error, changed, y);
        // The comparison is false for NaN, so a change to NaN is not kept.
        if (changed.ToDouble() < error.ToDouble()) AcceptedChanges++;
        else for (var i = 0; i < before.Length; i++) parameters[i].Value = before[i];
        return (error, y);
    }
}
