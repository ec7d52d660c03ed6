namespace Nabla.Learning;

/// <summary>
/// Perceptron learning for outputs that are 1 where wᵀφ(x) > 0, else 0 (Rosenblatt 1957). If an output is correct, its weights are left alone; if it
/// is wrongly 0, the input vector is added to them; if it is wrongly 1, it is subtracted.
/// </summary>
/// <remarks>
/// One output for each class, targets 0 and 1. With the learning rate 1 and one example at a time it is the rule as stated: y − t is
/// 0, −1 or 1 in the three cases, so that it is the delta rule with another output. Where a class can be told from the others by a plane, it
/// finds one after finitely many mistakes; where not, it never rests.
/// </remarks>
/// <param name="network">Fixed features and one linear layer at the end.</param>
/// <param name="learningRate">How much of the input vector is added or subtracted.</param>
public sealed class PerceptronRule(Sequential network, double learningRate = 1) : DeltaRule(network, learningRate)
{
    private protected override Loss Loss { get; } = new MisclassificationLoss();

    private protected override Tensor Output(Tensor z) => (z > 0).To(z.ElementType);
}
