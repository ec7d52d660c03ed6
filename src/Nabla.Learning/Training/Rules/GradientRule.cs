namespace Nabla.Learning;

/// <summary>Gradient-based learning: reverse mode computes the gradient of an objective, and an optimizer applies it.</summary>
public sealed class GradientRule : LearningRule
{
    private readonly Module network;
    private readonly Objective objective;
    private readonly Optimizer optimizer;

    /// <summary>Creates a rule for a network.</summary>
    /// <param name="network">From [batch, width] to [batch, outputs].</param>
    /// <param name="objective">The objective to minimize.</param>
    /// <param name="optimizer">The optimizer, for some or all parameters of the network.</param>
    /// <exception cref="ArgumentException">The optimizer has a parameter that does not belong to the network and would never learn.</exception>
    public GradientRule(Module network, Objective objective, Optimizer optimizer)
    {
        (this.network, this.objective, this.optimizer) = (network, objective, optimizer);
        var own = network.NamedParameters().Select(entry => entry.Variable).ToHashSet();
        foreach (var parameter in optimizer.Parameters)
        {
            if (!own.Contains(parameter))
            {
                throw new ArgumentException(
                    $"The optimizer's parameter '{parameter.Name}' ({parameter.Type}) does not belong to the network; use network.Parameters().",
                    nameof(optimizer));
            }
        }
        RequireTrained();
    }

    /// <summary>The state of the optimizer.</summary>
    public override IReadOnlyList<(string Name, Variable Variable)> StateVariables => optimizer.StateVariables;

    /// <summary>The learning rate of the optimizer, which reads it in every step.</summary>
    private protected override double RateSource
    {
        get => optimizer.LearningRate;
        set => optimizer.LearningRate = value;
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">A parameter of the optimizer has been frozen, or went with an adapter of the network.</exception>
    public override (Tensor Error, Tensor Outputs) Learn(Tensor x, Tensor t)
    {
        RequireTrained();
        IsRateRead = true;
        var y = network.Forward(x);
        var error = objective.Compute(y, t, optimizer.Parameters);
        optimizer.Step(Reverse.Gradients(error, optimizer.Parameters));
        return (error, y);
    }

    internal override (Tensor Error, IReadOnlyList<Tensor> Gradients)? BuildGradients(Tensor x, Tensor t)
    {
        var error = objective.Compute(network.Forward(x), t, optimizer.Parameters);
        return (error, Reverse.Gradients(error, optimizer.Parameters));
    }

    private void RequireTrained()
    {
        var frozen = optimizer.Parameters.Except(network.Parameters()).ToHashSet();
        if (frozen.Count == 0) return;
        var own = network.NamedParameters();
        if (frozen.Except(own.Select(entry => entry.Variable)).FirstOrDefault() is { } gone)
        {
            throw new InvalidOperationException(
                $"The optimizer's parameter '{gone.Name}' ({gone.Type}) no longer belongs to the network, whose adapters were merged or removed; "
                + "create another optimizer from network.Parameters().");
        }
        foreach (var (path, parameter) in own)
        {
            if (!frozen.Contains(parameter)) continue;
            throw new InvalidOperationException(
                $"The optimizer would change '{path}', which is frozen; freeze parts of a network before creating its optimizer from network.Parameters().");
        }
    }
}
