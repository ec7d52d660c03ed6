namespace Nabla.Plots;

/// <summary>One panel of a <see cref="LineFigure"/>: curves over a common axis.</summary>
public sealed record LinePanel
{
    /// <summary>The heading above the panel.</summary>
    public string Heading { get; init; } = "";

    /// <summary>A remark beside the heading, such as a formula. What does not fit is cut.</summary>
    public string Note { get; init; } = "";

    /// <summary>The name of the horizontal axis. If all panels have the same, it stands once in a column.</summary>
    public string XName { get; init; } = "";

    /// <summary>The name of the vertical axis. If all panels have the same, it stands once in a row.</summary>
    public string YName { get; init; } = "";

    /// <summary>The curves; one at least.</summary>
    public required IReadOnlyList<LineCurve> Curves { get; init; }

    /// <summary>Bands behind the curves.</summary>
    public IReadOnlyList<LineBand> Bands { get; init; } = [];

    /// <summary>Whether the horizontal axis is logarithmic; all X must then be positive.</summary>
    public bool XLogarithmic { get; init; }

    /// <summary>Whether the vertical axis is logarithmic; all Y but gaps must then be positive.</summary>
    public bool YLogarithmic { get; init; }

    /// <summary>The lower end of the vertical axis; if null, a little below the lowest value.</summary>
    public double? YLow { get; init; }

    /// <summary>The upper end of the vertical axis; if null, a little above the highest value.</summary>
    public double? YHigh { get; init; }

    /// <summary>Places and regions to be marked.</summary>
    public IReadOnlyList<LineMark> Marks { get; init; } = [];
}
