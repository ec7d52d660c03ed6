namespace Nabla.Learning;

/// <summary>E(W) = mean of L(t, y(x; W)) over a batch, plus λ Ω(W).</summary>
/// <remarks>
/// The lecture sums over the N examples: E = Σ L + λ Ω. Divided by N, this is the same objective with λ/N for the strength, so λ does not have to change with
/// the size of a batch.
/// </remarks>
public sealed class Objective
{
    /// <summary>Creates an objective from a loss and an optional penalty on large weights.</summary>
    /// <param name="loss">L.</param>
    /// <param name="regularizer">Ω; none if null.</param>
    /// <param name="strength">λ.</param>
    /// <exception cref="ArgumentOutOfRangeException">The strength is negative or not a finite number.</exception>
    public Objective(Loss loss, Regularizer? regularizer = null, double strength = 0)
    {
        if (!(strength >= 0 && double.IsFinite(strength)))
        {
            throw new ArgumentOutOfRangeException(
                nameof(strength),
                NumberText.Of(strength),
                "The strength of a regularizer must be a finite number of at least 0; a negative one would reward large weights.");
        }
        (Loss, Regularizer, Strength) = (loss, regularizer, strength);
    }

    /// <summary>L.</summary>
    public Loss Loss { get; }

    /// <summary>Ω, or null.</summary>
    public Regularizer? Regularizer { get; }

    /// <summary>λ.</summary>
    public double Strength { get; }

    internal bool IsRegularized => Regularizer is not null && Strength != 0;

    /// <summary>Returns E, a scalar, for the outputs of a network with the given parameters.</summary>
    /// <exception cref="ShapeException">Targets and outputs do not fit.</exception>
    public Tensor Compute(Tensor outputs, Tensor targets, IReadOnlyList<Variable> parameters)
    {
        var error = Loss.Mean(outputs, targets);
        return IsRegularized ? error + Strength * Regularizer!.Penalty(parameters) : error;
    }
}
