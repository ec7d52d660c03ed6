namespace Nabla.Learning;

/// <summary>
/// Perceptron learning for outputs that are 1 if wᵀφ(x) > 0 and 0 otherwise (Rosenblatt 1957). If an output is correct, its weights do not change. If it is
/// incorrectly 0, the input vector is added to them; if it is incorrectly 1, it is subtracted.
/// </summary>
/// <remarks>
/// One output per class, with targets 0 and 1. With learning rate 1 and one example at a time, it is the rule as stated: y − t is 0, −1 or 1 in the three
/// cases, so it is the delta rule with a different output. If a class is linearly separable from the others, it finds a separating plane after finitely
/// many mistakes; otherwise it does not converge.
/// </remarks>
/// <param name="network">Fixed features with one linear layer at the end.</param>
/// <param name="learningRate">The factor of the input vector that is added or subtracted.</param>
public sealed class PerceptronRule(Sequential network, double learningRate = 1) : DeltaRule(network, learningRate)
{
    private protected override Loss Loss { get; } = new MisclassificationLoss();

    private protected override Tensor Output(Tensor z) => (z > 0).To(z.ElementType);
}
