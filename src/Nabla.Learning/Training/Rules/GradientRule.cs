namespace Nabla.Learning;

/// <summary>Gradient descent in the wide sense: reverse mode finds the gradient of an objective, an optimizer follows it.</summary>
public sealed class GradientRule : LearningRule
{
    private readonly Module network;
    private readonly Objective objective;
    private readonly Optimizer optimizer;

    /// <summary>A rule for a network.</summary>
    /// <param name="network">From [batch, width] to [batch, outputs].</param>
    /// <param name="objective">What shall fall.</param>
    /// <param name="optimizer">What makes it fall; of some or all of the network's parameters.</param>
    /// <exception cref="ArgumentException">The optimizer has a parameter that is none of the network's, which would never learn.</exception>
    public GradientRule(Module network, Objective objective, Optimizer optimizer)
    {
        (this.network, this.objective, this.optimizer) = (network, objective, optimizer);
        var own = network.Parameters().ToHashSet();
        foreach (var parameter in optimizer.Parameters)
        {
            if (!own.Contains(parameter))
                throw new ArgumentException($"The optimizer's parameter '{parameter.Name}' ({parameter.Type}) is none of the network's: make the optimizer with network.Parameters().", nameof(optimizer));
        }
    }

    /// <summary>The optimizer's, which reads it in every step.</summary>
    private protected override double RateSource
    {
        get => optimizer.LearningRate;
        set => optimizer.LearningRate = value;
    }

    /// <inheritdoc/>
    public override (Tensor Error, Tensor Outputs) Learn(Tensor x, Tensor t)
    {
        IsRateRead = true;
        var y = network.Forward(x);
        var error = objective.Compute(y, t, optimizer.Parameters);
        optimizer.Step(Reverse.Gradients(error, optimizer.Parameters));
        return (error, y);
    }

    internal override IReadOnlyList<Tensor> Gradients(Tensor x, Tensor t) =>
        Reverse.Gradients(objective.Compute(network.Forward(x), t, optimizer.Parameters), optimizer.Parameters);
}
