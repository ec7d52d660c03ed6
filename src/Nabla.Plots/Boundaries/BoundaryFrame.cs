namespace Nabla.Plots;

/// <summary>
/// The network's predictions over the plane at one moment of training, on a grid of <see cref="DecisionBoundaryFigureData.Rows"/> by
/// <see cref="DecisionBoundaryFigureData.Columns"/> points.
/// </summary>
public sealed record BoundaryFrame
{
    /// <summary>The text above the frame, such as <c>epoch 10</c>.</summary>
    public required string Caption { get; init; }

    /// <summary>
    /// The probability of class 1 or, with <see cref="Classes"/>, of the winning class at each grid point. Rows run from the bottom of the extent to
    /// its top, each from left to right; the outermost points lie on its edges. NaN, as from diverged training, is drawn gray.
    /// </summary>
    public required IReadOnlyList<float> Probabilities { get; init; }

    /// <summary>The winning class at each grid point, 0 to 7; null for two classes, where the probability determines it.</summary>
    public IReadOnlyList<int>? Classes { get; init; }
}
