namespace Nabla.Learning;

/// <summary>Adds λW, the gradient of ½λ‖W‖², to the gradient of every weight. Biases and other parameters with fewer than two axes do not decay.</summary>
/// <remarks>With <see cref="Adam"/> the decay is scaled like the gradient; <see cref="AdamW"/> keeps the two apart.</remarks>
public sealed class WeightDecay : GradientTransformation
{
    private readonly double strength;

    /// <summary>Creates a decay of the given strength.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The strength is negative or not finite.</exception>
    public WeightDecay(double strength) => this.strength = strength >= 0 && double.IsFinite(strength)
        ? strength
        : throw new ArgumentOutOfRangeException(nameof(strength), NumberText.Of(strength), "The strength must be a finite number of at least 0.");

    /// <inheritdoc/>
    public override string Name => "weight-decay";

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Transform(IReadOnlyList<Tensor> gradients, IReadOnlyList<Variable> parameters) =>
        [.. gradients.Select((gradient, i) => parameters[i].Shape.Rank >= 2 ? gradient + strength * parameters[i].Value : gradient)];
}
