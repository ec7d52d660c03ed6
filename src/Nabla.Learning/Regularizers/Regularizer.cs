namespace Nabla.Learning;

/// <summary>Ω(W): what large weights cost. Biases, and other parameters with fewer than two axes, are left alone.</summary>
public abstract class Regularizer
{
    /// <summary>The short name: <c>l2</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The cost of one weight matrix, a single number.</summary>
    public abstract Tensor Of(Tensor weight);

    /// <summary>The cost of all weights among the parameters, a single number.</summary>
    /// <exception cref="ArgumentException">There are no weights.</exception>
    public Tensor Of(IReadOnlyList<Variable> parameters)
    {
        Tensor? total = null;
        foreach (var parameter in parameters.Where(parameter => parameter.Shape.Rank >= 2))
        {
            var term = Of(parameter.Value);
            total = total is null ? term : total + term;
        }
        return total ?? throw new ArgumentException($"{Name}: there are no weights to regularise.", nameof(parameters));
    }
}

/// <summary>‖W‖²: the squared Frobenius norm, also called weight decay.</summary>
public sealed class L2Regularizer : Regularizer
{
    /// <inheritdoc/>
    public override string Name => "l2";

    /// <inheritdoc/>
    public override Tensor Of(Tensor weight) => weight.Square().Sum();
}
