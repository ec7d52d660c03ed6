namespace Nabla.Learning;

/// <summary>
/// Fixed basis functions φ of the inputs: [batch, in] → [batch, out]. Nothing in them is trained; with a linear layer on top they make a generalized linear
/// model, y = W φ(x) + b.
/// </summary>
/// <remarks>Intended for standardized inputs.</remarks>
public abstract class Basis : Module
{
    /// <summary>The largest number of functions.</summary>
    public const int MaximumOutputs = 100_000;

    private protected Basis(int inputs, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MaximumOutputs);
        (Inputs, Outputs) = (inputs, count);
    }

    /// <summary>The names that <see cref="FromName"/> accepts.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Rows.Select(row => row.Name)];

    /// <summary>The number of inputs.</summary>
    public int Inputs { get; }

    /// <summary>The number of functions, which is the number of outputs.</summary>
    public int Outputs { get; }

    private static (string Name, Func<int, int, Generator, ElementType, Basis> Create)[] Rows =>
    [
        ("polynomial", static (inputs, count, _, _) => new PolynomialBasis(inputs, count)),
        ("gaussian", static (inputs, count, generator, type) => new GaussianBasis(inputs, count, generator, type)),
        ("sigmoidal", static (inputs, count, generator, type) => new SigmoidalBasis(inputs, count, generator, type)),
        ("fourier", static (inputs, count, generator, type) => new FourierBasis(inputs, count, generator, type)),
        ("additive-polynomial", static (inputs, count, _, _) => new AdditivePolynomialBasis(inputs, count)),
        ("additive-gaussian", static (inputs, count, _, _) => new AdditiveGaussianBasis(inputs, count)),
        ("additive-sigmoidal", static (inputs, count, _, _) => new AdditiveSigmoidalBasis(inputs, count)),
        ("additive-fourier", static (inputs, count, _, _) => new AdditiveFourierBasis(inputs, count)),
    ];

    /// <summary>Creates the basis with the given name.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="inputs">The number of inputs.</param>
    /// <param name="count">For polynomials the degree; otherwise the number of functions, which is per input for the additive ones.</param>
    /// <param name="generator">The generator of random functions.</param>
    /// <param name="type">float32 or float64, for bases with random functions; the others take either.</param>
    /// <exception cref="ArgumentException">
    /// The name is unknown, and the message lists the available ones; or the degree or number per input makes too many functions.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1, or too large.</exception>
    public static Basis FromName(string name, int inputs, int count, Generator generator, ElementType type = ElementType.Float32)
    {
        ArgumentNullException.ThrowIfNull(generator);
        var row = Array.Find(Rows, row => row.Name == name);
        return row.Create is { } create
            ? create(inputs, count, generator, type)
            : throw new ArgumentException($"Unknown basis '{name}'; the bases are {string.Join(", ", Names)}.", nameof(name));
    }

    /// <inheritdoc/>
    public sealed override Tensor Forward(Tensor x)
    {
        if (x.Rank != 2 || x.Shape[1] != Inputs) throw new ShapeException(TypeName, $"needs [batch, {Inputs}], got {x.Shape}.", [x.Type]);
        return Functions(x);
    }

    /// <summary>Returns all functions of inputs of the right shape.</summary>
    private protected abstract Tensor Functions(Tensor x);
}
