namespace Nabla.Plots;

/// <summary>How the line of a curve is drawn.</summary>
public enum CurveStyle
{
    /// <summary>An unbroken line.</summary>
    Solid,

    /// <summary>A line of dashes.</summary>
    Dashed,

    /// <summary>A line of dots.</summary>
    Dotted,

    /// <summary>No line: the points alone.</summary>
    Points,
}
