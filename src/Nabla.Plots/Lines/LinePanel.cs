namespace Nabla.Plots;

/// <summary>One panel of a <see cref="LineFigure"/>: curves over a common axis.</summary>
public sealed record LinePanel
{
    /// <summary>The heading above the panel.</summary>
    public string Heading { get; init; } = "";

    /// <summary>A note beside the heading, such as a formula; truncated if it does not fit.</summary>
    public string Note { get; init; } = "";

    /// <summary>The name of the horizontal axis; shown once per column if all panels share it.</summary>
    public string XName { get; init; } = "";

    /// <summary>The name of the vertical axis; shown once per row if all panels share it.</summary>
    public string YName { get; init; } = "";

    /// <summary>The curves; at least one.</summary>
    public required IReadOnlyList<LineCurve> Curves { get; init; }

    /// <summary>Bands behind the curves.</summary>
    public IReadOnlyList<LineBand> Bands { get; init; } = [];

    /// <summary>True if the horizontal axis is logarithmic; all X must then be positive.</summary>
    public bool XLogarithmic { get; init; }

    /// <summary>Names for the horizontal positions 0, 1, 2 and so on, in place of numbers; empty for numbers. All X must then be such positions.</summary>
    public IReadOnlyList<string> XCategories { get; init; } = [];

    /// <summary>True if the vertical axis is logarithmic; all Y except gaps must then be positive.</summary>
    public bool YLogarithmic { get; init; }

    /// <summary>The lower end of the vertical axis; if null, a little below the lowest value.</summary>
    public double? YLow { get; init; }

    /// <summary>The upper end of the vertical axis; if null, a little above the highest value.</summary>
    public double? YHigh { get; init; }

    /// <summary>Vertical lines and shaded regions.</summary>
    public IReadOnlyList<LineMark> Marks { get; init; } = [];

    /// <summary>True if there is a line at horizontal zero, if zero lies inside the panel.</summary>
    internal bool HasLineAtZeroX { get; init; } = true;

    /// <summary>True if values are parts of 1, shown as percentages.</summary>
    internal bool IsPercent { get; init; }

    /// <summary>True if the name and last value of each curve are shown beside the panel, in addition to the legend.</summary>
    internal bool HasEndValues { get; init; }

    /// <summary>True if each gap of a curve has a cross at its start and a dotted line along it, explained in the legend.</summary>
    internal bool HasGapCrosses { get; init; }
}
