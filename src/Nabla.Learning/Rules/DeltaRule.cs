namespace Nabla.Learning;

/// <summary>
/// The delta rule, also called LMS: w ← w − η (y − t) φ(x), for linear outputs y over fixed features φ (Widrow and Hoff 1960). It is stochastic
/// gradient descent on ½(y − t)², found without differentiating anything.
/// </summary>
/// <remarks>Over a batch the changes are averaged; the lecture takes one example at a time, which is a batch of 1.</remarks>
public class DeltaRule : LearningRule
{
    private readonly Sequential network;
    private readonly Linear layer;
    private readonly Variable rate = new(Tensor.Scalar(0.0), "learning-rate");
    private double learningRate;

    /// <summary>The rule for a network of fixed features and one linear layer at the end.</summary>
    /// <exception cref="ArgumentException">The network does not end in a linear layer, or something before it learns as well.</exception>
    public DeltaRule(Sequential network, double learningRate)
    {
        ArgumentNullException.ThrowIfNull(network);
        this.network = network;
        layer = network.LastOrDefault() as Linear
            ?? throw new ArgumentException($"delta-rule: the network must end in a linear layer, not in '{network.LastOrDefault()?.ToString() ?? "nothing"}'.", nameof(network));
        if (network.Parameters().Count != layer.Parameters().Count)
            throw new ArgumentException("delta-rule: only the last layer can learn; take gradients for hidden layers.", nameof(network));
        LearningRate = learningRate;
    }

    /// <inheritdoc/>
    public sealed override double LearningRate
    {
        get => learningRate;
        set
        {
            learningRate = LearningRates.Checked(value, network.Parameters());
            // A compiled step reads it anew.
            rate.Value = Tensor.Scalar(learningRate);
        }
    }

    /// <inheritdoc/>
    public sealed override (Tensor Error, Tensor Outputs) Learn(Tensor x, Tensor t)
    {
        var features = x;
        foreach (var module in network.SkipLast(1)) features = module.Apply(features);
        var z = layer.Apply(features);
        var difference = (Output(z) - t) * (rate.Value / x.Shape[0]).To(z.ElementType);
        layer.Weight.Value = layer.Weight.Value - difference.MatMul(features, transposeA: true);
        layer.Bias.Value = layer.Bias.Value - difference.Sum(0);
        return (Loss.Mean(t, z), z);
    }

    /// <summary>What is reported as the error.</summary>
    private protected virtual Loss Loss { get; } = new L2Loss();

    /// <summary>y from the sums z that come into the output units.</summary>
    private protected virtual Tensor Output(Tensor z) => z;
}
