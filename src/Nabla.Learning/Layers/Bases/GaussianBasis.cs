namespace Nabla.Learning;

/// <summary>
/// Gaussian radial functions φₖ(x) = exp(−‖x − μₖ‖² / 2s²) with centers μₖ in the space of the inputs and one width s (Broomhead and Lowe 1988).
/// </summary>
/// <remarks>
/// The centers are drawn from a standard normal distribution until <see cref="Fit"/> moves them to where the examples are. Centers and width are buffers:
/// saved with the model, and not trained.
/// </remarks>
public sealed class GaussianBasis : Basis
{
    // Enough to find the clusters; k-means takes time proportional to it.
    private const int MaximumExamples = 10_000;

    /// <summary>Creates functions with random centers and a width of √in, the distance of a standardized example from the origin.</summary>
    /// <param name="inputs">The number of inputs.</param>
    /// <param name="count">The number of functions.</param>
    /// <param name="generator">The generator of the random centers.</param>
    /// <param name="type">float32 or float64.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1, or there are more than 100,000 functions.</exception>
    public GaussianBasis(int inputs, int count, Generator generator, ElementType type = ElementType.Float32)
        : base(inputs, count)
    {
        ArgumentNullException.ThrowIfNull(generator);
        Centers = Buffer("centers", generator.Normal([count, inputs], type: type));
        Width = Buffer("width", Tensor.Full([], Math.Sqrt(inputs), type));
    }

    /// <summary>The centers μ, of shape [count, in].</summary>
    public Variable Centers { get; }

    /// <summary>The width s, a scalar.</summary>
    public Variable Width { get; }

    /// <inheritdoc/>
    public override string TypeName => "gaussian";

    /// <inheritdoc/>
    public override ModuleConfiguration Configuration => new() { { "in", Inputs }, { "count", Outputs }, { "dtype", Centers.Type.Element } };

    /// <summary>
    /// Moves the centers to the means of clusters of examples, found by k-means, and sets the width so that a function is 1/e at the nearest other center: to
    /// d/√2, with d the root mean square of these distances. A single function gets the root mean square distance of the examples from its center.
    /// </summary>
    /// <param name="examples">Examples of <see cref="Basis.Inputs"/> values, standardized as they will be in training; at most 10,000 of them are used.</param>
    /// <param name="seed">The seed of the choice of the examples and of the first centers.</param>
    /// <exception cref="DataException">
    /// The examples have another number of values, a value is not finite, or fewer examples than <see cref="Basis.Outputs"/> differ.
    /// </exception>
    public void Fit(IBatchSource examples, long seed)
    {
        ArgumentNullException.ThrowIfNull(examples);
        var random = new HostRandom(seed);
        var x = examples.Batches(MaximumExamples, random).First().Inputs;
        x = x.Reshape(x.Shape[0], -1).To(Centers.ElementType);
        if (x.Shape[1] != Inputs) throw new DataException($"{examples.Name}: an example has {x.Shape[1]} numbers, but the basis takes {Inputs}.");
        if (!x.IsFinite().All().Item<bool>()) throw new DataException($"{examples.Name}: an example has a value that is not finite.");
        var centers = KMeans.Fit(x, Outputs, random, out var distinct);
        if (distinct < Outputs)
        {
            throw new DataException(
                $"{examples.Name}: {Outputs} centers need as many different examples, but there are {distinct}; use gaussian:{distinct} or fewer.");
        }
        var square = Outputs == 1
            ? (x - centers).Square().Sum(1).Mean()
            : Tensor.Where(Tensor.Identity(Outputs) > 0, double.PositiveInfinity, KMeans.SquaredDistances(centers, centers)).Min(1).Mean() / 2;
        // One example has no distance from itself.
        var width = square.ToDouble() is > 0 and var positive ? Math.Sqrt(positive) : 1;
        (Centers.Value, Width.Value) = (centers, Tensor.Full([], width, Width.ElementType));
    }

    private protected override Tensor Functions(Tensor x) => (KMeans.SquaredDistances(x, Centers) / (-2 * Width.Square())).Exp();
}
