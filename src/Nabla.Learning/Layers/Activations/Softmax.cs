namespace Nabla.Learning;

/// <summary>yₖ = exp(zₖ) / Σⱼ exp(zⱼ) along the last axis: probabilities from logits. Stable for logits of any size.</summary>
/// <remarks>
/// For training, leave it out and use <see cref="CrossEntropyLoss"/>, which computes log-softmax directly.
/// </remarks>
public sealed class Softmax : Module
{
    /// <inheritdoc/>
    public override string TypeName => "softmax";

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x.Softmax();

    /// <summary>Returns ∂E/∂z from ∂E/∂y: y ⊙ (dy − Σⱼ dyⱼ yⱼ). Every output depends on every input, so there is no elementwise g′.</summary>
    public static Tensor Vjp(Tensor z, Tensor dy)
    {
        var y = z.Softmax();
        // Subtracting one value from all dy does not change the result; subtracting that of an output near 1 avoids cancellation.
        var moved = dy - Tensor.Where(y > 0.5, dy, 0).Sum([-1], keepAxes: true);
        return y * (moved - (moved * y).Sum([-1], keepAxes: true));
    }
}
