namespace Nabla.Learning;

/// <summary>E(W) = mean of L(t, y(x; W)) over a batch, plus λ Ω(W).</summary>
/// <param name="loss">L.</param>
/// <param name="regularizer">Ω; none if null.</param>
/// <param name="strength">λ.</param>
public sealed class Objective(Loss loss, Regularizer? regularizer = null, double strength = 0)
{
    /// <summary>L.</summary>
    public Loss Loss { get; } = loss;

    /// <summary>Ω; null where there is none.</summary>
    public Regularizer? Regularizer { get; } = regularizer;

    /// <summary>λ.</summary>
    public double Strength { get; } = strength;

    internal bool IsRegularized => Regularizer is not null && Strength != 0;

    /// <summary>E for the outputs <paramref name="y"/> of a network with the given parameters, a single number.</summary>
    /// <exception cref="ShapeException">Targets and outputs do not fit.</exception>
    public Tensor Of(Tensor t, Tensor y, IReadOnlyList<Variable> parameters)
    {
        var error = Loss.Mean(t, y);
        return IsRegularized ? error + Strength * Regularizer!.Of(parameters) : error;
    }
}
