namespace Nabla.Learning;

/// <summary>
/// The delta rule, also called LMS: w ← w − η (y − t) φ(x), for linear outputs y over fixed features φ (Widrow and Hoff 1960). It equals stochastic
/// gradient descent on ½(y − t)² but needs no differentiation.
/// </summary>
/// <remarks>The changes are averaged over a batch. The lecture takes one example at a time, which is a batch of 1.</remarks>
public class DeltaRule : LearningRule
{
    private readonly Sequential network;
    private readonly Linear layer;

    /// <summary>Creates the rule for a network of fixed features with one linear layer at the end.</summary>
    /// <exception cref="ArgumentException">
    /// The network does not end in a linear layer, other layers have parameters, or the last layer is frozen or has a <see cref="Lora"/> adapter.
    /// </exception>
    public DeltaRule(Sequential network, double learningRate)
        : base(learningRate)
    {
        ArgumentNullException.ThrowIfNull(network);
        this.network = network;
        layer = network.LastOrDefault() as Linear
            ?? throw new ArgumentException(
                $"delta-rule: the network must end in a linear layer, not in '{network.LastOrDefault()?.Describe() ?? "nothing"}'.", nameof(network));
        if (network.Parameters().Except(layer.Parameters()).Any())
            throw new ArgumentException("delta-rule: only the last layer can learn; use gradients for hidden layers.", nameof(network));
        if (layer.AdapterNow is not null || layer.FrozenParameterCount() > 0)
        {
            throw new ArgumentException(
                "delta-rule: the last layer is frozen or has an adapter, but the rule changes its weights; unfreeze it and merge the adapter, "
                + "or use gradients.",
                nameof(network));
        }
    }

    /// <inheritdoc/>
    public sealed override (Tensor Error, Tensor Outputs) Learn(Tensor x, Tensor t)
    {
        var features = x;
        foreach (var module in network.SkipLast(1)) features = module.Forward(features);
        var z = layer.Forward(features);
        var difference = (Output(z) - t) * (Rate(ElementType.Float64) / x.Shape[0]).To(z.ElementType);
        layer.Weight.Value = layer.Weight.Value - difference.MatMul(features, transposeA: true);
        if (layer.Bias is { } bias) bias.Value = bias.Value - difference.Sum(0);
        return (Loss.Mean(z, t), z);
    }

    /// <summary>The loss that is reported as the error.</summary>
    private protected virtual Loss Loss { get; } = new SquaredErrorLoss();

    /// <summary>Returns the outputs y for the inputs z of the output units.</summary>
    private protected virtual Tensor Output(Tensor z) => z;
}
