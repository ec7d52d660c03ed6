namespace Nabla.Learning;

/// <summary>Ω(W): what large weights cost. Biases, and other parameters with fewer than two axes, are left alone.</summary>
public abstract class Regularizer
{
    /// <summary>All regularizers by the names that the command line takes.</summary>
    public static IReadOnlyList<Regularizer> All { get; } = [new L2Regularizer(), new L1Regularizer(), new ElasticNetRegularizer()];

    /// <summary>The short name: <c>l2</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The cost of one weight matrix, a single number.</summary>
    public abstract Tensor Penalty(Tensor weight);

    /// <summary>∂Ω/∂W of one weight matrix, of its shape.</summary>
    /// <remarks>The regularizers of this library write it down; one that does not gets it from reverse mode.</remarks>
    public virtual Tensor Derivative(Tensor weight) => Nabla.Derivative.Gradient(Penalty)(weight);

    /// <summary>The cost of all weights among the parameters, a single number.</summary>
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

    /// <summary>The regularizer of that name.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists those there are.</exception>
    public static Regularizer FromName(string name) => All.FirstOrDefault(regularizer => regularizer.Name == name)
        ?? throw new ArgumentException($"There is no regularizer '{name}'; there are {string.Join(", ", All.Select(regularizer => regularizer.Name))}.", nameof(name));
}
