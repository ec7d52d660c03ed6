namespace Nabla.Plots;

/// <summary>What a line inside a node says, which its color shows.</summary>
public enum LineRole
{
    /// <summary>The value of the node, such as <c>= 3</c>.</summary>
    Value,

    /// <summary>A derivative by or of the node, such as <c>∂e/∂c = 2</c>.</summary>
    Derivative,
}

/// <summary>A line inside a node, under its label.</summary>
/// <param name="Text">One line of text.</param>
/// <param name="Role">What it says.</param>
public sealed record DrawingLine(string Text, LineRole Role);
