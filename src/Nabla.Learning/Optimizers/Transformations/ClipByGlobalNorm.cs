namespace Nabla.Learning;

/// <summary>Scales all gradients together so that their joint Euclidean norm is at most c: g · min(1, c / ‖g‖) (Pascanu, Mikolov and Bengio 2013).</summary>
public sealed class ClipByGlobalNorm : GradientTransformation
{
    private readonly double limit;

    /// <summary>Creates a transformation that limits the norm.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The limit is not a positive finite number.</exception>
    public ClipByGlobalNorm(double limit) =>
        this.limit = limit > 0 && double.IsFinite(limit)
            ? limit
            : throw new ArgumentOutOfRangeException(nameof(limit), NumberText.Of(limit), "The norm must be a positive number.");

    /// <inheritdoc/>
    public override string Name => "clip-by-global-norm";

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Transform(IReadOnlyList<Tensor> gradients, IReadOnlyList<Variable> parameters)
    {
        // In float64, where squares of float32 neither overflow nor underflow.
        var total = gradients.Select(gradient => gradient.To(ElementType.Float64).Square().Sum()).Aggregate((sum, term) => sum + term).Sqrt();
        var factor = limit / Tensor.Maximum(total, limit);
        return [.. gradients.Select(gradient => gradient * factor.To(gradient.ElementType))];
    }
}
