namespace Nabla.Plots;

/// <summary>What the network says about the plane at one moment of the training, on a grid of <see cref="DecisionBoundaryFigureData.Rows"/> and columns.</summary>
public sealed record BoundaryFrame
{
    /// <summary>What stands above the frame, such as <c>epoch 10</c>.</summary>
    public required string Caption { get; init; }

    /// <summary>
    /// Row by row from the bottom of the extent to its top, each from left to right, the first and the last on its edges: the probability of class
    /// 1 or, with <see cref="Classes"/>, that of the class that wins there. NaN, as from a training that diverged, is drawn gray.
    /// </summary>
    public required IReadOnlyList<float> Probabilities { get; init; }

    /// <summary>The class that wins at each place of the grid, 0 to 7; null for two classes, where the probability says it.</summary>
    public IReadOnlyList<int>? Classes { get; init; }
}
