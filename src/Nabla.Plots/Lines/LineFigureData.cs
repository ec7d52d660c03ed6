namespace Nabla.Plots;

/// <summary>The data of a <see cref="LineFigure"/>.</summary>
public sealed record LineFigureData
{
    /// <summary>The heading of the figure; may be empty.</summary>
    public required string Title { get; init; }

    /// <summary>The panels, row by row; at least one.</summary>
    public required IReadOnlyList<LinePanel> Panels { get; init; }

    /// <summary>The number of panels per row; if null, chosen so that panels are a little wider than tall.</summary>
    public int? Columns { get; init; }

    /// <summary>True if all panels have the same horizontal axis, which covers the curves of all of them. None or all may be logarithmic.</summary>
    internal bool SharesX { get; init; }
}
