namespace Nabla.Plots;

/// <summary>The data of a <see cref="DecisionBoundaryFigure"/>.</summary>
public sealed record DecisionBoundaryFigureData
{
    /// <summary>The heading of the figure; may be empty.</summary>
    public required string Title { get; init; }

    /// <summary>The moments of training, in order; at least one.</summary>
    public required IReadOnlyList<BoundaryFrame> Frames { get; init; }

    /// <summary>The data points, drawn in every frame; may be empty.</summary>
    public required IReadOnlyList<BoundaryPoint> Points { get; init; }

    /// <summary>The part of the plane that the grids cover.</summary>
    public required BoundaryExtent Extent { get; init; }

    /// <summary>The number of grid rows; at least two.</summary>
    public required int Rows { get; init; }

    /// <summary>The number of grid columns; at least two.</summary>
    public required int Columns { get; init; }

    /// <summary>The names of the classes in the legend; unnamed classes are called <c>class 0</c> and so on.</summary>
    public IReadOnlyList<string> ClassNames { get; init; } = [];

    /// <summary>The name of the horizontal axis.</summary>
    public string XName { get; init; } = "";

    /// <summary>The name of the vertical axis.</summary>
    public string YName { get; init; } = "";

    /// <summary>The number of frames per row; if null, the number that makes the frames largest.</summary>
    public int? FramesInRow { get; init; }
}
