namespace Nabla.Plots;

/// <summary>The line style of a curve.</summary>
public enum CurveStyle
{
    /// <summary>A solid line.</summary>
    Solid,

    /// <summary>A dashed line.</summary>
    Dashed,

    /// <summary>A dotted line.</summary>
    Dotted,

    /// <summary>Points without a line.</summary>
    Points,
}
