namespace Nabla.Learning;

/// <summary>yₖ = exp(zₖ) / Σⱼ exp(zⱼ) along the last axis: outputs as probabilities. Stable for logits of any size.</summary>
/// <remarks>
/// For training, end the network before it and take <see cref="CrossEntropyLoss"/>, which computes the logarithm of softmax directly.
/// </remarks>
public sealed class Softmax : Module
{
    /// <inheritdoc/>
    public override string TypeName => "softmax";

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x.Softmax();

    /// <summary>∂E/∂z from ∂E/∂y: y ⊙ (dy − Σⱼ dyⱼ yⱼ). Every output depends on every input, so that there is no g′ to multiply by.</summary>
    public static Tensor PullBack(Tensor z, Tensor dy)
    {
        var y = z.Softmax();
        // The same number taken from every dy changes nothing; that of an output near 1 taken away, nothing cancels.
        var moved = dy - Tensor.Where(y > 0.5, dy, 0).Sum([-1], keepAxes: true);
        return y * (moved - (moved * y).Sum([-1], keepAxes: true));
    }
}
