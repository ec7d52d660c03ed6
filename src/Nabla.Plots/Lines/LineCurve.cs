namespace Nabla.Plots;

/// <summary>A curve of a <see cref="LinePanel"/>: points in the order in which they are joined.</summary>
public sealed record LineCurve
{
    /// <summary>The name in the legend. Curves of the same name and look share an entry; an empty name has none.</summary>
    public required string Name { get; init; }

    /// <summary>Where the points stand from left to right; finite.</summary>
    public required IReadOnlyList<double> X { get; init; }

    /// <summary>
    /// The values, as many as <see cref="X"/>. NaN is a gap, as where the function jumps; so are values beyond ±1e300, infinity among them.
    /// </summary>
    public required IReadOnlyList<double> Y { get; init; }

    /// <summary>How the line is drawn.</summary>
    public CurveStyle Style { get; init; }

    /// <summary>
    /// The color in Okabe and Ito's palette: 0 blue, 1 vermilion, 2 green, 3 purple, 4 orange, 5 sky blue, 6 black, 7 yellow. If null, that of the
    /// curve's place in the panel.
    /// </summary>
    public int? Color { get; init; }

    /// <summary>Whether every point has a dot. A point between two gaps has one in any case: there is no line to see it by.</summary>
    public bool HasMarkers { get; init; }
}
