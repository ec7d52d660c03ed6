namespace Nabla.Plots;

/// <summary>The role of a line inside a node, which determines its color.</summary>
public enum LineRole
{
    /// <summary>The value of the node, such as <c>= 3</c>.</summary>
    Value,

    /// <summary>A derivative of or with respect to the node, such as <c>∂e/∂c = 2</c>.</summary>
    Derivative,
}

/// <summary>A line inside a node, under its label.</summary>
/// <param name="Text">One line of text.</param>
/// <param name="Role">The role of the line.</param>
public sealed record DrawingLine(string Text, LineRole Role);
