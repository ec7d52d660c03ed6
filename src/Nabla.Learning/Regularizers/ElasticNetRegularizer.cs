namespace Nabla.Learning;

/// <summary>α Σ |w| + (1 − α) ‖W‖²: between lasso and ridge regression (Zou and Hastie 2005).</summary>
public sealed class ElasticNetRegularizer : Regularizer
{
    /// <summary>Creates a mixture of the two.</summary>
    /// <param name="mixture">α, from 0 for ‖W‖² alone to 1 for Σ |w| alone.</param>
    /// <exception cref="ArgumentOutOfRangeException">The mixture is not between 0 and 1.</exception>
    public ElasticNetRegularizer(double mixture = 0.5)
    {
        if (!(mixture >= 0 && mixture <= 1))
            throw new ArgumentOutOfRangeException(nameof(mixture), NumberText.Of(mixture), "elastic-net: the mixture must be between 0 and 1.");
        Mixture = mixture;
    }

    /// <summary>α.</summary>
    public double Mixture { get; }

    /// <inheritdoc/>
    public override string Name => "elastic-net";

    /// <inheritdoc/>
    public override Tensor Penalty(Tensor weight) => Mixture == 1 ? weight.Abs().Sum() : Mixture * weight.Abs().Sum() + (1 - Mixture) * weight.Square().Sum();

    /// <summary>α sign(W) + 2(1 − α) W.</summary>
    public override Tensor Derivative(Tensor weight) => Mixture * weight.Sign() + 2 * (1 - Mixture) * weight;
}
