namespace Nabla.Learning;

/// <summary>Ω(W): a penalty on large weights. Biases, and other parameters with fewer than two axes, are not penalized.</summary>
public abstract class Regularizer
{
    /// <summary>All regularizers, as accepted by the command line.</summary>
    public static IReadOnlyList<Regularizer> All { get; } = [new L2Regularizer(), new L1Regularizer(), new ElasticNetRegularizer()];

    /// <summary>The short name, such as <c>l2</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The penalty of one weight matrix, a single number.</summary>
    public abstract Tensor Penalty(Tensor weight);

    /// <summary>∂Ω/∂W for one weight matrix, of its shape.</summary>
    /// <remarks>The regularizers of this library override it with a formula; the default uses reverse mode.</remarks>
    public virtual Tensor Derivative(Tensor weight) => Nabla.Derivative.Gradient(Penalty)(weight);

    /// <summary>The penalty of all weights among the parameters, a single number.</summary>
    /// <exception cref="ArgumentException">There are no weights.</exception>
    public Tensor Penalty(IReadOnlyList<Variable> parameters)
    {
        Tensor? total = null;
        foreach (var parameter in parameters.Where(parameter => parameter.Shape.Rank >= 2))
        {
            var term = Penalty(parameter.Value);
            total = total is null ? term : total + term;
        }
        return total ?? throw new ArgumentException($"{Name}: there are no weights to regularize.", nameof(parameters));
    }

    /// <summary>The regularizer with that name.</summary>
    /// <exception cref="ArgumentException">There is no such regularizer; the message lists the available ones.</exception>
    public static Regularizer FromName(string name) => All.FirstOrDefault(regularizer => regularizer.Name == name)
        ?? throw new ArgumentException(
            $"Unknown regularizer '{name}'; the regularizers are {string.Join(", ", All.Select(regularizer => regularizer.Name))}.", nameof(name));
}
