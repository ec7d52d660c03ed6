namespace Nabla.Plots;

/// <summary>The element that a legend entry explains.</summary>
public enum LegendMark
{
    /// <summary>The box of an input.</summary>
    Input,

    /// <summary>The box of an operation.</summary>
    Operation,

    /// <summary>The box of an output.</summary>
    Output,

    /// <summary>The box of a constant.</summary>
    Constant,

    /// <summary>The color of lines that show a value.</summary>
    Value,

    /// <summary>The color of lines that show a derivative.</summary>
    Derivative,

    /// <summary>An arrow.</summary>
    Edge,

    /// <summary>An emphasized arrow.</summary>
    EmphasizedEdge,
}

/// <summary>An entry of the legend above the graph.</summary>
/// <param name="Mark">The sample shown before the text.</param>
/// <param name="Text">The explanation.</param>
public sealed record DrawingLegendEntry(LegendMark Mark, string Text);
