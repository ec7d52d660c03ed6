namespace Nabla.Learning;

/// <summary>Clips every element of every gradient to [−c, c].</summary>
public sealed class ClipByValue : GradientTransformation
{
    private readonly double limit;

    /// <summary>Creates a transformation that limits the elements.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The limit is not a positive finite number.</exception>
    public ClipByValue(double limit) =>
        this.limit = limit > 0 && double.IsFinite(limit)
            ? limit
            : throw new ArgumentOutOfRangeException(nameof(limit), NumberText.Of(limit), "The limit must be a positive number.");

    /// <inheritdoc/>
    public override string Name => "clip-by-value";

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Transform(IReadOnlyList<Tensor> gradients, IReadOnlyList<Variable> parameters) =>
        [.. gradients.Select(gradient => gradient.Clip(-limit, limit))];
}
