namespace Nabla.Plots;

/// <summary>What a <see cref="LineFigure"/> shows.</summary>
public sealed record LineFigureData
{
    /// <summary>The heading of the figure; may be empty.</summary>
    public required string Title { get; init; }

    /// <summary>The panels, row by row; one at least.</summary>
    public required IReadOnlyList<LinePanel> Panels { get; init; }

    /// <summary>The number of panels in a row; if null, as many as make panels that are a little wider than high.</summary>
    public int? Columns { get; init; }
}
