namespace Nabla.Plots;

/// <summary>What a <see cref="DecisionBoundaryFigure"/> shows.</summary>
public sealed record DecisionBoundaryFigureData
{
    /// <summary>The heading of the figure; may be empty.</summary>
    public required string Title { get; init; }

    /// <summary>The moments of the training, in order; one at least.</summary>
    public required IReadOnlyList<BoundaryFrame> Frames { get; init; }

    /// <summary>The data, drawn on every frame; may be empty.</summary>
    public required IReadOnlyList<BoundaryPoint> Points { get; init; }

    /// <summary>The part of the plane that the grids cover.</summary>
    public required BoundaryExtent Extent { get; init; }

    /// <summary>The rows of the grids, two at least.</summary>
    public required int Rows { get; init; }

    /// <summary>The columns of the grids, two at least.</summary>
    public required int Columns { get; init; }

    /// <summary>The names of the classes for the legend; those without a name are called <c>class 0</c> and so on.</summary>
    public IReadOnlyList<string> ClassNames { get; init; } = [];

    /// <summary>The name of the horizontal axis.</summary>
    public string XName { get; init; } = "";

    /// <summary>The name of the vertical axis.</summary>
    public string YName { get; init; } = "";

    /// <summary>The number of frames in a row; if null, as many as make the frames largest.</summary>
    public int? FramesInRow { get; init; }
}
