namespace Nabla.Plots;

/// <summary>A curve of a <see cref="LinePanel"/>: points in the order in which they are connected.</summary>
public sealed record LineCurve
{
    /// <summary>The name in the legend; empty for no entry. Curves with the same name and style share an entry.</summary>
    public required string Name { get; init; }

    /// <summary>The horizontal coordinates; finite.</summary>
    public required IReadOnlyList<double> X { get; init; }

    /// <summary>
    /// The values, one per <see cref="X"/>. NaN is a gap, for example where the function jumps; so are values beyond ±1e300, including infinity.
    /// </summary>
    public required IReadOnlyList<double> Y { get; init; }

    /// <summary>The line style.</summary>
    public CurveStyle Style { get; init; }

    /// <summary>
    /// The index of the color in the palette of Okabe and Ito: 0 blue, 1 vermilion, 2 green, 3 purple, 4 orange, 5 sky blue, 6 black, 7 yellow. If null,
    /// the index of the curve in the panel.
    /// </summary>
    public int? Color { get; init; }

    /// <summary>True if every point has a dot. A point between two gaps always has one, because no line shows it.</summary>
    public bool HasMarkers { get; init; }

    /// <summary>True if the markers are squares, which tell a curve apart without color.</summary>
    internal bool HasSquareMarkers { get; init; }
}
