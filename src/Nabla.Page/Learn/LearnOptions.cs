namespace Nabla.Page;

/// <summary>What a visitor chose to train.</summary>
internal sealed record LearnOptions
{
    /// <summary>moons, spirals, xor, or own.</summary>
    public string Data { get; init; } = "moons";

    /// <summary>The number of generated training examples.</summary>
    public int Count { get; init; } = 400;

    /// <summary>The standard deviation of the noise of generated points.</summary>
    public double Noise { get; init; } = 0.15;

    /// <summary>The seed of data, weights and the order of examples.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The widths of the hidden layers.</summary>
    public IReadOnlyList<int> Hidden { get; init; } = [8, 8];

    /// <summary>The nonlinearity between layers.</summary>
    public string Activation { get; init; } = "tanh";

    /// <summary>The nonlinearity at the end; empty for none.</summary>
    public string Output { get; init; } = "";

    /// <summary>The loss.</summary>
    public string Loss { get; init; } = "cross-entropy";

    /// <summary>The regularizer.</summary>
    public string Regularizer { get; init; } = "l2";

    /// <summary>The strength λ of the regularizer.</summary>
    public double Strength { get; init; }

    /// <summary>The optimizer.</summary>
    public string Optimizer { get; init; } = "adam";

    /// <summary>The learning rate; 0 for that of the optimizer.</summary>
    public double Rate { get; init; }

    /// <summary>Examples in a step.</summary>
    public int Batch { get; init; } = 32;

    /// <summary>Throws if a number is beyond what the page handles.</summary>
    /// <exception cref="PageException">A number is out of range; the message says which.</exception>
    internal void Check()
    {
        Range("Examples", Count, 10, 5_000);
        Range("Noise", Noise, 0, 1);
        Range("Layers", Hidden.Count, 0, 6);
        foreach (int width in Hidden) Range("Units in a layer", width, 1, 64);
        Range("Strength", Strength, 0, 10);
        Range("Learning rate", Rate, 0, 100);
        Range("Batch", Batch, 1, 5_000);
        if (OptimizerRegistry.FromName(Optimizer).Name == "proximal" && Regularizer != "l1")
            throw new PageException("The proximal optimizer is for the regularizer l1, which has a kink at 0.");
    }

    private static void Range(string what, double number, double least, double most)
    {
        // NaN is in no range.
        if (!(number >= least && number <= most))
            throw new PageException(FormattableString.Invariant($"{what} must be from {least} to {most}, not {number}."));
    }
}

/// <summary>What the page offers to choose from.</summary>
internal sealed record LearnChoices(
    IReadOnlyList<string> Activations, IReadOnlyList<string> Losses, IReadOnlyList<string> Regularizers, IReadOnlyList<string> Optimizers)
{
    internal static LearnChoices All => new(
        [.. Activation.Names.Append("maxout").Order(StringComparer.Ordinal)],
        [.. Loss.All.Where(loss => loss is not MisclassificationLoss).Select(loss => loss.Name)],
        [.. Regularizer.All.Select(regularizer => regularizer.Name)],
        [.. OptimizerRegistry.All.Select(type => type.Name)]);
}
