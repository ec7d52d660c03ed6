namespace Nabla.Plots;

/// <summary>A band of a <see cref="LinePanel"/> between a lower and an upper edge, such as a confidence interval, drawn behind the curves.</summary>
public sealed record LineBand
{
    /// <summary>The name in the legend; empty for no entry.</summary>
    public required string Name { get; init; }

    /// <summary>The horizontal coordinates; finite.</summary>
    public required IReadOnlyList<double> X { get; init; }

    /// <summary>The lower edge, one value per X; finite.</summary>
    public required IReadOnlyList<double> Low { get; init; }

    /// <summary>The upper edge, one value per X, not below the lower edge; finite.</summary>
    public required IReadOnlyList<double> High { get; init; }

    /// <summary>The index of the color in the palette of <see cref="LineCurve.Color"/>; it is drawn pale.</summary>
    public int Color { get; init; }
}
