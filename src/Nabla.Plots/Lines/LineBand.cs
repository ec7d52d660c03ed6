namespace Nabla.Plots;

/// <summary>A band of a <see cref="LinePanel"/> between two values at every place, such as how sure a prediction is; it lies behind the curves.</summary>
public sealed record LineBand
{
    /// <summary>The name in the legend; an empty one has no entry.</summary>
    public required string Name { get; init; }

    /// <summary>Where the edges stand from left to right; finite.</summary>
    public required IReadOnlyList<double> X { get; init; }

    /// <summary>The lower edge, one value for every X; finite.</summary>
    public required IReadOnlyList<double> Low { get; init; }

    /// <summary>The upper edge, one value for every X, not below the lower; finite.</summary>
    public required IReadOnlyList<double> High { get; init; }

    /// <summary>The color in the palette of <see cref="LineCurve.Color"/>; it is drawn pale.</summary>
    public int Color { get; init; }
}
