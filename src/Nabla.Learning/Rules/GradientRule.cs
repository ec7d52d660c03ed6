namespace Nabla.Learning;

/// <summary>Gradient descent in the wide sense: reverse mode finds the gradient of an objective, an optimiser follows it.</summary>
/// <param name="network">From [batch, width] to [batch, outputs].</param>
/// <param name="objective">What shall fall.</param>
/// <param name="optimizer">What makes it fall.</param>
public sealed class GradientRule(Module network, Objective objective, Optimizer optimizer) : LearningRule
{
    /// <inheritdoc/>
    public override double LearningRate
    {
        get => optimizer.LearningRate;
        set => optimizer.LearningRate = value;
    }

    /// <inheritdoc/>
    public override (Tensor Error, Tensor Outputs) Learn(Tensor x, Tensor t)
    {
        var y = network.Apply(x);
        var error = objective.Of(t, y, optimizer.Parameters);
        optimizer.Step(Reverse.Gradients(error, optimizer.Parameters));
        return (error, y);
    }
}
